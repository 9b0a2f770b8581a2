"""The kinds of things that are due of a plan, and what each says to a person, in two languages, with its source."""

from dataclasses import dataclass
from enum import StrEnum


class DeadlineKind(StrEnum):
    SUMMONS_DUE = "summons_due"
    SUMMONS_TO_ANSWER = "summons_to_answer"
    SUMMONS_UNANSWERED = "summons_unanswered"
    DOCUMENTATION_DUE = "documentation_due"
    COPIES_TO_GIVE = "copies_to_give"
    INTERVENTION_TO_START = "intervention_to_start"
    FOLLOW_UP_DUE = "follow_up_due"
    CLOSURE_TO_DECIDE = "closure_to_decide"
    REVISION_TO_BEGIN = "revision_to_begin"
    YEARLY_REVIEW = "yearly_review"
    CONSENT_ENDING = "consent_ending"
    CONSENT_ENDED = "consent_ended"
    PLAN_STALE = "plan_stale"
    HANDOVER_TO_ANSWER = "handover_to_answer"
    DEVIATION_TO_ADDRESS = "deviation_to_address"
    NOTICE_TO_ACKNOWLEDGE = "notice_to_acknowledge"


@dataclass(frozen=True, slots=True)
class Wording:
    """What is due, as a sentence in Swedish and in English, and the paragraph of law or the decision behind it."""

    sv: str
    en: str
    source: str = ""


TEXTS: dict[DeadlineKind, Wording] = {
    DeadlineKind.SUMMONS_DUE: Wording(
        "Kallelsen ska skickas inom tre dagar från utskrivningsklar.",
        "The summons goes out within three days of ready for discharge.",
        "2017:612 4:3",
    ),
    DeadlineKind.SUMMONS_TO_ANSWER: Wording("Svara på kallelsen.", "Answer the summons."),
    DeadlineKind.SUMMONS_UNANSWERED: Wording("En kallad enhet har inte svarat.", "A called unit has not answered."),
    DeadlineKind.DOCUMENTATION_DUE: Wording(
        "Planen dokumenteras inom tre dagar från mötet.",
        "The plan is documented within three days of the meeting.",
        "Riktlinje SIP",
    ),
    DeadlineKind.COPIES_TO_GIVE: Wording(
        "Alla deltagare och personen ska få planen.",
        "Every participant and the person get the plan.",
        "Riktlinje SIP",
    ),
    DeadlineKind.INTERVENTION_TO_START: Wording("En insats ska påbörjas.", "An intervention is to start."),
    DeadlineKind.FOLLOW_UP_DUE: Wording("Planen ska följas upp.", "The plan is to be followed up.", "Riktlinje SIP"),
    DeadlineKind.CLOSURE_TO_DECIDE: Wording(
        "Uppföljningen beslutade avslut.", "The follow-up decided closure.", "Riktlinje SIP"
    ),
    DeadlineKind.REVISION_TO_BEGIN: Wording(
        "Uppföljningen beslutade revidering.", "The follow-up decided revision.", "Riktlinje SIP"
    ),
    DeadlineKind.YEARLY_REVIEW: Wording(
        "Planen enligt LSS omprövas varje år.", "A plan under LSS is reviewed every year.", "LSS 10 §"
    ),
    DeadlineKind.CONSENT_ENDING: Wording("Ett samtycke går ut.", "A consent is about to end."),
    DeadlineKind.CONSENT_ENDED: Wording(
        "Planen avslutades när samtycket gick ut.", "The plan closed as its consent ended.", "HSL 16:4"
    ),
    DeadlineKind.PLAN_STALE: Wording("Planen har inte ändrats på länge.", "The plan is long unchanged."),
    DeadlineKind.HANDOVER_TO_ANSWER: Wording(
        "Svara på överlämningen av samordningen.", "Answer the offered hand-over."
    ),
    DeadlineKind.DEVIATION_TO_ADDRESS: Wording(
        "En avvikelse väntar på er.", "A deviation awaits you.", "Riktlinje SIP"
    ),
    DeadlineKind.NOTICE_TO_ACKNOWLEDGE: Wording(
        "Bekräfta att planen avslutats.", "Acknowledge that the plan is closed."
    ),
}
