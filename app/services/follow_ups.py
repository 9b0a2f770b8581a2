"""Follow-ups of a plan."""

from app.domain.action import Action
from app.domain.follow_up import FollowUp
from app.domain.plan import Plan
from app.schemas.journal.follow_up import FollowUpIn, FollowUpOut
from app.services.parts import Entry, Resource


def build(plan: Plan, entry: Entry, body: FollowUpIn) -> FollowUp:
    return FollowUp(**entry, **body.model_dump())


FOLLOW_UPS = Resource(
    collection="follow_ups",
    noun="follow-up",
    write=Action.FOLLOW_UP_RECORD,
    build=build,
    view=lambda plan, part, work: FollowUpOut.model_validate(part),
)
