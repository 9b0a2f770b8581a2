"""What may stand in a plan: a check for each kind of part, and the two ways in, `added` and `revised`.

A part that is entered and a part that is corrected go through the same check. Times that say when something happened
lie in the past or are now; what is entered today may have happened yesterday.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.consent import Consent, ConsentGiver, ConsentKind, covering, is_minor, relatives_invited
from app.domain.deviation import Deviation
from app.domain.goal import Goal
from app.domain.handover import Handover
from app.domain.intervention import Intervention, InterventionStatus, ResponsibleKind
from app.domain.lifecycle import RESTS_ON_CONSENT
from app.domain.meeting import Meeting
from app.domain.part import Part, changed, find, require
from app.domain.participant import Participant, ParticipantKind
from app.domain.plan import PARTS, Plan
from app.domain.refusal import Conflict, Finding, Invalid
from app.domain.rule import Rule
from app.domain.summons import Invitation, Reply, Summons
from app.domain.swedish_time import day_of
from app.domain.unit import Unit

IN_THE_FUTURE = Rule("in-the-future", "Tidpunkten har inte inträffat än.", "That time has not come yet.")
NOT_STAFF = Rule("not-staff", "Deltagaren är inte personal vid en enhet.", "The participant is not staff of a unit.")
NOT_GUARDIAN = Rule(
    "not-a-guardian",
    "För vårdnadshavares samtycke anges vilken vårdnadshavare; annars ingen.",
    "A guardian's consent names which guardian; no other consent does.",
)
RECIPIENTS = Rule(
    "recipients-needed",
    "Samtycke till informationsöverföring anger mottagande enheter, aldrig allmänt; andra samtycken gör det inte.",
    "Consent to information sharing names its recipient units, never in general; other consents have none.",
    "OSL 12:2",
)
RELATIVES = Rule(
    "relatives-needed",
    "Samtycke om närstående anger vilka; andra samtycken gör det inte.",
    "A consent for relatives names them; other consents do not.",
)
ENDS_BEFORE = Rule("ends-before-it-begins", "Det slutar innan det börjar.", "It ends before it begins.")
RELATIVES_NOT_INVITED = Rule(
    "relatives-not-invited",
    "Inget samtycke om närståendes deltagande gäller.",
    "No consent to relatives taking part is in force.",
    "Riktlinje SIP",
)
GUARDIAN_LATE = Rule(
    "guardian-without-consent",
    "En vårdnadshavare kan läggas till så länge planen inte vilar på samtycke: båda ska samtycka.",
    "A guardian can be added while the plan does not yet rest on consent: all guardians must consent.",
    "FB 6:11, 6:13",
)
GUARDIAN_OF_ADULT = Rule(
    "guardian-of-adult",
    "En myndig person har ingen vårdnadshavare.",
    "A person who is of age has no guardian.",
    "FB 6:2",
)
ONE_RESPONSIBLE = Rule(
    "exactly-one-responsible",
    "En insats har exakt en ansvarig: en enhet hos region eller kommun, en annan aktör eller personen själv.",
    "An intervention has exactly one responsible: a unit of region or municipality, another actor, or the person.",
    "HSL 16:4, SoL 10:9",
)
NOT_A_PRINCIPALS_UNIT = Rule(
    "not-a-principals-unit",
    "En aktör utanför region och kommun anges som annan aktör.",
    "An actor outside region and municipality is stated as another actor.",
    "HSL 16:4, SoL 10:9",
)
PARENT = Rule(
    "goal-below-itself", "Ett mål kan inte vara delmål till sig självt.", "A goal cannot be a sub-goal of itself."
)
REPRESENTATIVE = Rule(
    "representative-of-other-unit",
    "Den kallade enheten utser själv en av sina egna.",
    "The called unit appoints one of its own.",
    "Riktlinje SIP",
)
SAME_UNIT = Rule("same-unit", "En avvikelse gäller en annan enhet.", "A deviation concerns another unit.")
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
TOO_MANY = Rule("too-many-parts", "Planen rymmer inte fler av det slaget.", "The plan holds no more of that kind.")
# Of each kind; whoever only takes part may fill half, so that those who drive the plan always have room.
MOST_PARTS = 200
HANDOVER_PENDING = Rule(
    "handover-pending", "En överlämning väntar redan på svar.", "A hand-over already awaits its answer."
)
UNIT_TWICE = Rule("unit-twice", "Enheten finns redan i planen.", "The unit is already in the plan.")
INVITED_TWICE = Rule("invited-twice", "Enheten är redan kallad.", "The unit is already called.")


def not_in_future(happened: datetime, now: datetime, pointer: str) -> None:
    if happened > now:
        raise Invalid(IN_THE_FUTURE, Finding(IN_THE_FUTURE, pointer))


def require_staff(plan: Plan, participant_id: UUID | None, pointer: str) -> Participant:
    """The participant that a field points at, who must be staff of one of the plan's units."""
    one = require(plan.participants, participant_id, pointer)
    if one.kind is not ParticipantKind.STAFF:
        raise Invalid(NOT_STAFF, Finding(NOT_STAFF, pointer))
    return one


def require_coordinator(plan: Plan, participant_id: UUID | None, now: datetime, pointer: str) -> Participant:
    """Staff who can log in, at a unit of either principal that can: anybody else would leave the plan an orphan.

    The task brings the whole plan with it, so a unit other than the one that has it now must be covered by consent.
    """
    one = require_staff(plan, participant_id, pointer)
    unit = require(plan.units, one.unit_id, pointer)
    if one.hsa_id is None or unit.hsa_id is None or not unit.must_attend:
        raise Invalid(CANNOT_COORDINATE, Finding(CANNOT_COORDINATE, pointer))
    holder = find(plan.participants, plan.coordinator_id) if plan.coordinator_id else None
    has_it = holder.unit_id if holder else plan.initiated_by_unit_id
    if unit.id != has_it and not any(window.holds(now) for window in covering(plan, unit.id)):
        raise Conflict(NOT_COVERED, Finding(NOT_COVERED, pointer))
    return one


def _refuse_if(wrong: bool, rule: Rule, pointer: str) -> None:
    if wrong:
        raise Invalid(rule, Finding(rule, pointer))


def _unit(plan: Plan, one: Unit, now: datetime) -> None:
    others = {other.hsa_id for other in plan.units if other.id != one.id}
    _refuse_if(one.hsa_id is not None and one.hsa_id in others, UNIT_TWICE, "/hsaId")


def _participant(plan: Plan, one: Participant, now: datetime) -> None:
    staff = one.kind is ParticipantKind.STAFF
    _refuse_if(staff != (one.unit_id is not None), NOT_STAFF, "/unitId")
    _refuse_if(one.hsa_id is not None and not staff, NOT_STAFF, "/hsaId")
    if one.unit_id is not None:
        require(plan.units, one.unit_id, "/unitId")
    if one.kind is ParticipantKind.RELATIVE and not relatives_invited(plan, now):
        raise Conflict(RELATIVES_NOT_INVITED)
    if one.kind is ParticipantKind.GUARDIAN:
        _refuse_if(not is_minor(plan, now), GUARDIAN_OF_ADULT, "/kind")
        if plan.status in RESTS_ON_CONSENT and one.id not in {other.id for other in plan.participants}:
            raise Conflict(GUARDIAN_LATE)


def _consent(plan: Plan, one: Consent, now: datetime) -> None:
    not_in_future(one.given_at, now, "/givenAt")
    guardians = {p.id for p in plan.participants if p.kind is ParticipantKind.GUARDIAN}
    by_guardian = one.given_by is ConsentGiver.GUARDIAN
    _refuse_if(by_guardian != (one.guardian_id is not None), NOT_GUARDIAN, "/guardianId")
    _refuse_if(one.guardian_id is not None and one.guardian_id not in guardians, NOT_GUARDIAN, "/guardianId")
    if one.registered_by_id is not None:
        require_staff(plan, one.registered_by_id, "/registeredById")
    _refuse_if((one.kind is ConsentKind.INFORMATION_SHARING) != bool(one.recipients), RECIPIENTS, "/recipients")
    for place, unit_id in enumerate(one.recipients):
        require(plan.units, unit_id, f"/recipients/{place}")
    _refuse_if((one.kind is ConsentKind.RELATIVES) != bool(one.relatives), RELATIVES, "/relatives")
    if one.valid_until is not None:
        _refuse_if(one.valid_until < day_of(one.given_at), ENDS_BEFORE, "/validUntil")


def _summons(plan: Plan, one: Summons, now: datetime) -> None:
    not_in_future(one.sent_at, now, "/sentAt")
    _refuse_if(one.meeting_at < one.sent_at, ENDS_BEFORE, "/meetingAt")


def _invitation(plan: Plan, one: Invitation, now: datetime) -> None:
    require(plan.summonses, one.summons_id, "/summonsId")
    require(plan.units, one.unit_id, "/unitId")
    others = [i for i in plan.invitations if i.id != one.id and i.summons_id == one.summons_id]
    _refuse_if(any(i.unit_id == one.unit_id for i in others), INVITED_TWICE, "/unitId")
    if one.replied_at is not None:
        not_in_future(one.replied_at, now, "/repliedAt")
    if one.representative_id is not None:
        representative = require_staff(plan, one.representative_id, "/representativeId")
        wrong = representative.unit_id != one.unit_id or one.reply is not Reply.ATTENDS
        _refuse_if(wrong, REPRESENTATIVE, "/representativeId")


def _meeting(plan: Plan, one: Meeting, now: datetime) -> None:
    not_in_future(one.held_at, now, "/heldAt")
    require_staff(plan, one.chair_id, "/chair/participantId")
    require_staff(plan, one.writer_id, "/writer/participantId")
    require_staff(plan, one.main_responsible_id, "/mainResponsible/participantId")


def _goal(plan: Plan, one: Goal, now: datetime) -> None:
    if one.follow_up_responsible_id is not None:
        require_staff(plan, one.follow_up_responsible_id, "/followUpResponsibleId")
    above, parent_id = set(), one.parent_id
    while parent_id is not None:
        _refuse_if(parent_id == one.id or parent_id in above, PARENT, "/parentId")
        above.add(parent_id)
        parent_id = require(plan.goals, parent_id, "/parentId").parent_id


def _intervention(plan: Plan, one: Intervention, now: datetime) -> None:
    require(plan.goals, one.goal_id, "/goalId")
    by_unit = one.responsible_kind is ResponsibleKind.UNIT
    _refuse_if(by_unit != (one.responsible_unit_id is not None), ONE_RESPONSIBLE, "/responsible/unitId")
    by_other = one.responsible_kind is ResponsibleKind.OTHER
    named = bool(one.responsible_name) if by_other else one.responsible_name is not None
    _refuse_if(by_other != named, ONE_RESPONSIBLE, "/responsible/name")
    if one.responsible_unit_id is not None:
        unit = require(plan.units, one.responsible_unit_id, "/responsible/unitId")
        _refuse_if(not unit.must_attend, NOT_A_PRINCIPALS_UNIT, "/responsible/unitId")
    if one.starts_on is not None and one.ends_on is not None:
        _refuse_if(one.ends_on < one.starts_on, ENDS_BEFORE, "/endsOn")


def _status(plan: Plan, one: InterventionStatus, now: datetime) -> None:
    require(plan.interventions, one.intervention_id, "/interventionId")
    not_in_future(one.since, now, "/since")


def _deviation(plan: Plan, one: Deviation, now: datetime) -> None:
    require(plan.units, one.reported_by_unit_id, "/reportedByUnitId")
    require(plan.units, one.concerns_unit_id, "/concernsUnitId")
    _refuse_if(one.reported_by_unit_id == one.concerns_unit_id, SAME_UNIT, "/concernsUnitId")
    not_in_future(one.reported_at, now, "/reportedAt")


def _handover(plan: Plan, one: Handover, now: datetime) -> None:
    require_coordinator(plan, one.to_id, now, "/toId")
    not_in_future(one.offered_at, now, "/offeredAt")
    if one.accepted_at is not None:
        not_in_future(one.accepted_at, now, "/acceptedAt")
        _refuse_if(one.accepted_at < one.offered_at, ENDS_BEFORE, "/acceptedAt")
    if any(other.id != one.id and other.accepted_at is None for other in plan.handovers):
        raise Conflict(HANDOVER_PENDING)


def _happened(field: str, pointer: str) -> Callable[[Plan, Any, datetime], None]:
    return lambda plan, one, now: not_in_future(getattr(one, field), now, pointer)


CHECKS: dict[str, Callable[[Plan, Any, datetime], None]] = {
    "units": _unit,
    "participants": _participant,
    "consents": _consent,
    "summonses": _summons,
    "invitations": _invitation,
    "meetings": _meeting,
    "goals": _goal,
    "interventions": _intervention,
    "intervention_statuses": _status,
    "follow_ups": _happened("held_at", "/heldAt"),
    "deviations": _deviation,
    "handovers": _handover,
    "notes": _happened("written_at", "/writtenAt"),
}

if CHECKS.keys() != PARTS.keys() - {"notices"}:
    raise RuntimeError("a kind of part without a check would be let in unseen")


def added(plan: Plan, collection: str, part: Part, now: datetime, most: int = MOST_PARTS) -> Plan:
    """The plan with one more part, if the part may stand there and there are not `most` already."""
    if len(getattr(plan, collection)) >= most:
        raise Conflict(TOO_MANY)
    CHECKS[collection](plan, part, now)
    return replace(plan, **{collection: (*getattr(plan, collection), part)})


def revised(plan: Plan, collection: str, part: Part, now: datetime, **values: Any) -> Plan:
    """The plan with one part corrected, judged by the same check as a new one."""
    after = replace(plan, **{collection: changed(getattr(plan, collection), part, **values)})
    CHECKS[collection](after, next(p for p in getattr(after, collection) if p.id == part.id), now)
    return after
