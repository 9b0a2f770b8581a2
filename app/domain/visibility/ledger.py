"""The field gate: every field of every type is either shown to the citizen or withheld with a written reason."""

from collections.abc import Mapping
from dataclasses import fields

from app.domain.age_exception import AgeException
from app.domain.block import Block
from app.domain.consent import Consent, ConsentGiver
from app.domain.copy import Copy
from app.domain.deviation import Deviation, DeviationStep
from app.domain.emergency_access import EmergencyAccess
from app.domain.follow_up import FollowUp, GoalResult
from app.domain.goal import Goal
from app.domain.handover import Handover
from app.domain.intervention import Intervention, InterventionStatus
from app.domain.meeting import Meeting
from app.domain.note import Note
from app.domain.notice import Notice
from app.domain.offer import Offer
from app.domain.participant import Participant, ParticipantKind
from app.domain.person import Person
from app.domain.plan import Plan
from app.domain.representation import Representation
from app.domain.source import SourceIdentifier
from app.domain.summons import Invitation, Summons, SummonsReply
from app.domain.takeover import Takeover
from app.domain.unit import Unit
from app.domain.visibility.decision import Shown, Withheld, Written

SOURCE = Withheld("identifiers of source systems are never shown")
BOOKKEEPING = Withheld("bookkeeping of the record systems")
STAFF_NUMBER = Withheld("staff identities as numbers are never shown")
NUMBER = Withheld("a personnummer is never shown")
REGISTRATION = Withheld("who registered it says nothing of what it is")
INTERNAL = Withheld("between the professionals of the plan")
OWN_RESOURCE = Withheld("shown in a resource of its own")
HELD_BACK = Withheld("a release that is held back is not told of, or it would tell that there is something")
REPRESENTED = Withheld("it works on who reads and is not shown; that somebody has read stands among the accesses")
IN_HER_LOG = Withheld("the opening stands among the accesses, with unit, time and purpose; this does not")
HER_NO = Withheld("her no stands as the withdrawal of the consents that it took back")
OWN_WORDS = Withheld("shown as the text, where it is there")
ANSWERS = {"answer", "answered_at", "answered_by"}
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
        "coordinator_id": Shown("coordinator", Written.PARTICIPANT),
        "main_responsible_id": Shown("mainResponsible", Written.PARTICIPANT),
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
        "source_system": SOURCE,
        "source_id": SOURCE,
        "units": Withheld("shown where they have a part: participants, summonses, interventions"),
        "participants": Shown("participants", Written.ROWS),
        "consents": OWN_RESOURCE,
        "representations": REPRESENTED,
        "age_exceptions": REPRESENTED,
        "blocks": INTERNAL,
        "emergency_accesses": IN_HER_LOG,
        "offers": INTERNAL,
        "summonses": Shown("summonses", Written.ROWS),
        "invitations": Shown("invitations", Written.ROWS),
        "summons_replies": INTERNAL,
        "meetings": Shown("meetings", Written.ROWS),
        "goals": Shown("goals", Written.ROWS),
        "interventions": Shown("interventions", Written.ROWS),
        "intervention_statuses": Shown("interventionStatuses", Written.ROWS),
        "follow_ups": Shown("followUps", Written.ROWS),
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
    SourceIdentifier: {field.name: SOURCE for field in fields(SourceIdentifier)},
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
        "unit_id": Shown("unit", Written.UNIT),
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
        "recipients": Shown("recipients", Written.UNITS),
        "information": Shown("information"),
        "excluded": Shown("excluded"),
        "assessment": Withheld("a judgement of inability to consent is never mirrored"),
        "relatives": Shown("relatives", **PLACE),
        "withdrawn_at": Shown("withdrawnAt"),
        "withdrawn_by": Shown("withdrawnBy", only_for=lambda one: one.withdrawn_by is not ConsentGiver.ASSESSMENT),
        "withdrawal_registered_by_id": REGISTRATION,
        "withdrawal_entered_at": BOOKKEEPING,
    },
    **{kind: {field.name: REPRESENTED for field in fields(kind)} for kind in (Representation, AgeException)},
    EmergencyAccess: {field.name: IN_HER_LOG for field in fields(EmergencyAccess)},
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
        "unit_id": Shown("unit", Written.UNIT),
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
        "chair_id": Shown("chair", Written.PARTICIPANT),
        "chair_origin": INTERNAL,
        "writer_id": INTERNAL,
        "writer_origin": INTERNAL,
        "main_responsible_id": Withheld("who it is now is shown in the plan"),
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
        "text": Shown("text", Written.IN_HER_WORDS),
        "citizen_text": OWN_WORDS,
        "parent_id": Shown("parentId"),
        "follow_up_responsible_id": Shown("followUpResponsible", Written.PARTICIPANT),
        "withheld_from_patient": BOOKKEEPING,
    },
    Intervention: PART
    | {
        "id": Shown("id"),
        "goal_id": Shown("goalId"),
        "text": Shown("text", Written.IN_HER_WORDS),
        "citizen_text": OWN_WORDS,
        "responsible_kind": Shown("responsibleKind"),
        "responsible_unit_id": Shown("responsibleUnit", Written.UNIT),
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
        "how_is_it_going": Shown("outcome", Written.IN_HER_WORDS),
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
    **{kind: {field.name: INTERNAL for field in fields(kind)} for kind in (Block, SummonsReply, Takeover, Copy)},
    Offer: {field.name: HER_NO if field.name in ANSWERS else INTERNAL for field in fields(Offer)},
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
