"""Plan values for the tests of the domain: one complete, established plan, and the parts to vary it with.

Only builders live here; never an assertion, a database or the time of day.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from app.domain.actor import Staff
from app.domain.consent import Consent, ConsentForm, ConsentGiver, ConsentKind, Information
from app.domain.deviation import Deviation
from app.domain.follow_up import FollowUp, FollowUpDecision
from app.domain.goal import Goal, GoalTerm
from app.domain.handover import Handover
from app.domain.intervention import Intervention, InterventionState, InterventionStatus, ResponsibleKind
from app.domain.life_area import LifeArea
from app.domain.meeting import Meeting, MeetingForm, RoleOrigin
from app.domain.note import Note
from app.domain.notice import Notice
from app.domain.participant import Participant, ParticipantKind
from app.domain.person import Person
from app.domain.plan import Plan, PlanStatus
from app.domain.summons import Invitation, Reply, Summons, SummonsForm
from app.domain.unit import PrincipalType, Unit


def uid(number: int) -> UUID:
    return UUID(int=number)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


GIVEN = utc(2026, 2, 2, 9)  # when the consents were given
CHANGED = utc(2026, 3, 5, 9)  # the plan's last change
NOW = utc(2026, 6, 1, 10)
ADULT_BORN = date(1942, 8, 17)

CLINIC, REHAB, SCHOOL, LIBRARY = uid(1), uid(2), uid(3), uid(4)  # units: region, municipality, other, not taking part
CLINIC_HSA, REHAB_HSA, LIBRARY_HSA = "SE2329990015-CLINIC", "SE2329990023-REHAB", "SE2329990023-LIBRARY"
COORDINATOR, MAIN, RELATIVE, NURSE = uid(11), uid(12), uid(13), uid(14)
COORDINATOR_HSA, MAIN_HSA, NURSE_HSA = "SE2329990015-P1", "SE2329990023-P2", "SE2329990015-P3"
GUARDIANS = (uid(15), uid(16))
SIP, SHARING, RELATIVES = uid(21), uid(22), uid(23)
SUMMONS, MEETING, LONG_GOAL, SUB_GOAL = uid(31), uid(41), uid(51), uid(52)
BY_UNIT, BY_OTHER, BY_PERSON = uid(61), uid(62), uid(63)
FOLLOW_UP, HANDOVER = uid(71), uid(82)


def person(born: date = ADULT_BORN, **values: Any) -> Person:
    start: dict[str, Any] = {"id": uid(5), "key": "0" * 64, "sealed_number": "sealed", "born": born}
    return Person(**(start | values))


def unit(unit_id: UUID, hsa_id: str | None, principal: PrincipalType, **values: Any) -> Unit:
    start: dict[str, Any] = {"entered_at": GIVEN, "name": "Enheten", "kind": "enhet", "principal_name": "Huvudmannen"}
    return Unit(id=unit_id, hsa_id=hsa_id, principal_type=principal, **(start | values))


def participant(part_id: UUID, kind: ParticipantKind = ParticipantKind.STAFF, **values: Any) -> Participant:
    return Participant(id=part_id, entered_at=GIVEN, kind=kind, **({"name": "Deltagaren"} | values))


def guardian(part_id: UUID) -> Participant:
    return participant(part_id, ParticipantKind.GUARDIAN, sealed_number="sealed")


def sip(part_id: UUID = SIP, by: ConsentGiver = ConsentGiver.PERSON, **values: Any) -> Consent:
    start: dict[str, Any] = {"kind": ConsentKind.SIP, "form": ConsentForm.WRITTEN, "given_at": GIVEN}
    return Consent(**({"id": part_id, "given_by": by, "entered_at": GIVEN} | start | values))


def by_guardian(which: UUID, **values: Any) -> Consent:
    return sip(uid(which.int + 200), ConsentGiver.GUARDIAN, guardian_id=which, **values)


def sharing(*unit_ids: UUID, **values: Any) -> Consent:
    """To those units, of the plan; of the mapping too where `information` says so."""
    start: dict[str, Any] = {"id": SHARING, "kind": ConsentKind.INFORMATION_SHARING, "recipients": unit_ids}
    return replace(sip(), **(start | {"information": (Information.PLAN,)} | values))


def invitation(part_id: UUID, unit_id: UUID, reply: Reply, **values: Any) -> Invitation:
    return Invitation(id=part_id, entered_at=GIVEN, summons_id=SUMMONS, unit_id=unit_id, reply=reply, **values)


def meeting(**values: Any) -> Meeting:
    roles = {f"{role}_origin": RoleOrigin.AGREED for role in ("chair", "writer", "main_responsible")}
    start: dict[str, Any] = {"id": MEETING, "entered_at": GIVEN, "held_at": utc(2026, 3, 3, 9), "place": "Rum 2"}
    people = {"chair_id": COORDINATOR, "writer_id": COORDINATOR, "main_responsible_id": MAIN}
    return Meeting(**(start | roles | people | {"form": MeetingForm.HYBRID, "what_matters": "Blommorna."} | values))


def goal(part_id: UUID, **values: Any) -> Goal:
    start: dict[str, Any] = {"term": GoalTerm.LONG, "life_area": LifeArea.HOME, "follow_up_responsible_id": MAIN}
    return Goal(id=part_id, entered_at=GIVEN, text="Ett mål", **(start | values))


def intervention(part_id: UUID, kind: ResponsibleKind = ResponsibleKind.UNIT, **values: Any) -> Intervention:
    start: dict[str, Any] = {"goal_id": LONG_GOAL, "text": "En insats", "position": 1}
    if kind is ResponsibleKind.UNIT:
        start["responsible_unit_id"] = REHAB
    if kind is ResponsibleKind.OTHER:
        start["responsible_name"] = "Skolan"
    return Intervention(id=part_id, entered_at=GIVEN, responsible_kind=kind, **(start | values))


def status(part_id: UUID, of: UUID, **values: Any) -> InterventionStatus:
    start: dict[str, Any] = {"state": InterventionState.ONGOING, "since": utc(2026, 3, 4)}
    return InterventionStatus(id=part_id, entered_at=GIVEN, intervention_id=of, **(start | values))


def follow_up(part_id: UUID = FOLLOW_UP, **values: Any) -> FollowUp:
    start: dict[str, Any] = {"held_at": utc(2026, 5, 4), "how_is_it_going": "Bra", "continued_coordination": True}
    decided: dict[str, Any] = {"decision": FollowUpDecision.CONTINUE, "next_on": date(2026, 11, 2)}
    return FollowUp(id=part_id, entered_at=GIVEN, **(start | decided | values))


def deviation(**values: Any) -> Deviation:
    start: dict[str, Any] = {"reported_by_unit_id": CLINIC, "concerns_unit_id": REHAB, "text": "Uteblev"}
    return Deviation(**({"id": uid(81), "entered_at": GIVEN, "reported_at": utc(2026, 4, 1)} | start | values))


def handover(part_id: UUID = HANDOVER, to: UUID = NURSE, **values: Any) -> Handover:
    start: dict[str, Any] = {"from_id": COORDINATOR, "to_id": to, "offered_at": utc(2026, 4, 1)}
    return Handover(**({"id": part_id, "entered_at": GIVEN} | start | values))


def note(**values: Any) -> Note:
    start: dict[str, Any] = {"author_unit_id": CLINIC, "text": "Internt", "written_at": utc(2026, 4, 1)}
    return Note(**({"id": uid(83), "entered_at": GIVEN} | start | values))


def notice(unit_id: UUID = REHAB, **values: Any) -> Notice:
    start: dict[str, Any] = {"id": uid(84), "entered_at": GIVEN, "notified_at": utc(2026, 4, 1)}
    return Notice(unit_id=unit_id, **(start | values))


def summons(**values: Any) -> Summons:
    start: dict[str, Any] = {"form": SummonsForm.WRITTEN, "sent_at": utc(2026, 2, 10), "place": "Rum 2"}
    return Summons(
        **({"id": SUMMONS, "entered_at": GIVEN, "meeting_at": utc(2026, 3, 3, 9), "purpose": "Hem"} | start | values)
    )


def established(**values: Any) -> Plan:
    """A complete plan, adopted and released: everything that the law and the guideline ask is there."""
    start: dict[str, Any] = {
        "id": uid(9),
        "status": PlanStatus.ESTABLISHED,
        "person": person(),
        "person_name": "Elsa Exempel",
        "title": "SIP Elsa",
        "reason": "Behov av samordning",
        "legal_bases": ("HSL 16:4",),
        "initiated_by_unit_id": CLINIC,
        "initiated_at": utc(2026, 2, 1),
        "entered_at": utc(2026, 2, 1),
        "changed_at": CHANGED,
        "coordinator_id": COORDINATOR,
        "main_responsible_id": MAIN,
        "overall_responsible": PrincipalType.REGION,
        "first_follow_up_on": date(2026, 5, 4),
        "approved_for_patient": True,
        "established_at": CHANGED,
        "units": (
            unit(CLINIC, CLINIC_HSA, PrincipalType.REGION),
            unit(REHAB, REHAB_HSA, PrincipalType.MUNICIPALITY),
            unit(SCHOOL, None, PrincipalType.OTHER),
        ),
        "participants": (
            participant(COORDINATOR, unit_id=CLINIC, hsa_id=COORDINATOR_HSA),
            participant(MAIN, unit_id=REHAB, hsa_id=MAIN_HSA),
            participant(NURSE, unit_id=CLINIC, hsa_id=NURSE_HSA),
            participant(RELATIVE, ParticipantKind.RELATIVE),
        ),
        "consents": (
            sip(),
            sharing(REHAB),
            replace(sip(RELATIVES), kind=ConsentKind.RELATIVES, relatives=("Dottern",)),
        ),
        "summonses": (summons(),),
        "invitations": (
            invitation(uid(32), REHAB, Reply.ATTENDS, representative_id=MAIN),
            invitation(uid(33), SCHOOL, Reply.DECLINES),
        ),
        "meetings": (meeting(),),
        "goals": (goal(LONG_GOAL), goal(SUB_GOAL, parent_id=LONG_GOAL, term=GoalTerm.SHORT)),
        "interventions": (
            intervention(BY_UNIT),
            intervention(BY_OTHER, ResponsibleKind.OTHER),
            intervention(BY_PERSON, ResponsibleKind.PERSON, goal_id=SUB_GOAL),
        ),
        "intervention_statuses": (
            status(uid(64), BY_UNIT),
            status(uid(65), BY_PERSON),
            status(uid(67), BY_OTHER),
        ),
        "follow_ups": (follow_up(),),
    }
    return Plan(**(start | values))


def of_child(born: date, *consents: Consent, **values: Any) -> Plan:
    """An established plan for a child with two guardians; without further word both have consented."""
    given = consents or tuple(by_guardian(one) for one in GUARDIANS)
    people = (*established().participants, *(guardian(one) for one in GUARDIANS))
    return established(**({"person": person(born), "participants": people, "consents": given} | values))


def staff(who: str, at: str, scopes: str = "journal:read journal:write") -> Staff:
    """Somebody at that unit; her principal is the one whose HSA-id the unit's begins with."""
    return Staff(
        person=who,
        unit=at,
        principal=at.partition("-")[0],
        purpose="TREAT",
        client="c",
        scopes=frozenset(scopes.split()),
    )
