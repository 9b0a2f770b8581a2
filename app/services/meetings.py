"""Meetings of a plan. A meeting moves the plan and names the main responsible."""

from dataclasses import replace
from typing import Any

from app.domain.action import Action
from app.domain.contents.process import default_roles
from app.domain.lifecycle import met
from app.domain.meeting import Meeting, RoleOrigin, agreed_before, held_last
from app.domain.plan import Plan
from app.schemas.journal.meeting import MeetingIn, MeetingOut, RoleIO
from app.services.parts import Entry, Writable, shown, tupled
from app.services.work import Work

ROLES = ("chair", "writer", "main_responsible")


def build(plan: Plan, entry: Entry, body: MeetingIn) -> Meeting:
    defaults, roles = default_roles(plan, body.attendee_ids), dict[str, Any]()
    for role in ROLES:
        said = getattr(body, role)
        roles[f"{role}_id"] = said.participant_id if said else defaults[role]
        roles[f"{role}_origin"] = said.origin if said else RoleOrigin.DEFAULT
    agreed = agreed_before(plan.meetings, body.held_at)
    if body.main_responsible is None and agreed is not None:
        roles |= {"main_responsible_id": agreed, "main_responsible_origin": RoleOrigin.AGREED}
    return Meeting(**entry, **roles, **tupled(body.model_dump(exclude=set(ROLES))))


def view(part: Meeting) -> MeetingOut:
    roles = {
        role: RoleIO(participant_id=getattr(part, f"{role}_id"), origin=getattr(part, f"{role}_origin"))
        for role in ROLES
    }
    return shown(MeetingOut, part, **roles)


def then(plan: Plan, part: Meeting, work: Work) -> Plan:
    plan = met(plan, part.occasion, part.held_at)
    # An earlier meeting that is entered late says nothing of who has the follow-up now.
    return replace(plan, main_responsible_id=part.main_responsible_id) if held_last(plan.meetings) == part else plan


MEETINGS = Writable(
    collection="meetings",
    noun="meeting",
    write=Action.MEETING_RECORD,
    build=build,
    viewing=lambda plan, work: view,
    then=then,
)
