"""What a citizen may see of a plan, on one page. Two gates, each shut unless it is opened here; the plan gate, whether
anything of the plan is shown and when, stands before them in `publication`:

- the **row** gate, `ROW_GATES`: is this goal, this participant, … shown at all;
- the **field** gate, `LEDGER`: every field of every type is either `Shown`, under the name the citizen's schema gives
  it (the second key), or `Withheld` with a written reason.

`project` keeps what passes and raises on anything that the ledger does not know. The mapping (kartläggning)
is no part of a plan value and cannot come here at all.

Source: domain rules, what the citizen sees; SIP on 1177: the mapping is never mirrored; OSL (2009:400) 21 kap. 3 § and
22 kap. 1 § for protected identity; a judgement of inability to consent (menprövning) is never mirrored.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from uuid import UUID

from app.domain.consent import Consent, ConsentGiver
from app.domain.copy import Copy
from app.domain.deviation import Deviation, DeviationStep
from app.domain.follow_up import FollowUp, GoalResult
from app.domain.goal import Goal
from app.domain.handover import Handover
from app.domain.intervention import Intervention, InterventionStatus
from app.domain.meeting import Meeting
from app.domain.note import Note
from app.domain.notice import Notice
from app.domain.offer import Offer
from app.domain.part import find
from app.domain.participant import Participant, ParticipantKind
from app.domain.person import Person
from app.domain.plan import Plan
from app.domain.summons import Invitation, Summons, SummonsReply
from app.domain.takeover import Takeover
from app.domain.unit import Unit

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
    render: Callable[[Plan, Any, Any], Any] = lambda plan, row, value: value
    hidden_when_protected: bool = False
    only_for: Callable[[Any], bool] = lambda row: True


@dataclass(frozen=True, slots=True)
class Withheld:
    why: str


def _participant(plan: Plan, row: Any, part_id: UUID | None) -> dict[str, Any] | None:
    """The participant a field points at, as the citizen may see her; None when her own row is withheld."""
    one = find(plan.participants, part_id) if part_id else None
    return project_row(plan, one) if one and row_shown(plan, one) else None


def _unit(plan: Plan, row: Any, unit_id: UUID | None) -> dict[str, Any] | None:
    one = find(plan.units, unit_id) if unit_id else None
    return project_row(plan, one) if one and row_shown(plan, one) else None


def _units(plan: Plan, row: Any, unit_ids: tuple[UUID, ...]) -> list[dict[str, Any] | None]:
    return [_unit(plan, row, unit_id) for unit_id in unit_ids]


def _in_her_words(plan: Plan, row: Any, text: str) -> str:
    """The wording for her where there is one, beside the professional text."""
    return row.citizen_text or text


def _rows(plan: Plan, row: Any, rows: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [project_row(plan, one) for one in rows if row_shown(plan, one)]


BOOKKEEPING = Withheld("bookkeeping of the record systems")
STAFF_NUMBER = Withheld("staff identities as numbers are never shown")
NUMBER = Withheld("a personnummer is never shown")
REGISTRATION = Withheld("who registered it says nothing of what it is")
INTERNAL = Withheld("between the professionals of the plan")
OWN_RESOURCE = Withheld("shown in a resource of its own")
HELD_BACK = Withheld("a release that is held back is not told of, or it would tell that there is something")
OWN_WORDS = Withheld("shown as the text, where it is there")
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
        "held_back_until": HELD_BACK,
        "held_back_reason": HELD_BACK,
        "held_back_by_id": HELD_BACK,
        "established_at": Shown("establishedAt"),
        "revises": BOOKKEEPING,
        "closed_at": Shown("closedAt"),
        "closing_reason": Shown("closingReason"),
        "closing_text": INTERNAL,
        "annulled_at": BOOKKEEPING,
        "annulment_reason": INTERNAL,
        "source_owner": Withheld("identifiers of source systems are never shown"),
        "source_system": Withheld("identifiers of source systems are never shown"),
        "source_id": Withheld("identifiers of source systems are never shown"),
        "units": Withheld("shown where they have a part: participants, summonses, interventions"),
        "participants": Shown("participants", _rows),
        "consents": OWN_RESOURCE,
        "offers": INTERNAL,
        "summonses": Shown("summonses", _rows),
        "invitations": Shown("invitations", _rows),
        "summons_replies": INTERNAL,
        "meetings": Shown("meetings", _rows),
        "goals": Shown("goals", _rows),
        "interventions": Shown("interventions", _rows),
        "intervention_statuses": Shown("interventionStatuses", _rows),
        "follow_ups": Shown("followUps", _rows),
        "goal_results": Withheld("the outcome in plain words is what is decided to be shown"),
        "deviations": Withheld("a deviation is never mirrored"),
        "deviation_steps": Withheld("a deviation is never mirrored"),
        "handovers": INTERNAL,
        "takeovers": INTERNAL,
        "copies": INTERNAL,
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
        "function": Withheld("the role says it"),
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
        "information": Shown("information"),
        "excluded": Shown("excluded"),
        "assessment": Withheld("a judgement of inability to consent is never mirrored"),
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
        "occasion": INTERNAL,
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
        "forwarded_from_id": INTERNAL,
    },
    Meeting: ROW_ID
    | {
        "occasion": INTERNAL,
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
        "attendee_ids": INTERNAL,
        "person_attended": INTERNAL,
    },
    Goal: PART
    | {
        "id": Shown("id"),
        "term": Shown("term"),
        "life_area": Shown("lifeArea"),
        "text": Shown("text", _in_her_words),
        "citizen_text": OWN_WORDS,
        "parent_id": Shown("parentId"),
        "follow_up_responsible_id": Shown("followUpResponsible", _participant),
        "withheld_from_patient": BOOKKEEPING,
    },
    Intervention: PART
    | {
        "id": Shown("id"),
        "goal_id": Shown("goalId"),
        "text": Shown("text", _in_her_words),
        "citizen_text": OWN_WORDS,
        "responsible_kind": Shown("responsibleKind"),
        "responsible_unit_id": Shown("responsibleUnit", _unit),
        "responsible_name": Shown("responsibleName", **PLACE),
        "position": Shown("position"),
        "starts_on": Shown("startsOn"),
        "ends_on": Shown("endsOn"),
        "depends_on": Withheld("the order says it"),
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
        "how_is_it_going": Shown("outcome", _in_her_words),
        "citizen_text": OWN_WORDS,
        "helped": Withheld("the outcome in plain words is what is decided to be shown"),
        "hindered": Withheld("the outcome in plain words is what is decided to be shown"),
        "continued_coordination": Withheld("the decision says it"),
        "interventions_continue": Withheld("the decision says it"),
        "attendee_ids": INTERNAL,
        "decision": Shown("decision"),
        "next_on": Shown("nextOn"),
        "withheld_from_patient": BOOKKEEPING,
    },
    **{kind: {field.name: INTERNAL for field in fields(kind)} for kind in (Offer, SummonsReply, Takeover, Copy)},
    GoalResult: {
        field.name: Withheld("the outcome in plain words is what is decided to be shown")
        for field in fields(GoalResult)
    },
    DeviationStep: {field.name: Withheld("a deviation is never mirrored") for field in fields(DeviationStep)},
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
            shown[entry.name] = None if hidden else entry.render(plan, row, getattr(row, name))
    return shown


# What is a draft while the plan is revised, and what is shown as it is now: every shown field of a plan is either.
DRAFTED = ("goals", "interventions", "follow_ups", "meetings")
DRAFTED_FIELDS = ("reason", "main_responsible_id", "overall_responsible", "first_follow_up_on")

AS_IT_IS_NOW = ("id", "status", "initiated_at", "coordinator_id", "established_at", "closed_at", "closing_reason")
AS_IT_IS_NOW += ("participants", "summonses", "invitations", "intervention_statuses")

_SHOWN = {name for name, entry in LEDGER[Plan].items() if isinstance(entry, Shown)}
if {*DRAFTED, *DRAFTED_FIELDS, *AS_IT_IS_NOW} != _SHOWN:
    raise RuntimeError("a field that nobody has decided about would be shown as a draft")


def as_adopted(plan: Plan, adopted: Plan) -> Plan:
    """The plan as it is shown while it is being revised: its drafts as they stood in the version that was adopted.

    What has been withheld since is withheld at once; what has come since waits until it is adopted.
    """
    values: dict[str, Any] = {name: getattr(adopted, name) for name in DRAFTED_FIELDS}
    for name in DRAFTED:
        values[name] = tuple(row for row in getattr(adopted, name) if _still_shown(plan, name, row))
    return replace(plan, **values)


def _still_shown(plan: Plan, name: str, row: Any) -> bool:
    now = find(getattr(plan, name), row.id)
    return now is not None and row_shown(plan, now)


def project(plan: Plan) -> dict[str, Any]:
    """What the citizen sees of a plan that has passed the plan gate."""
    return project_row(plan, plan)


def project_summonses(plan: Plan) -> dict[str, Any]:
    """Her summonses and who is called to them: shown before the plan is established, too."""
    return {name: _rows(plan, plan, getattr(plan, name)) for name in ("summonses", "invitations")}


def project_consents(plan: Plan) -> list[dict[str, Any]]:
    """Her consents, shown from the day they are given and whatever becomes of the plan."""
    return _rows(plan, plan, plan.consents)
