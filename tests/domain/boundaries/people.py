"""The boundaries of units, participants and consents."""

from datetime import timedelta
from typing import Any

from app.domain.consent import ConsentGiver, ConsentKind, Information
from app.domain.participant import StaffFunction
from tests.domain.boundaries.asking import DAY, KIND, LATE, NEW, STRAY, staff_at
from tests.domain.parts import ALL_OF_IT
from tests.domain.plans import (
    CLINIC,
    CLINIC_HSA,
    LIBRARY_HSA,
    NOW,
    NURSE,
    REHAB,
    RELATIVE,
    SCHOOL,
    PrincipalType,
    guardian,
    participant,
    sharing,
    sip,
    unit,
)

G = ConsentGiver
CARE_CONTACT = StaffFunction.CARE_CONTACT
MAPPING_ALONE = (Information.MAPPING,)
JUDGED = {"by": G.ASSESSMENT, "assessment": "Hon har alltid velat ha hjälp"}


def relatives(**values: Any) -> Any:
    return sip(NEW, **({"kind": ConsentKind.RELATIVES, "relatives": ("Dottern",)} | values))


ACCEPTED = [
    ("units", unit(NEW, None, PrincipalType.OTHER)),
    ("units", unit(NEW, LIBRARY_HSA, PrincipalType.MUNICIPALITY)),
    ("participants", staff_at(CLINIC)),
    ("participants", staff_at(SCHOOL, hsa_id="SE1-P")),
    ("participants", staff_at(CLINIC, function=CARE_CONTACT)),
    ("participants", participant(NEW, KIND.RELATIVE)),
    ("consents", sip(NEW, given_at=NOW)),
    ("consents", sip(NEW, valid_until=DAY)),
    ("consents", sip(NEW, registered_by_id=NURSE)),
    ("consents", sip(NEW, **JUDGED)),
    ("consents", sharing(REHAB, SCHOOL, id=NEW)),
    ("consents", sharing(REHAB, id=NEW, information=ALL_OF_IT, excluded="Inget om ekonomin")),
    ("consents", sharing(REHAB, id=NEW, given_by=G.ASSESSMENT, assessment="Hon har alltid velat ha hjälp")),
    ("consents", relatives()),
]
REFUSED = [
    ("units", unit(NEW, CLINIC_HSA, PrincipalType.REGION), "unit-twice", "/hsaId"),
    ("participants", participant(NEW), "not-staff", "/unitId"),
    ("participants", participant(NEW, KIND.RELATIVE, unit_id=CLINIC), "not-staff", "/unitId"),
    ("participants", participant(NEW, KIND.RELATIVE, hsa_id="SE1-P"), "not-staff", "/hsaId"),
    ("participants", participant(NEW, KIND.RELATIVE, function=CARE_CONTACT), "not-staff", "/function"),
    ("participants", staff_at(STRAY), "no-such-part", "/unitId"),
    ("participants", guardian(NEW), "guardian-of-adult", "/kind"),
    ("consents", sip(NEW, given_at=LATE), "in-the-future", "/givenAt"),
    ("consents", sip(NEW, by=G.GUARDIAN), "not-a-guardian", "/guardianId"),
    ("consents", sip(NEW, guardian_id=RELATIVE), "not-a-guardian", "/guardianId"),
    ("consents", sip(NEW, by=G.GUARDIAN, guardian_id=RELATIVE), "not-a-guardian", "/guardianId"),
    ("consents", sip(NEW, registered_by_id=STRAY), "no-such-part", "/registeredById"),
    ("consents", sip(NEW, registered_by_id=RELATIVE), "not-staff", "/registeredById"),
    ("consents", sip(NEW, by=G.ASSESSMENT), "assessment-needed", "/assessment"),
    ("consents", sip(NEW, assessment="Hon har alltid velat"), "assessment-needed", "/assessment"),
    ("consents", sharing(id=NEW), "recipients-needed", "/recipients"),
    ("consents", sip(NEW, recipients=(REHAB,)), "recipients-needed", "/recipients"),
    ("consents", relatives(recipients=(REHAB,)), "recipients-needed", "/recipients"),
    ("consents", sharing(REHAB, STRAY, id=NEW), "no-such-part", "/recipients/1"),
    ("consents", sharing(REHAB, id=NEW, information=()), "information-needed", "/information"),
    ("consents", sharing(REHAB, id=NEW, information=MAPPING_ALONE), "information-needed", "/information"),
    ("consents", sip(NEW, information=MAPPING_ALONE), "information-needed", "/information"),
    ("consents", relatives(information=ALL_OF_IT), "information-needed", "/information"),
    ("consents", relatives(relatives=()), "relatives-needed", "/relatives"),
    ("consents", sip(NEW, relatives=("Dottern",)), "relatives-needed", "/relatives"),
    ("consents", sharing(REHAB, id=NEW, relatives=("Dottern",)), "relatives-needed", "/relatives"),
    ("consents", sip(NEW, valid_until=DAY - timedelta(days=1)), "ends-before-it-begins", "/validUntil"),
]
