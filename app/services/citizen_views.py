"""What staff may know of the citizen's view: exactly what she sees now, or every reason why she sees nothing.

But for two things, which are not told to the staff of this plan. That another plan notes a protected identity shuts
places and units in her mirror of this one too. And a plan that is entered anew by a number that she had before, after
her plans were erased, shows her nothing until the change of number is stated again.
"""

from dataclasses import dataclass
from uuid import UUID

from app.domain import publication
from app.domain.plan import Plan
from app.domain.publication import BEHIND
from app.domain.rule import Rule
from app.repositories import mirror
from app.services.adopted import adopted
from app.services.fingerprint import fingerprint
from app.services.publishing import plan_copy
from app.services.reading import read
from app.services.work import Work


@dataclass(frozen=True, slots=True)
class CitizenView:
    """`body` is the stored bytes that she is served, None when nothing is; then `reasons` says why."""

    body: bytes | None
    reasons: list[Rule]


async def show(work: Work, plan_id: UUID) -> CitizenView:
    plan = await read(work, plan_id)
    body = await mirror.body(work.connection, plan_id, work.now, fingerprint())
    if body is not None and plan.as_noted_here != plan:
        body = await _as_noted_here(work, plan)
    reasons = list(publication.reasons_hidden(plan, work.now))
    if body is None and not reasons:
        reasons = [BEHIND]
    return CitizenView(body, reasons)


async def _as_noted_here(work: Work, plan: Plan) -> bytes | None:
    """What she would be shown if no other plan noted protection; she is shown less."""
    copy = plan_copy(plan.as_noted_here, await adopted(work, plan), work.now)
    return None if copy is None else copy["body"]
