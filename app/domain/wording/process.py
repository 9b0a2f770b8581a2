"""What the fields are called of the process: the plan itself, offers, summonses, meetings, hand-overs, copies."""

from collections.abc import Mapping

from app.domain.copy import Copy
from app.domain.handover import Handover
from app.domain.meeting import Meeting
from app.domain.offer import Offer
from app.domain.plan import PARTS, Plan
from app.domain.summons import Invitation, Summons, SummonsReply
from app.domain.takeover import Takeover
from app.domain.wording.field import (
    ATTENDEES,
    ENTRY,
    PART,
    REASON,
    SOURCE,
    WITH_ITS_PARTS,
    Bookkeeping,
    Field,
    participant,
    unit,
)

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
        "initiated_by_unit_id": unit("enhet som uppmärksammade behovet", "unit that saw the need"),
        "initiated_at": Field("tidpunkt då behovet uppmärksammades", "time when the need was seen", "ny"),
        "entered_at": ENTRY,
        "changed_at": ENTRY,
        "discharge_ready_at": Field("tidpunkt för utskrivningsklar", "time of ready for discharge", "ny"),
        "coordinator_id": participant("samordnare", "coordinator"),
        "main_responsible_id": participant("huvudansvarig", "main responsible"),
        "overall_responsible": Field(
            "huvudman med det samlade ansvaret", "principal with the overall responsibility", "ny"
        ),
        "first_follow_up_on": Field("dag för första uppföljningen", "day of the first follow-up", "ny"),
        "approved_for_patient": Field("frisläppt för den enskilde", "released to the person"),
        "held_back_until": Field("undanhållen till", "held back until"),
        "held_back_reason": Field("skäl till undanhållandet", "reason for holding back", "nytt"),
        "held_back_by_id": participant("ansvarig för undanhållandet", "responsible for holding back"),
        "established_at": Field("upprättad", "established"),
        "revises": Field("version som gäller medan planen revideras", "version that stands while the plan is revised"),
        "closed_at": Field("avslutad", "closed"),
        "closing_reason": Field("skäl till avslut", "reason for closing", "nytt"),
        "closing_text": Field("om avslutet", "about the closing"),
        "annulled_at": Field("makulerad", "annulled"),
        "annulment_reason": Field("skäl till makulering", "reason for annulment", "nytt"),
        "source_system": SOURCE,
        "source_id": SOURCE,
        **dict.fromkeys(PARTS, WITH_ITS_PARTS),
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
        "unit_id": unit("kallad enhet", "called unit"),
        "wished_profession": Field("önskad yrkesroll", "wished profession", "ny"),
        "reply": Field("svar", "reply", flows=True),
        "representative_id": participant("företrädare", "representative"),
        "reason": REASON,
        "replied_at": Field("besvarad", "replied"),
        "forwarded_from_id": Field("vidarebefordrad från", "forwarded from", refers="invitations"),
    },
    SummonsReply: PART
    | {
        "invitation_id": Field("kallad enhet", "called unit", "ny", "invitations"),
        "reply": Field("svar", "reply", "nytt", flows=True),
        "answered_by_unit_id": Field("besvarat av", "answered by", refers="units"),
        "representative_id": participant("företrädare", "representative"),
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
        "chair_id": participant("ordförande", "chair"),
        "chair_origin": Field("ordförande utsedd", "chair appointed"),
        "writer_id": participant("den som dokumenterar", "writer"),
        "writer_origin": Field("den som dokumenterar utsedd", "writer appointed"),
        "main_responsible_id": participant("huvudansvarig", "main responsible"),
        "main_responsible_origin": Field("huvudansvarig utsedd", "main responsible appointed"),
        "what_matters": Field("vad som är viktigt för den enskilde", "what matters to the person"),
        "attendee_ids": ATTENDEES,
        "person_attended": Field("den enskilde var med", "the person attended"),
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
        "recipient_id": participant("mottagare", "recipient"),
        "plan_version": Field("version av planen", "version of the plan", "ny"),
        "form": Field("form", "form", "ny"),
        "given_at": Field("lämnad", "given"),
    },
}
