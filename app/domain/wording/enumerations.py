"""Every value of every enumeration that a plan's fields hold, in words.

The Swedish words are those of the guideline and of the sheets that staff fill in; a value without words stops the
sentence, and a test walks all of them.
"""

from collections.abc import Mapping
from enum import StrEnum

from app.domain.age_exception import AgeExceptionKind
from app.domain.consent import ConsentForm, ConsentGiver, ConsentKind, Information
from app.domain.copy import CopyForm
from app.domain.deviation import DeviationStepKind
from app.domain.follow_up import FollowUpDecision, GoalOutcome
from app.domain.goal import GoalTerm
from app.domain.intervention import InterventionState, ResponsibleKind
from app.domain.life_area import LifeArea
from app.domain.meeting import MeetingForm, RoleOrigin
from app.domain.offer import OfferAnswer
from app.domain.participant import ParticipantKind, StaffFunction
from app.domain.person import ProtectedIdentity
from app.domain.plan import ClosingReason, PlanStatus
from app.domain.representation import Readable, RepresentativeKind
from app.domain.summons import Occasion, Reply, SummonsForm
from app.domain.unit import PrincipalType
from app.domain.wording.words import Words

# By type and then by value: values of two enumerations with the same spelling are equal to each other.
ENUMERATIONS: dict[type[StrEnum], Mapping[StrEnum, Words]] = {
    PlanStatus: {
        PlanStatus.INITIATED: Words("behov uppmärksammat", "need noticed"),
        PlanStatus.OFFERED: Words("erbjuden", "offered"),
        PlanStatus.DECLINED: Words("avböjd", "declined"),
        PlanStatus.PREPARING: Words("kartläggs", "being prepared"),
        PlanStatus.SUMMONED: Words("kallad", "summoned"),
        PlanStatus.MET: Words("möte genomfört", "meeting held"),
        PlanStatus.ESTABLISHED: Words("upprättad", "established"),
        PlanStatus.CLOSED: Words("avslutad", "closed"),
        PlanStatus.ANNULLED: Words("makulerad", "annulled"),
    },
    ClosingReason: {
        ClosingReason.NO_LONGER_NEEDED: Words("behovet finns inte längre", "no longer needed"),
        ClosingReason.COORDINATION_WORKS: Words("samordningen fungerar utan plan", "coordination works without a plan"),
        ClosingReason.CONSENT_WITHDRAWN: Words("samtycket återkallades", "the consent was withdrawn"),
        ClosingReason.CONSENT_ENDED: Words("samtycket upphörde", "the consent ended"),
        ClosingReason.MOVED: Words("personen har flyttat", "the person has moved"),
        ClosingReason.DECEASED: Words("personen har avlidit", "the person has died"),
        ClosingReason.REPLACED: Words("ersatt av en annan plan", "replaced by another plan"),
        ClosingReason.INACTIVE: Words("planen har inte använts", "the plan has not been used"),
    },
    ProtectedIdentity: {
        ProtectedIdentity.NONE: Words("inga", "none"),
        ProtectedIdentity.CONFIDENTIALITY_MARKING: Words("sekretessmarkering", "confidentiality marking"),
        ProtectedIdentity.PROTECTED_REGISTRATION: Words("skyddad folkbokföring", "protected registration"),
    },
    PrincipalType: {
        PrincipalType.REGION: Words("regionen", "the region"),
        PrincipalType.MUNICIPALITY: Words("kommunen", "the municipality"),
        PrincipalType.OTHER: Words("annan aktör", "another actor"),
    },
    StaffFunction: {
        StaffFunction.CARE_CONTACT: Words("fast vårdkontakt", "permanent care contact"),
        StaffFunction.LEAD_CASE_MANAGER: Words("huvudhandläggare", "lead case manager"),
    },
    ParticipantKind: {
        ParticipantKind.STAFF: Words("personal", "staff"),
        ParticipantKind.RELATIVE: Words("närstående", "relative"),
        ParticipantKind.GUARDIAN: Words("vårdnadshavare", "guardian"),
    },
    ConsentKind: {
        ConsentKind.SIP: Words("SIP", "SIP"),
        ConsentKind.INFORMATION_SHARING: Words("informationsöverföring", "information sharing"),
        ConsentKind.RELATIVES: Words("närståendes deltagande", "relatives taking part"),
    },
    ConsentGiver: {
        ConsentGiver.PERSON: Words("den enskilde", "the person"),
        ConsentGiver.GUARDIAN: Words("vårdnadshavare", "guardian"),
        ConsentGiver.LEGAL_REPRESENTATIVE: Words("god man eller förvaltare", "legal representative"),
        ConsentGiver.ASSESSMENT: Words("menprövning", "assessment of harm"),
    },
    ConsentForm: {
        ConsentForm.ORAL: Words("muntligt", "oral"),
        ConsentForm.WRITTEN: Words("skriftligt", "written"),
        ConsentForm.ELECTRONIC: Words("elektroniskt", "electronic"),
    },
    Information: {
        Information.PLAN: Words("planen", "the plan"),
        Information.MAPPING: Words("kartläggningen", "the mapping"),
    },
    OfferAnswer: {
        OfferAnswer.NONE: Words("inget svar än", "no answer yet"),
        OfferAnswer.ACCEPTED: Words("tackar ja", "accepted"),
        OfferAnswer.DECLINED: Words("tackar nej", "declined"),
    },
    SummonsForm: {
        SummonsForm.WRITTEN: Words("skriftlig", "written"),
        SummonsForm.ORAL: Words("muntlig", "oral"),
    },
    Occasion: {
        Occasion.PLANNING: Words("planering", "planning"),
        Occasion.FOLLOW_UP: Words("uppföljning", "follow-up"),
    },
    Reply: {
        Reply.NONE: Words("inget svar än", "no answer yet"),
        Reply.ATTENDS: Words("deltar", "attends"),
        Reply.DECLINES: Words("deltar inte", "does not attend"),
        Reply.FORWARDED: Words("vidarebefordrad", "forwarded"),
        Reply.WRONG_RECIPIENT: Words("fel mottagare", "wrong recipient"),
    },
    MeetingForm: {
        MeetingForm.PHYSICAL: Words("på plats", "in person"),
        MeetingForm.DIGITAL: Words("digitalt", "digital"),
        MeetingForm.HYBRID: Words("på plats och digitalt", "in person and digital"),
    },
    RoleOrigin: {
        RoleOrigin.DEFAULT: Words("enligt riktlinjen", "by default"),
        RoleOrigin.AGREED: Words("överenskommet", "agreed"),
    },
    GoalTerm: {
        GoalTerm.LONG: Words("lång sikt", "long term"),
        GoalTerm.SHORT: Words("kort sikt", "short term"),
    },
    LifeArea: {
        LifeArea.HOME: Words("hemliv", "home"),
        LifeArea.LEISURE: Words("fritid", "leisure"),
        LifeArea.SOCIAL_LIFE: Words("socialt liv", "social life"),
        LifeArea.COMMUNITY: Words("samhällsgemenskap", "community"),
        LifeArea.HEALTH: Words("hälsa", "health"),
        LifeArea.COMMUNICATION: Words("kommunikation", "communication"),
        LifeArea.OCCUPATION: Words("sysselsättning", "occupation"),
        LifeArea.ECONOMY: Words("ekonomi", "economy"),
        LifeArea.HYGIENE: Words("personlig hygien", "hygiene"),
        LifeArea.MEALS: Words("matsituation", "meals"),
        LifeArea.SLEEP: Words("sömn", "sleep"),
        LifeArea.MOBILITY: Words("rörelse", "mobility"),
    },
    ResponsibleKind: {
        ResponsibleKind.UNIT: Words("enhet", "unit"),
        ResponsibleKind.OTHER: Words("annan aktör", "another actor"),
        ResponsibleKind.PERSON: Words("den enskilde", "the person"),
    },
    InterventionState: {
        InterventionState.NEEDED: Words("behövs", "needed"),
        InterventionState.ONGOING: Words("pågår", "ongoing"),
        InterventionState.COMPLETED: Words("slutförd", "completed"),
        InterventionState.DISCONTINUED: Words("avbruten", "discontinued"),
    },
    FollowUpDecision: {
        FollowUpDecision.CONTINUE: Words("planen fortsätter", "the plan continues"),
        FollowUpDecision.REVISE: Words("planen revideras", "the plan is revised"),
        FollowUpDecision.CLOSE: Words("planen avslutas", "the plan is closed"),
    },
    GoalOutcome: {
        GoalOutcome.ACHIEVED: Words("uppnått", "achieved"),
        GoalOutcome.PARTLY_ACHIEVED: Words("delvis uppnått", "partly achieved"),
        GoalOutcome.NOT_ACHIEVED: Words("inte uppnått", "not achieved"),
    },
    DeviationStepKind: {
        DeviationStepKind.ADDRESSED: Words("omhändertagen", "addressed"),
        DeviationStepKind.ANSWERED: Words("besvarad", "answered"),
        DeviationStepKind.CLOSED: Words("avslutad", "closed"),
    },
    RepresentativeKind: {
        RepresentativeKind.GUARDIAN: Words("vårdnadshavare", "guardian"),
        RepresentativeKind.LEGAL_GUARDIAN: Words("god man", "legal guardian (god man)"),
        RepresentativeKind.ADMINISTRATOR: Words("förvaltare", "administrator (förvaltare)"),
        RepresentativeKind.AUTHORISED: Words("ombud med fullmakt", "authorised representative"),
    },
    Readable: {
        Readable.PLAN: Words("planen", "the plan"),
        Readable.SUMMONSES: Words("kallelserna", "the summonses"),
        Readable.CONSENTS: Words("samtyckena", "the consents"),
        Readable.ACCESSES: Words("vem som har läst", "who has read"),
    },
    AgeExceptionKind: {
        AgeExceptionKind.GUARDIAN_READS: Words("vårdnadshavaren läser också från 13 år", "guardian reads from 13, too"),
        AgeExceptionKind.GUARDIAN_BARRED: Words("vårdnadshavaren läser inte", "guardian does not read"),
        AgeExceptionKind.READS_OWN: Words("barnet läser själv före 16 år", "child reads herself before 16"),
    },
    CopyForm: {
        CopyForm.PAPER: Words("papper", "paper"),
        CopyForm.MAIL: Words("post", "mail"),
        CopyForm.DIGITAL: Words("digitalt", "digital"),
        CopyForm.READ_ALOUD: Words("uppläst", "read aloud"),
    },
}


def enumerated(value: StrEnum) -> Words:
    """The words of one value. Raises `KeyError` for a value that has none."""
    return ENUMERATIONS[type(value)][value]
