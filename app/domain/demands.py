"""What an action demands of the plan besides the right and the status: the list of what is missing.

The same list refuses the action and answers why it is not allowed, so the two cannot differ.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from app.domain import requirements
from app.domain.action import Action
from app.domain.contents.process import HANDOVER_PENDING, HAS_COORDINATOR
from app.domain.handover import NOT_PENDING
from app.domain.plan import Plan
from app.domain.refusal import Conflict, Finding
from app.domain.rule import Rule
from app.domain.summons import Occasion

NOT_REVISED = Rule(
    "not-being-revised",
    "Planen har inte varit upprättad, så det finns ingen revidering att avbryta.",
    "The plan has never been established, so there is no revision to call off.",
    "decided",
)
HAS_MET = Rule(
    "revision-has-met",
    "Revideringen har haft sitt möte, så det som har skrivits upprättas, eller planen avslutas.",
    "The revision has had its meeting: what has been written is established, or the plan is closed.",
    "decided",
)
NEVER_ESTABLISHED = Rule(
    "never-established",
    "Frisläppande beslutas när planen upprättas eller senare.",
    "The release is decided when the plan is established, or later.",
    "decided",
)


def _resuming(plan: Plan, now: datetime) -> Iterator[Finding]:
    since = plan.established_at
    if plan.revises is None:
        yield Finding(NOT_REVISED)
    elif since and any(one.occasion is Occasion.PLANNING and one.entered_at > since for one in plan.meetings):
        # A second summons takes the plan from met to summoned; what the meeting led to is still adopted, or not at all.
        yield Finding(HAS_MET)
    # Called off, a revision adopts nothing: what the last follow-up decided is as it was.
    found = requirements.for_establishing(plan, now)
    yield from (one for one in found if one.rule is not requirements.FOLLOW_UP_PASSED)


def _releasing(plan: Plan, now: datetime) -> Iterator[Finding]:
    if plan.established_at is None:
        yield Finding(NEVER_ESTABLISHED)


def _naming_coordinator(plan: Plan, now: datetime) -> Iterator[Finding]:
    if plan.coordinator_id is not None:
        yield Finding(HAS_COORDINATOR)


def _offering_handover(plan: Plan, now: datetime) -> Iterator[Finding]:
    if any(one.pending for one in plan.handovers):
        yield Finding(HANDOVER_PENDING)


def _ending_handover(plan: Plan, now: datetime) -> Iterator[Finding]:
    if not any(one.pending for one in plan.handovers):
        yield Finding(NOT_PENDING)


DEMANDS: dict[Action, Callable[[Plan, datetime], Iterator[Finding]]] = {
    Action.PREPARE: requirements.for_preparing,
    Action.ESTABLISH: requirements.for_establishing,
    Action.RESUME: _resuming,
    Action.PLAN_RELEASE: _releasing,
    Action.COORDINATOR_NAME: _naming_coordinator,
    Action.HANDOVER_OFFER: _offering_handover,
    Action.HANDOVER_WITHDRAW: _ending_handover,
}


def missing(action: Action, plan: Plan, now: datetime) -> list[Finding]:
    demand = DEMANDS.get(action)
    return list(demand(plan, now)) if demand else []


def require(action: Action, plan: Plan, now: datetime) -> None:
    """Raises `Conflict` with the list: under the one rule where it is one, else under `requirements-missing`."""
    found = missing(action, plan, now)
    if found and action in (Action.PREPARE, Action.ESTABLISH, Action.RESUME):
        raise Conflict(requirements.MISSING, *found)
    if found:
        raise Conflict(found[0].rule)
