"""What a citizen may see, on one page. Three gates, each shut unless it is opened here:

- the **plan** gate, `publication`: is anything of this plan shown, and between which instants;
- the **row** gate, `ROW_GATES`: is this goal, this participant, … shown at all;
- the **field** gate, `LEDGER`: every field of every type is either `Shown`, under the name the citizen's schema gives
  it (the second key), or `Withheld` with a written reason.

`project` keeps what passes all three and raises on anything that the ledger does not know. The mapping (kartläggning)
is no part of a plan value and cannot come here at all.

Source: domain rules, what the citizen sees; SIP on 1177: the mapping is never mirrored; OSL (2009:400) 21 kap. 3 § and
22 kap. 1 § for protected identity; a judgement of inability to consent (menprövning) is never mirrored.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.domain.age import reads_own_from
from app.domain.consent import Consent, ConsentGiver, sip_in_force, sip_lapses_at
from app.domain.deviation import Deviation
from app.domain.follow_up import FollowUp
from app.domain.goal import Goal
from app.domain.handover import Handover
from app.domain.intervention import Intervention, InterventionStatus
from app.domain.lifecycle import BY_THE_SERVICE, settled
from app.domain.meeting import Meeting
from app.domain.note import Note
from app.domain.notice import Notice
from app.domain.part import find
from app.domain.participant import Participant, ParticipantKind
from app.domain.person import Person
from app.domain.plan import Plan, PlanStatus
from app.domain.rule import Rule
from app.domain.summons import Invitation, Summons
from app.domain.swedish_time import a_year_after, day_of
from app.domain.unit import Unit

# --- the plan gate ---------------------------------------------------------------------------------------------------

BEHIND = Rule(
    "copy-behind",
    "Kopian är gjord under äldre regler och visas inte förrän den görs om.",
    "The copy was made under older rules and is not shown until it is made anew.",
)


NOT_ESTABLISHED = Rule(
    "not-established",
    "Planen är inte upprättad, eller är makulerad.",
    "The plan is not established, or is annulled.",
)
NO_CONSENT = Rule("no-consent", "Samtycke till SIP gäller inte.", "No SIP consent is in force.", "HSL 16:4")
NOT_RELEASED = Rule(
    "not-released",
    "Den ansvariga enheten har inte beslutat att planen får visas.",
    "The responsible unit has not decided that the plan may be shown.",
)
TOO_YOUNG = Rule(
    "too-young",
    "Barnet läser själv först från åldersgränsen; till dess visas inget.",
    "The child reads only from the age limit on; until then nothing is shown.",
)
CLOSED_LONG_AGO = Rule(
    "closed-long-ago",
    "Planen avslutades för mer än tolv månader sedan.",
    "The plan was closed more than twelve months ago.",
)


@dataclass(frozen=True, slots=True)
class Publication:
    """Shown from `since` until `until` (None: until something changes)."""

    since: datetime
    until: datetime | None


def reasons_hidden(plan: Plan, now: datetime) -> Iterator[Rule]:
    """Every reason why nothing of the plan is shown at this instant; none means that it is shown."""
    plan = settled(plan, now)
    if plan.established_at is None or plan.status not in (PlanStatus.ESTABLISHED, PlanStatus.CLOSED):
        yield NOT_ESTABLISHED
    withdrawn = plan.closing_reason in BY_THE_SERVICE
    if withdrawn or not sip_in_force(plan, now):
        yield NO_CONSENT
    if not plan.approved_for_patient:
        yield NOT_RELEASED
    if now < reads_own_from(plan.person.born, day_of(now)):
        yield TOO_YOUNG
    if plan.closed_at is not None and now >= a_year_after(plan.closed_at):
        yield CLOSED_LONG_AGO


def publication(plan: Plan, now: datetime) -> Publication | None:
    """When the plan, as it stands, is shown; None if it is not going to be unless somebody changes it.

    Time alone may still open it (the age limit is reached) or shut it (a consent ends, twelve months pass).
    """
    if set(reasons_hidden(plan, now)) - {TOO_YOUNG}:
        return None
    own = reads_own_from(plan.person.born, day_of(now))
    ends = [sip_lapses_at(plan, now), a_year_after(plan.closed_at) if plan.closed_at else None]
    return Publication(max(own, plan.established_at or own), min((end for end in ends if end), default=None))


def consents_publication(plan: Plan, now: datetime) -> Publication | None:
    """When her consents of the plan are shown: as soon as they are given, but not of a plan entered in error."""
    if plan.status is PlanStatus.ANNULLED or not project_consents(plan):
        return None
    return Publication(reads_own_from(plan.person.born, day_of(now)), None)


def accesses_shown(born: date, now: datetime) -> bool:
    """Whether she is told who has read: from the age at which she reads herself."""
    return now >= reads_own_from(born, day_of(now))


# --- the row gate ----------------------------------------------------------------------------------------------------


def _goal_shown(plan: Plan, goal: Goal) -> bool:
    if goal.withheld_from_patient:
        return False
    if goal.parent_id is None:
        return True
    parent = find(plan.goals, goal.parent_id)
    return parent is not None and _goal_shown(plan, parent)


def _intervention_shown(plan: Plan, one: Intervention) -> bool:
    goal = find(plan.goals, one.goal_id)
    return goal is not None and _goal_shown(plan, goal) and not one.withheld_from_patient


ROW_GATES: dict[type, Callable[[Plan, Any], bool]] = {
    Unit: lambda plan, one: True,
    Participant: lambda plan, one: not one.protected,
    Consent: lambda plan, one: one.given_by is not ConsentGiver.ASSESSMENT,
    Summons: lambda plan, one: True,
    Invitation: lambda plan, one: True,
    Meeting: lambda plan, one: True,
    Goal: _goal_shown,
    Intervention: _intervention_shown,
    InterventionStatus: lambda plan, one: any(
        _intervention_shown(plan, parent) for parent in plan.interventions if parent.id == one.intervention_id
    ),
    FollowUp: lambda plan, one: not one.withheld_from_patient,
}

# --- the field gate --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """Shown as `name`, and as null where `only_for` says no of the row, or when her identity is protected."""

    name: str
    render: Callable[[Plan, Any], Any] = lambda plan, value: value
    hidden_when_protected: bool = False
    only_for: Callable[[Any], bool] = lambda row: True


@dataclass(frozen=True, slots=True)
class Withheld:
    why: str


def _participant(plan: Plan, part_id: UUID | None) -> dict[str, Any] | None:
    """The participant a field points at, as the citizen may see her; None when her own row is withheld."""
    one = find(plan.participants, part_id) if part_id else None
    return project_row(plan, one) if one and row_shown(plan, one) else None


def _unit(plan: Plan, unit_id: UUID | None) -> dict[str, Any] | None:
    one = find(plan.units, unit_id) if unit_id else None
    return project_row(plan, one) if one and row_shown(plan, one) else None


def _units(plan: Plan, unit_ids: tuple[UUID, ...]) -> list[dict[str, Any] | None]:
    return [_unit(plan, unit_id) for unit_id in unit_ids]


def _rows(plan: Plan, rows: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [project_row(plan, row) for row in rows if row_shown(plan, row)]


BOOKKEEPING = Withheld("bookkeeping of the record systems")
STAFF_NUMBER = Withheld("staff identities as numbers are never shown")
NUMBER = Withheld("a personnummer is never shown")
REGISTRATION = Withheld("who registered it says nothing of what it is")
INTERNAL = Withheld("between the professionals of the plan")
OWN_RESOURCE = Withheld("shown in a resource of its own")
PART = {"version": BOOKKEEPING, "entered_at": BOOKKEEPING}
ROW_ID = PART | {"id": BOOKKEEPING}
PLACE = {"hidden_when_protected": True}

LEDGER: dict[type, Mapping[str, Shown | Withheld]] = {
    Plan: {
        "id": Shown("id"),
        "version": BOOKKEEPING,
        "status": Shown("status"),
        "person": Withheld("she is the reader; her number and name are never written out"),
        "person_name": Withheld("she is the reader; her number and name are never written out"),
        "protected_identity": Withheld("it works on what is shown, and is not shown"),
        "title": Withheld("the professionals' working name for the plan"),
        "reason": Shown("reason"),
        "legal_bases": Withheld("not among what is decided to be shown"),
        "initiated_by_unit_id": Withheld("not among what is decided to be shown"),
        "initiated_at": Shown("initiatedAt"),
        "entered_at": BOOKKEEPING,
        "changed_at": BOOKKEEPING,
        "discharge_ready_at": Withheld("not among what is decided to be shown"),
        "coordinator_id": Shown("coordinator", _participant),
        "main_responsible_id": Shown("mainResponsible", _participant),
        "overall_responsible": Shown("overallResponsible"),
        "first_follow_up_on": Shown("firstFollowUpOn"),
        "approved_for_patient": BOOKKEEPING,
        "established_at": Shown("establishedAt"),
        "closed_at": Shown("closedAt"),
        "closing_reason": Shown("closingReason"),
        "source_owner": Withheld("identifiers of source systems are never shown"),
        "source_system": Withheld("identifiers of source systems are never shown"),
        "source_id": Withheld("identifiers of source systems are never shown"),
        "units": Withheld("shown where they have a part: participants, summonses, interventions"),
        "participants": Shown("participants", _rows),
        "consents": OWN_RESOURCE,
        "summonses": Shown("summonses", _rows),
        "invitations": Shown("invitations", _rows),
        "meetings": Shown("meetings", _rows),
        "goals": Shown("goals", _rows),
        "interventions": Shown("interventions", _rows),
        "intervention_statuses": Shown("interventionStatuses", _rows),
        "follow_ups": Shown("followUps", _rows),
        "deviations": Withheld("a deviation is never mirrored"),
        "handovers": INTERNAL,
        "notes": Withheld("an internal note is never mirrored"),
        "notices": INTERNAL,
    },
    Person: {
        field.name: Withheld("she is the reader; her number and name are never written out") for field in fields(Person)
    },
    Unit: ROW_ID
    | {
        "name": Shown("name", **PLACE),
        "kind": Shown("kind", **PLACE),
        "hsa_id": Withheld("numbers of organisations say nothing to her"),
        "principal_type": Shown("principalType"),
        "principal_name": Shown("principalName", **PLACE),
        "principal_org_number": Withheld("numbers of organisations say nothing to her"),
    },
    Participant: ROW_ID
    | {
        "kind": Shown("kind"),
        "name": Shown("name", **PLACE),
        "role": Shown("role"),
        "unit_id": Shown("unit", _unit),
        "hsa_id": STAFF_NUMBER,
        # Contact is what staff have; a private person's number is hers.
        "phone": Shown("phone", **PLACE, only_for=lambda one: one.kind is ParticipantKind.STAFF),
        "sealed_number": NUMBER,
        "protected_identity": Withheld("a row with protected identity is withheld whole"),
    },
    Consent: PART
    | {
        "id": Shown("id"),
        "kind": Shown("kind"),
        "given_by": Shown("givenBy"),
        "guardian_id": Withheld("other persons' data"),
        "form": Shown("form"),
        "registered_by_id": REGISTRATION,
        "given_at": Shown("givenAt"),
        "valid_until": Shown("validUntil"),
        "recipients": Shown("recipients", _units),
        "excluded": Shown("excluded"),
        "relatives": Shown("relatives", **PLACE),
        "withdrawn_at": Shown("withdrawnAt"),
        "withdrawn_by": Shown("withdrawnBy", only_for=lambda one: one.withdrawn_by is not ConsentGiver.ASSESSMENT),
        "withdrawal_registered_by_id": REGISTRATION,
        "withdrawal_entered_at": BOOKKEEPING,
    },
    Summons: PART
    | {
        "id": Shown("id"),
        "form": Shown("form"),
        "sent_at": Shown("sentAt"),
        "meeting_at": Shown("meetingAt"),
        "place": Shown("place", **PLACE),
        "purpose": Shown("purpose"),
    },
    Invitation: ROW_ID
    | {
        "summons_id": Shown("summonsId"),
        "unit_id": Shown("unit", _unit),
        "wished_profession": Shown("wishedProfession"),
        "reply": INTERNAL,
        "representative_id": INTERNAL,
        "reason": INTERNAL,
        "replied_at": INTERNAL,
    },
    Meeting: ROW_ID
    | {
        "held_at": Shown("heldAt"),
        "form": Shown("form"),
        "place": Shown("place", **PLACE),
        "chair_id": Shown("chair", _participant),
        "chair_origin": INTERNAL,
        "writer_id": INTERNAL,
        "writer_origin": INTERNAL,
        "main_responsible_id": OWN_RESOURCE,
        "main_responsible_origin": INTERNAL,
        "what_matters": Shown("whatMatters"),
    },
    Goal: PART
    | {
        "id": Shown("id"),
        "term": Shown("term"),
        "life_area": Shown("lifeArea"),
        "text": Shown("text"),
        "parent_id": Shown("parentId"),
        "follow_up_responsible_id": Shown("followUpResponsible", _participant),
        "withheld_from_patient": BOOKKEEPING,
    },
    Intervention: PART
    | {
        "id": Shown("id"),
        "goal_id": Shown("goalId"),
        "text": Shown("text"),
        "responsible_kind": Shown("responsibleKind"),
        "responsible_unit_id": Shown("responsibleUnit", _unit),
        "responsible_name": Shown("responsibleName", **PLACE),
        "position": Shown("position"),
        "starts_on": Shown("startsOn"),
        "ends_on": Shown("endsOn"),
        "withheld_from_patient": BOOKKEEPING,
    },
    InterventionStatus: ROW_ID
    | {
        "intervention_id": Shown("interventionId"),
        "state": Shown("state"),
        "since": Shown("since"),
    },
    FollowUp: PART
    | {
        "id": Shown("id"),
        "held_at": Shown("heldAt"),
        "how_is_it_going": Shown("outcome"),
        "helped": Withheld("the outcome in plain words is what is decided to be shown"),
        "hindered": Withheld("the outcome in plain words is what is decided to be shown"),
        "continued_coordination": Withheld("the decision says it"),
        "decision": Shown("decision"),
        "next_on": Shown("nextOn"),
        "withheld_from_patient": BOOKKEEPING,
    },
    Deviation: {field.name: Withheld("a deviation is never mirrored") for field in fields(Deviation)},
    Handover: {field.name: INTERNAL for field in fields(Handover)},
    Note: {field.name: Withheld("an internal note is never mirrored") for field in fields(Note)},
    Notice: {field.name: INTERNAL for field in fields(Notice)},
}


class NotInTheLedger(Exception):
    """A field or a type that nobody has decided about. The change that met it is rolled back: nothing is published."""


def row_shown(plan: Plan, row: Any) -> bool:
    """Whether the row passes its gate; a type without a gate never does."""
    gate = ROW_GATES.get(type(row))
    return gate is not None and gate(plan, row)


def project_row(plan: Plan, row: Any) -> dict[str, Any]:
    """The shown fields of one row, by the citizen's names. Raises `NotInTheLedger` for anything undecided."""
    entries = LEDGER.get(type(row))
    names = [field.name for field in fields(row)]
    if entries is None or set(names) != set(entries):
        raise NotInTheLedger(type(row).__name__)
    shown = {}
    for name in names:
        entry = entries[name]
        if isinstance(entry, Shown):
            protected = entry.hidden_when_protected and plan.person.protected
            hidden = protected or not entry.only_for(row)
            shown[entry.name] = None if hidden else entry.render(plan, getattr(row, name))
    return shown


def project(plan: Plan) -> dict[str, Any]:
    """What the citizen sees of a plan that has passed the plan gate."""
    return project_row(plan, plan)


def project_consents(plan: Plan) -> list[dict[str, Any]]:
    """Her consents, shown from the day they are given and whatever becomes of the plan."""
    return _rows(plan, plan.consents)
