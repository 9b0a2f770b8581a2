"""What may stand in a plan of its process: offers, summonses and their answers, meetings, hand-overs, copies."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from app.domain.consent import Information, covering
from app.domain.contents.asking import BEFORE_ASKED, ENDS_BEFORE, not_in_future, refuse_if, require_staff
from app.domain.copy import Copy
from app.domain.handover import Handover
from app.domain.meeting import Meeting, RoleOrigin
from app.domain.offer import Offer
from app.domain.part import find, require
from app.domain.participant import Participant, StaffFunction
from app.domain.plan import Plan
from app.domain.refusal import Conflict, Finding, Invalid
from app.domain.rule import Rule
from app.domain.summons import Invitation, Reply, Summons, SummonsReply
from app.domain.takeover import Takeover
from app.domain.taking_part import units_taking_part

REPRESENTATIVE = Rule(
    "representative-of-other-unit",
    "Den kallade enheten utser själv en av sina egna.",
    "The called unit appoints one of its own.",
    "Riktlinje SIP",
)
CANNOT_COORDINATE = Rule(
    "cannot-coordinate",
    "Samordningsansvarig är personal med HSA-id vid en enhet hos region eller kommun.",
    "A coordinator is staff with an HSA-id at a unit of region or municipality.",
    "Riktlinje SIP",
)
NOT_COVERED = Rule(
    "unit-not-covered",
    "Inget samtycke till informationsöverföring omfattar den enheten.",
    "No consent to information sharing covers that unit.",
    "OSL 26:1, PDL 6 kap.",
)
HANDOVER_PENDING = Rule(
    "handover-pending",
    "En överlämning väntar redan på svar.",
    "A hand-over already awaits its answer.",
    "Riktlinje SIP",
)
INVITED_TWICE = Rule("invited-twice", "Enheten är redan kallad.", "The unit is already called.", "Riktlinje SIP")
NOT_THE_DEFAULT = Rule(
    "not-the-default",
    "Förvalet är någon annan; ange rollen som överenskommen.",
    "The default is somebody else; state the role as agreed.",
    "Riktlinje SIP",
)
MET_BEFORE_INITIATED = Rule(
    "met-before-initiated",
    "Mötet är daterat före det att planen initierades.",
    "The meeting is dated before the plan was initiated.",
)
ALREADY_COORDINATOR = Rule(
    "already-coordinator", "Hon är redan samordningsansvarig.", "She is the coordinator already.", "decided"
)
HAS_COORDINATOR = Rule(
    "has-a-coordinator",
    "Planen har redan en samordningsansvarig; uppdraget överlämnas (POST …/handovers).",
    "The plan has a coordinator already; the task is handed over (POST …/handovers).",
    "decided",
)
COPY_OF_LATER = Rule("copy-of-later-version", "Planen har ingen sådan version än.", "The plan has no such version yet.")


def require_coordinator(
    plan: Plan,
    participant_id: UUID | None,
    now: datetime,
    pointer: str,
    brings: Iterable[Information] = (Information.PLAN,),
) -> Participant:
    """Staff who can log in, at a unit of either principal that can: anybody else would leave the plan an orphan.

    The task `brings` information with it: a unit other than the one that has it now must be covered for each kind.
    """
    one = require_staff(plan, participant_id, pointer)
    unit = require(plan.units, one.unit_id, pointer)
    refuse_if(one.hsa_id is None or unit.hsa_id is None or not unit.must_attend, CANNOT_COORDINATE, pointer)
    holder = find(plan.participants, plan.coordinator_id) if plan.coordinator_id else None
    has_it = holder.unit_id if holder else plan.initiated_by_unit_id
    covered = (any(window.holds(now) for window in covering(plan, unit.id, kind)) for kind in brings)
    if unit.id != has_it and not all(covered):
        raise Conflict(NOT_COVERED, Finding(NOT_COVERED, pointer))
    return one


def offer(plan: Plan, one: Offer, now: datetime) -> None:
    not_in_future(one.offered_at, now, "/happenedAt")
    require(plan.units, one.offered_by_unit_id, "/offeredByUnitId")
    if one.answered_at is not None:
        not_in_future(one.answered_at, now, "/happenedAt")
        refuse_if(one.answered_at < one.offered_at, ENDS_BEFORE, "/happenedAt")


def summons(plan: Plan, one: Summons, now: datetime) -> None:
    not_in_future(one.sent_at, now, "/sentAt")
    refuse_if(one.meeting_at < one.sent_at, ENDS_BEFORE, "/meetingAt")


def invitation(plan: Plan, one: Invitation, now: datetime) -> None:
    called = require(plan.summonses, one.summons_id, "/summonsId")
    require(plan.units, one.unit_id, "/unitId")
    others = [i for i in plan.invitations if i.id != one.id and i.summons_id == one.summons_id]
    refuse_if(any(i.unit_id == one.unit_id for i in others), INVITED_TWICE, "/unitId")
    if one.replied_at is not None:
        not_in_future(one.replied_at, now, "/repliedAt")
        refuse_if(one.replied_at < called.sent_at, BEFORE_ASKED, "/repliedAt")
    if one.representative_id is not None:
        representative = require_staff(plan, one.representative_id, "/representativeId")
        wrong = representative.unit_id != one.unit_id or one.reply is not Reply.ATTENDS
        refuse_if(wrong, REPRESENTATIVE, "/representativeId")


def reply(plan: Plan, one: SummonsReply, now: datetime) -> None:
    """An answer is judged as the invitation that it changes; here only that it points at what there is."""
    require(plan.invitations, one.invitation_id, "/invitationId")
    require(plan.units, one.answered_by_unit_id, "/answeredByUnitId")


def default_roles(plan: Plan, attendee_ids: Sequence[UUID]) -> dict[str, UUID | None]:
    """Who has each role of a meeting with those people at it, unless it is agreed otherwise.

    The caller, who is the coordinator, chairs and writes. The permanent care contact (fast vårdkontakt), else the lead
    case manager (huvudhandläggare), is main responsible; where the plan has neither, the coordinator is. Somebody whose
    unit neither takes part nor is there has no task by default.
    """
    here, there = units_taking_part(plan), set(attendee_ids)
    able = [one for one in plan.participants if one.unit_id in here or one.id in there]
    functions = {one.function: one.id for one in reversed(able)}
    order = (StaffFunction.CARE_CONTACT, StaffFunction.LEAD_CASE_MANAGER)
    main = next((functions[one] for one in order if one in functions), plan.coordinator_id)
    return {"chair": plan.coordinator_id, "writer": plan.coordinator_id, "main_responsible": main}


def meeting(plan: Plan, one: Meeting, now: datetime) -> None:
    not_in_future(one.held_at, now, "/heldAt")
    refuse_if(one.held_at < plan.initiated_at, MET_BEFORE_INITIATED, "/heldAt")
    for role, default in default_roles(plan, one.attendee_ids).items():
        name = {"main_responsible": "mainResponsible"}.get(role, role)
        has_it = require_staff(plan, getattr(one, f"{role}_id"), f"/{name}/participantId")
        by_default = getattr(one, f"{role}_origin") is RoleOrigin.DEFAULT
        refuse_if(by_default and has_it.id != default, NOT_THE_DEFAULT, f"/{name}/origin")
    for place, attendee in enumerate(one.attendee_ids):
        require(plan.participants, attendee, f"/attendeeIds/{place}")


def handover(plan: Plan, one: Handover, now: datetime) -> None:
    if one.pending or one.accepted_at is not None:
        # Whoever has the task has begun the mapping, or may have; and who coordinates reads it by that alone.
        require_coordinator(plan, one.to_id, now, "/toId", brings=tuple(Information))
    not_in_future(one.offered_at, now, "/offeredAt")
    for name, at in (("accepted", one.accepted_at), ("refused", one.refused_at), ("withdrawn", one.withdrawn_at)):
        if at is not None:
            not_in_future(at, now, f"/{name}At")
            refuse_if(at < one.offered_at, ENDS_BEFORE, f"/{name}At")
    if one.pending and one.to_id == plan.coordinator_id:
        raise Conflict(ALREADY_COORDINATOR)
    if one.pending and any(other.id != one.id and other.pending for other in plan.handovers):
        raise Conflict(HANDOVER_PENDING)


def takeover(plan: Plan, one: Takeover, now: datetime) -> None:
    """By right of the principal and not by consent, so it is not asked whether a consent covers the unit."""
    to = require_staff(plan, one.to_id, "/toId")
    unit = require(plan.units, to.unit_id, "/toId")
    refuse_if(to.hsa_id is None or unit.hsa_id is None or not unit.must_attend, CANNOT_COORDINATE, "/toId")
    not_in_future(one.taken_at, now, "/takenAt")
    if one.from_id == one.to_id:
        raise Conflict(ALREADY_COORDINATOR)


def copy(plan: Plan, one: Copy, now: datetime) -> None:
    not_in_future(one.given_at, now, "/givenAt")
    if one.recipient_id is not None:
        require(plan.participants, one.recipient_id, "/recipientId")
    if one.plan_version > plan.version:
        raise Invalid(COPY_OF_LATER, Finding(COPY_OF_LATER, "/planVersion"))
