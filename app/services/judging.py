"""Whether the caller may: asked of the policy before anything is read or written, and every no is noted for the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from app.domain import emergency, policy
from app.domain.action import Action
from app.domain.plan import Plan
from app.domain.refusal import Refusal, Unreachable
from app.repositories import reach
from app.services.work import Denial, Work


def judge(work: Work, action: Action, plan: Plan, own: policy.Own | None = None) -> None:
    """Asks the policy about the plan as it stands now; an opening in an emergency has a rule of its own."""
    if action is Action.EMERGENCY_OPEN:
        emergency.require_openable(work.actor, plan)
        return
    policy.require(work.actor, action, plan, work.now, own)


def judge_again(work: Work, action: Action, plan: Plan) -> None:
    """The same of a retry: may the answer that was kept be given once more?"""
    if action is Action.EMERGENCY_OPEN:
        emergency.require_openable(work.actor, plan)
        return
    policy.require_again(work.actor, action, plan, work.now)


async def enter(work: Work, action: Action, plan_id: UUID) -> None:
    """What is asked before a plan is loaded or locked: the scopes, and whether there is any ground at all.

    What only adds is what has a key for its retry: everything else is done to what stands, and builds on a version.

    A stranger gets her answer at the same cost whether the plan exists or not, and holds nobody up. Whoever opens a
    plan in an emergency has no ground: that is why she does.
    """
    if action is Action.EMERGENCY_OPEN:
        emergency.require_may_open(work.actor)
        return
    policy.require_scopes(work.actor, action, adds=work.retry_key is not None)
    if not await reach.within(work.connection, work.actor, work.now, plan_id):
        raise Unreachable(policy.OUT_OF_REACH)


@contextmanager
def noting_denial(
    work: Work,
    action: Action,
    plan: Plan | None = None,
    *,
    named: tuple[Plan, ...] = (),
    person_key: str | None = None,
    plan_id: UUID | None = None,
) -> Iterator[None]:
    """A no inside is noted, so that it can be logged when this transaction is gone.

    Whichever no it is: what the law still wants of a plan, or that it has moved on, tells of the plan as a read does.
    """
    try:
        yield
    except Refusal:
        if work.denied is None or plan is not None:
            work.denied = Denial(action, plan, named, person_key, plan_id)
        raise
