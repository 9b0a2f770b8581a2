"""Meetings of a plan. A meeting moves the plan to `met` and names the main responsible."""

from dataclasses import replace

from app.domain.action import Action
from app.domain.lifecycle import Transition, moved
from app.domain.meeting import Meeting
from app.domain.plan import Plan
from app.schemas.journal.meeting import MeetingIn, MeetingOut, RoleIO
from app.services.parts import Entry, Resource
from app.services.work import Work

ROLES = ("chair", "writer", "main_responsible")


def build(plan: Plan, entry: Entry, body: MeetingIn) -> Meeting:
    roles = {f"{role}_id": getattr(body, role).participant_id for role in ROLES}
    roles |= {f"{role}_origin": getattr(body, role).origin for role in ROLES}
    return Meeting(**entry, **roles, **body.model_dump(exclude=set(ROLES)))


def view(plan: Plan, part: Meeting, work: Work) -> MeetingOut:
    values = {name: getattr(part, name) for name in MeetingOut.model_fields if hasattr(part, name)}
    roles = {
        role: RoleIO(participant_id=getattr(part, f"{role}_id"), origin=getattr(part, f"{role}_origin"))
        for role in ROLES
    }
    return MeetingOut(**values, **roles)


def then(plan: Plan, part: Meeting, work: Work) -> Plan:
    return replace(moved(plan, Transition.MEET, part.held_at), main_responsible_id=part.main_responsible_id)


MEETINGS = Resource(
    collection="meetings", noun="meeting", write=Action.MEETING_RECORD, build=build, view=view, then=then
)
