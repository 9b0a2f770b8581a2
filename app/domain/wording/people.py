"""What the fields are called of the people and their word: units, participants, consents,
representations, age exceptions, blocks, emergency accesses, notes, notices.
"""

from collections.abc import Mapping

from app.domain.age_exception import AgeException
from app.domain.block import Block
from app.domain.consent import Consent
from app.domain.emergency_access import EmergencyAccess
from app.domain.note import Note
from app.domain.notice import Notice
from app.domain.participant import Participant
from app.domain.representation import Representation
from app.domain.unit import Unit
from app.domain.wording.field import ENTRY, NUMBER, PART, REASON, STAFF_NUMBER, Bookkeeping, Field, participant, unit

WHOM = Bookkeeping("whom a block is about is told to those who lead the plan, in a resource of its own")
DESPITE = Bookkeeping("that she had blocked it is told to those who lead the plan, in the access itself")
ENDING = {
    "ended_at": Field("avslutat", "ended"),
    "ended_by_id": Field("avslutat av", "ended by", refers="participants"),
    "end_reason": Field("skäl till att det avslutats", "reason for ending", "nytt"),
}

WORDS: dict[type, Mapping[str, Field | Bookkeeping]] = {
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
        "unit_id": unit("enhet", "unit"),
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
        "guardian_id": participant("vårdnadshavare", "guardian"),
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
    Representation: PART
    | {
        "kind": Field("slag av företrädare", "kind of representative", "nytt"),
        "reader_key": NUMBER,
        "sealed_number": NUMBER,
        "scope": Field("får läsa", "may read"),
        "since": Field("från och med", "from"),
        "until": Field("till och med", "until"),
        "reason": REASON,
        "registered_by_id": Field("registrerat av", "registered by", refers="participants"),
        "protected_identity": Field("skyddade personuppgifter", "protected identity"),
        **ENDING,
    },
    AgeException: PART
    | {
        "kind": Field("undantag", "exception", flows=True),
        "representation_id": Field("vårdnadshavare", "guardian", refers="representations"),
        "since": Field("från och med", "from"),
        "until": Field("till och med", "until"),
        "reason": REASON,
        "decided_by_id": Field("beslutat av", "decided by", refers="participants"),
        **ENDING,
    },
    Block: PART
    | {
        "kind": WHOM,
        "hsa_id": WHOM,
        "name": WHOM,
        "form": Field("form", "form", "ny"),
        "requested_at": Field("begärd", "requested"),
        "registered_by_id": Field("registrerad av", "registered by", refers="participants"),
        "lifted_at": Field("hävd", "lifted"),
        "lifted_by_id": Field("hävd av", "lifted by", refers="participants"),
        "lifted_form": Field("samtyckets form", "form of the consent"),
    },
    EmergencyAccess: PART
    | {
        "unit_hsa_id": Field("enhetens HSA-id", "the unit's HSA-id"),
        "unit_name": Field("enhet", "unit"),
        "principal_name": Field("huvudman", "principal"),
        "person_hsa_id": STAFF_NUMBER,
        "reason": REASON,
        "opened_at": Field("öppnad", "opened"),
        "ends_at": Field("upphör", "ends"),
        "despite_block": DESPITE,
    },
    Note: PART
    | {
        "author_unit_id": Field("skriven av", "written by", refers="units"),
        "text": Field("text", "text", "ny"),
        "written_at": Field("skriven", "written"),
    },
    Notice: PART
    | {
        "unit_id": unit("underrättad enhet", "notified unit"),
        "notified_at": Field("underrättad", "notified"),
        "acknowledged_at": Field("bekräftad", "acknowledged"),
        "acknowledged_by": STAFF_NUMBER,
    },
}
