"""What staff may know of the citizen's view: exactly what she sees now, or every reason why she sees nothing."""

from dataclasses import dataclass
from uuid import UUID

from app.domain import publication
from app.domain.publication import BEHIND
from app.domain.rule import Rule
from app.repositories import mirror
from app.services.publishing import fingerprint
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
    reasons = list(publication.reasons_hidden(plan, work.now))
    if body is None and not reasons:
        reasons = [BEHIND]
    return CitizenView(body, reasons)
