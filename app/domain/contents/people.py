"""What may stand in a plan of units, participants and consents."""

from datetime import datetime

from app.domain.actor import Staff
from app.domain.consent import Consent, ConsentGiver, ConsentKind, Information, is_minor, relatives_invited
from app.domain.contents.asking import ENDS_BEFORE, NOT_STAFF, not_in_future, refuse_if, require_staff
from app.domain.known_by import as_known
from app.domain.lifecycle import RESTS_ON_CONSENT
from app.domain.part import find, require
from app.domain.participant import Participant, ParticipantKind
from app.domain.plan import Plan
from app.domain.refusal import Conflict
from app.domain.rule import Rule
from app.domain.swedish_time import day_of
from app.domain.unit import NOT_ITS_PRINCIPAL, NOT_YOUR_PRINCIPAL, NOT_YOUR_UNIT, PUBLIC, Unit, contradicts

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
INFORMATION = Rule(
    "information-needed",
    "Samtycke till informationsöverföring anger vilken information, minst planen; andra samtycken gör det inte.",
    "Consent to information sharing says which information, at least the plan; other consents do not.",
    "OSL 12:2",
)
ASSESSMENT = Rule(
    "assessment-needed",
    "En menprövning dokumenteras med sina skäl; andra samtycken har inga.",
    "A judgement of inability to consent is documented with its grounds; other consents have none.",
    "OSL 25:1, 26:1",
)
RELATIVES = Rule(
    "relatives-needed",
    "Samtycke om närstående anger vilka; andra samtycken gör det inte.",
    "A consent for relatives names them; other consents do not.",
)
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
UNIT_TWICE = Rule("unit-twice", "Enheten finns redan i planen.", "The unit is already in the plan.")


def principal(one: Unit, place: str = "") -> None:
    """What an HSA-id and an organisation number say for certain about the kind of principal. `place` is the unit's."""
    for number, name in ((one.principal_hsa_id, "principalType"), (one.principal_org_number, "principalOrgNumber")):
        refuse_if(contradicts(number, one.principal_type), NOT_ITS_PRINCIPAL, f"{place}/{name}")


def own(one: Unit, actor: Staff, place: str) -> None:
    """The caller's own unit, as it stands at that place of another body: the principal is the one that she acts for.

    A private provider may act for a region or municipality, and state that one's number.
    """
    refuse_if(one.hsa_id != actor.unit, NOT_YOUR_UNIT, place)
    principal(one, place)
    stated = one.principal_org_number
    another = stated is not None and stated != actor.principal and actor.principal.startswith(PUBLIC)
    refuse_if(another, NOT_YOUR_PRINCIPAL, f"{place}/principalOrgNumber")


def unit(plan: Plan, one: Unit, now: datetime) -> None:
    principal(one)
    others = {other.hsa_id for other in plan.units if other.id != one.id}
    refuse_if(one.hsa_id is not None and one.hsa_id in others, UNIT_TWICE, "/hsaId")


def participant(plan: Plan, one: Participant, now: datetime) -> None:
    staff = one.kind is ParticipantKind.STAFF
    refuse_if(staff != (one.unit_id is not None), NOT_STAFF, "/unitId")
    refuse_if(one.hsa_id is not None and not staff, NOT_STAFF, "/hsaId")
    refuse_if(one.function is not None and not staff, NOT_STAFF, "/function")
    if one.unit_id is not None:
        require(plan.units, one.unit_id, "/unitId")
    if find(plan.participants, one.id) is not None:
        # Whoever is in the plan stays there, corrected or shielded, whatever has become of what let her in. What kind
        # of participant she is, is never corrected.
        return
    known = as_known(plan, now)
    if one.kind is ParticipantKind.RELATIVE and not relatives_invited(known, now):
        raise Conflict(RELATIVES_NOT_INVITED)
    if one.kind is ParticipantKind.GUARDIAN:
        refuse_if(not is_minor(known, now), GUARDIAN_OF_ADULT, "/kind")
        if plan.status in RESTS_ON_CONSENT:
            raise Conflict(GUARDIAN_LATE)


def consent(plan: Plan, one: Consent, now: datetime) -> None:
    not_in_future(one.given_at, now, "/givenAt")
    guardians = {p.id for p in plan.participants if p.kind is ParticipantKind.GUARDIAN}
    by_guardian = one.given_by is ConsentGiver.GUARDIAN
    refuse_if(by_guardian != (one.guardian_id is not None), NOT_GUARDIAN, "/guardianId")
    refuse_if(one.guardian_id is not None and one.guardian_id not in guardians, NOT_GUARDIAN, "/guardianId")
    refuse_if((one.given_by is ConsentGiver.ASSESSMENT) != (one.assessment is not None), ASSESSMENT, "/assessment")
    if one.registered_by_id is not None:
        require_staff(plan, one.registered_by_id, "/registeredById")
    sharing = one.kind is ConsentKind.INFORMATION_SHARING
    refuse_if(sharing != bool(one.recipients), RECIPIENTS, "/recipients")
    refuse_if(sharing != (Information.PLAN in one.information), INFORMATION, "/information")
    refuse_if(not sharing and bool(one.information), INFORMATION, "/information")
    for place, unit_id in enumerate(one.recipients):
        require(plan.units, unit_id, f"/recipients/{place}")
    refuse_if((one.kind is ConsentKind.RELATIVES) != bool(one.relatives), RELATIVES, "/relatives")
    if one.valid_until is not None:
        refuse_if(one.valid_until < day_of(one.given_at), ENDS_BEFORE, "/validUntil")
