"""Copies of a plan: that its participants and the person received it, when and how."""

from app.domain.action import Action
from app.domain.copy import Copy
from app.domain.plan import Plan
from app.schemas.journal.copy import CopyIn, CopyOut
from app.services.parts import Entry, Writable


def build(plan: Plan, entry: Entry, body: CopyIn) -> Copy:
    return Copy(**entry, **body.model_dump() | {"plan_version": body.plan_version or plan.version})


COPIES = Writable(
    collection="copies",
    noun="copy",
    write=Action.COPY_RECORD,
    build=build,
    viewing=lambda plan, work: CopyOut.model_validate,
)
