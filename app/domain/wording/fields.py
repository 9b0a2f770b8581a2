"""What every field of a plan and its parts is called, or why a change of it is not told.

A field is either a `Field` with its words, or `Bookkeeping` with a written reason; a test fails for one that is
neither, so that nothing can be added to a plan that a comparison passes over in silence.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.consent import Consent
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
from app.domain.participant import Participant
from app.domain.plan import PARTS, Plan
from app.domain.summons import Invitation, Summons, SummonsReply
from app.domain.takeover import Takeover
from app.domain.unit import Unit


@dataclass(frozen=True, slots=True)
class Field:
    """The field's name. `new` is the Swedish word for a new one (ny, nytt, nya), empty where "new" says nothing.

    `refers` is the collection that its ids point into. The value of a field that `flows` follows without a colon.
    """

    sv: str
    en: str
    new: str = ""
    refers: str = ""
    flows: bool = False


@dataclass(frozen=True, slots=True)
class Bookkeeping:
    why: str


ENTRY = Bookkeeping("when and how often something was entered stands in the list of versions")
NUMBER = Bookkeeping("a personnummer is never told, and neither is that it has changed")
STAFF_NUMBER = Bookkeeping("staff are called by name; their numbers say nothing")
SOURCE = Bookkeeping("the identifiers of source systems say nothing to a person")
WITH_ITS_PARTS = Bookkeeping("each of its parts is compared by itself")

PART = {"id": Bookkeeping("it names the part and never changes"), "version": ENTRY, "entered_at": ENTRY}
WITHHELD = Field("undanhållet för den enskilde", "withheld from the person")
CITIZEN_TEXT = Field("text till den enskilde", "text for the person", "ny")
REASON = Field("skäl", "reason", "nytt")
ATTENDEES = Field("närvarande", "attendees", "nya", "participants")


def _who(sv: str, en: str) -> Field:
    """A field that names a participant."""
    return Field(sv, en, "ny", "participants")


def _unit(sv: str, en: str) -> Field:
    return Field(sv, en, "ny", "units")


WORDS: dict[type, Mapping[str, Field | Bookkeeping]] = {
    Plan: {
        "id": PART["id"],
        "version": ENTRY,
        "status": Field("status", "status", flows=True),
        "person": Bookkeeping("she has a row of her own and is in no version"),
        "person_name": Field("den enskildes namn", "the person's name", "nytt"),
        "protected_identity": Field("skyddade personuppgifter", "protected identity"),
        "title": Field("rubrik", "title", "ny"),
        "reason": Field("skäl till planen", "reason for the plan", "nytt"),
        "legal_bases": Field("lagrum", "legal bases", "nya"),
        "initiated_by_unit_id": _unit("enhet som uppmärksammade behovet", "unit that saw the need"),
        "initiated_at": Field("tidpunkt då behovet uppmärksammades", "time when the need was seen", "ny"),
        "entered_at": ENTRY,
        "changed_at": ENTRY,
        "discharge_ready_at": Field("tidpunkt för utskrivningsklar", "time of ready for discharge", "ny"),
        "coordinator_id": _who("samordnare", "coordinator"),
        "main_responsible_id": _who("huvudansvarig", "main responsible"),
        "overall_responsible": Field(
            "huvudman med det samlade ansvaret", "principal with the overall responsibility", "ny"
        ),
        "first_follow_up_on": Field("dag för första uppföljningen", "day of the first follow-up", "ny"),
        "approved_for_patient": Field("frisläppt för den enskilde", "released to the person"),
        "held_back_until": Field("undanhållen till", "held back until"),
        "held_back_reason": Field("skäl till undanhållandet", "reason for holding back", "nytt"),
        "held_back_by_id": _who("ansvarig för undanhållandet", "responsible for holding back"),
        "established_at": Field("upprättad", "established"),
        "revises": Field("version som gäller medan planen revideras", "version that stands while the plan is revised"),
        "closed_at": Field("avslutad", "closed"),
        "closing_reason": Field("skäl till avslut", "reason for closing", "nytt"),
        "closing_text": Field("om avslutet", "about the closing"),
        "annulled_at": Field("makulerad", "annulled"),
        "annulment_reason": Field("skäl till makulering", "reason for annulment", "nytt"),
        "source_owner": SOURCE,
        "source_system": SOURCE,
        "source_id": SOURCE,
        **dict.fromkeys(PARTS, WITH_ITS_PARTS),
    },
    Unit: PART
    | {
        "name": Field("namn", "name", "nytt"),
        "kind": Field("slag av verksamhet", "kind of unit", "nytt"),
        "hsa_id": Field("HSA-id", "HSA-id", "nytt"),
        "principal_type": Field("slag av huvudman", "kind of principal", "nytt"),
        "principal_name": Field("huvudman", "principal", "ny"),
        "principal_org_number": Field("huvudmannens organisationsnummer", "the principal's number", "nytt"),
    },
    Participant: PART
    | {
        "kind": Field("slag av deltagare", "kind of participant", "nytt"),
        "name": Field("namn", "name", "nytt"),
        "role": Field("roll", "role", "ny"),
        "unit_id": _unit("enhet", "unit"),
        "hsa_id": STAFF_NUMBER,
        "function": Field("funktion", "function", "ny"),
        "phone": Field("telefon", "telephone", "ny"),
        "sealed_number": NUMBER,
        "protected_identity": Field("skyddade personuppgifter", "protected identity"),
    },
    Consent: PART
    | {
        "kind": Field("samtycke till", "consent to", flows=True),
        "given_by": Field("givet av", "given by"),
        "guardian_id": _who("vårdnadshavare", "guardian"),
        "form": Field("form", "form", "ny"),
        "registered_by_id": Field("registrerat av", "registered by", refers="participants"),
        "given_at": Field("givet", "given"),
        "valid_until": Field("gäller till och med", "valid until"),
        "recipients": Field("enheter som får ta del", "units that may read", "nya", "units"),
        "information": Field("uppgifter som får lämnas", "information that may be shared", "nya"),
        "excluded": Field("undantaget", "excluded"),
        "assessment": Field("grund för menprövningen", "grounds for the assessment", "ny"),
        "relatives": Field("närstående", "relatives", "nya"),
        "withdrawn_at": Field("återkallat", "withdrawn"),
        "withdrawn_by": Field("återkallat av", "withdrawn by"),
        "withdrawal_registered_by_id": Field(
            "återkallelsen registrerad av", "withdrawal registered by", refers="participants"
        ),
        "withdrawal_entered_at": ENTRY,
    },
    Offer: PART
    | {
        "offered_at": Field("erbjudet", "offered"),
        "offered_by_unit_id": Field("erbjudet av", "offered by", refers="units"),
        "answer": Field("svar", "answer", flows=True),
        "answered_at": Field("besvarat", "answered"),
        "answered_by": Field("besvarat av", "answered by"),
        "reason": REASON,
    },
    Summons: PART
    | {
        "form": Field("form", "form", "ny"),
        "occasion": Field("anledning", "occasion", "ny"),
        "sent_at": Field("skickad", "sent"),
        "meeting_at": Field("mötestid", "time of the meeting", "ny"),
        "place": Field("plats", "place", "ny"),
        "purpose": Field("syfte", "purpose", "nytt"),
    },
    Invitation: PART
    | {
        "summons_id": Field("kallelse", "summons", "ny", "summonses"),
        "unit_id": _unit("kallad enhet", "called unit"),
        "wished_profession": Field("önskad yrkesroll", "wished profession", "ny"),
        "reply": Field("svar", "reply", flows=True),
        "representative_id": _who("företrädare", "representative"),
        "reason": REASON,
        "replied_at": Field("besvarad", "replied"),
        "forwarded_from_id": Field("vidarebefordrad från", "forwarded from", refers="invitations"),
    },
    SummonsReply: PART
    | {
        "invitation_id": Field("kallad enhet", "called unit", "ny", "invitations"),
        "reply": Field("svar", "reply", "nytt", flows=True),
        "answered_by_unit_id": Field("besvarat av", "answered by", refers="units"),
        "representative_id": _who("företrädare", "representative"),
        "forwarded_to_unit_id": Field("vidarebefordrad till", "forwarded to", refers="units"),
        "reason": REASON,
        "replied_at": Field("besvarad", "replied"),
    },
    Meeting: PART
    | {
        "occasion": Field("anledning", "occasion", "ny"),
        "held_at": Field("hölls", "held"),
        "form": Field("form", "form", "ny"),
        "place": Field("plats", "place", "ny"),
        "chair_id": _who("ordförande", "chair"),
        "chair_origin": Field("ordförande utsedd", "chair appointed"),
        "writer_id": _who("den som dokumenterar", "writer"),
        "writer_origin": Field("den som dokumenterar utsedd", "writer appointed"),
        "main_responsible_id": _who("huvudansvarig", "main responsible"),
        "main_responsible_origin": Field("huvudansvarig utsedd", "main responsible appointed"),
        "what_matters": Field("vad som är viktigt för den enskilde", "what matters to the person"),
        "attendee_ids": ATTENDEES,
        "person_attended": Field("den enskilde var med", "the person attended"),
    },
    Goal: PART
    | {
        "term": Field("sikt", "term", "ny"),
        "life_area": Field("livsområde", "life area", "nytt"),
        "text": Field("text", "text", "ny"),
        "citizen_text": CITIZEN_TEXT,
        "parent_id": Field("delmål till", "sub-goal of", refers="goals"),
        "follow_up_responsible_id": _who("ansvarig för uppföljning", "responsible for follow-up"),
        "withheld_from_patient": WITHHELD,
    },
    Intervention: PART
    | {
        "goal_id": Field("mål", "goal", "nytt", "goals"),
        "text": Field("text", "text", "ny"),
        "citizen_text": CITIZEN_TEXT,
        "responsible_kind": Field("slag av ansvarig", "kind of responsible", "nytt"),
        "responsible_unit_id": _unit("ansvarig enhet", "responsible unit"),
        "responsible_name": Field("ansvarig", "responsible", "ny"),
        "position": Field("plats i ordningen", "place in the order", "ny"),
        "starts_on": Field("startdag", "start day", "ny"),
        "ends_on": Field("slutdag", "end day", "ny"),
        "depends_on": Field("väntar på", "waits for", refers="interventions"),
        "withheld_from_patient": WITHHELD,
    },
    InterventionStatus: PART
    | {
        "intervention_id": Field("insats", "intervention", "ny", "interventions"),
        "state": Field("status", "status", "ny", flows=True),
        "since": Field("från", "since"),
    },
    FollowUp: PART
    | {
        "held_at": Field("hölls", "held"),
        "how_is_it_going": Field("hur det går", "how it is going"),
        "helped": Field("vad som hjälpte", "what helped"),
        "hindered": Field("vad som hindrade", "what hindered"),
        "continued_coordination": Field("samordning behövs fortfarande", "coordination is still needed"),
        "interventions_continue": Field("insatserna fortsätter", "the interventions continue"),
        "decision": Field("beslut", "decision", "nytt"),
        "next_on": Field("dag för nästa uppföljning", "day of the next follow-up", "ny"),
        "attendee_ids": ATTENDEES,
        "citizen_text": CITIZEN_TEXT,
        "withheld_from_patient": WITHHELD,
    },
    GoalResult: PART
    | {
        "follow_up_id": Field("uppföljning", "follow-up", "ny", "follow_ups"),
        "goal_id": Field("mål", "goal", "nytt", "goals"),
        "outcome": Field("resultat", "result", "nytt", flows=True),
        "text": Field("kommentar", "comment", "ny"),
    },
    Deviation: PART
    | {
        "reported_by_unit_id": Field("rapporterad av", "reported by", refers="units"),
        "concerns_unit_id": Field("gäller", "concerns", refers="units"),
        "text": Field("text", "text", "ny"),
        "reported_at": Field("rapporterad", "reported"),
    },
    DeviationStep: PART
    | {
        "deviation_id": Field("avvikelse", "deviation", "ny", "deviations"),
        "kind": Field("steg", "step", "nytt", flows=True),
        "unit_id": Field("taget av", "taken by", refers="units"),
        "text": Field("text", "text", "ny"),
        "taken_at": Field("taget", "taken"),
    },
    Handover: PART
    | {
        "from_id": Field("från", "from", refers="participants"),
        "to_id": Field("till", "to", refers="participants"),
        "offered_at": Field("erbjuden", "offered"),
        "accepted_at": Field("godtagen", "accepted"),
        "refused_at": Field("avböjd", "refused"),
        "withdrawn_at": Field("återtagen", "taken back"),
    },
    Takeover: PART
    | {
        "from_id": Field("från", "from", refers="participants"),
        "to_id": Field("till", "to", refers="participants"),
        "reason": REASON,
        "taken_at": Field("taget", "taken"),
    },
    Copy: PART
    | {
        "recipient_id": _who("mottagare", "recipient"),
        "plan_version": Field("version av planen", "version of the plan", "ny"),
        "form": Field("form", "form", "ny"),
        "given_at": Field("lämnad", "given"),
    },
    Note: PART
    | {
        "author_unit_id": Field("skriven av", "written by", refers="units"),
        "text": Field("text", "text", "ny"),
        "written_at": Field("skriven", "written"),
    },
    Notice: PART
    | {
        "unit_id": _unit("underrättad enhet", "notified unit"),
        "notified_at": Field("underrättad", "notified"),
        "acknowledged_at": Field("bekräftad", "acknowledged"),
        "acknowledged_by": STAFF_NUMBER,
    },
}
