"""A person with a part in the plan (deltagare): staff, a relative (närstående) or a guardian (vårdnadshavare)."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.domain.part import Part
from app.domain.person import ProtectedIdentity
from app.domain.rule import Rule

ONLY_GUARDIANS = Rule(
    "number-of-guardian-only",
    "Personnummer anges bara för vårdnadshavare, och alltid för dem.",
    "A personnummer is stated for guardians only, and always for them.",
)

GUARDIAN_TWICE = Rule(
    "guardian-twice",
    "Vårdnadshavaren finns redan i planen; annars skulle samma person samtycka två gånger.",
    "The guardian is already in the plan; else one and the same person would have to consent twice.",
    "FB 6:11, 6:13",
)
OWN_GUARDIAN = Rule("own-guardian", "Ingen är sin egen vårdnadshavare.", "Nobody is her own guardian.", "FB 6:2")


class StaffFunction(StrEnum):
    """A function that a default role goes to (domain rules, process: met)."""

    CARE_CONTACT = "care_contact"  # fast vårdkontakt
    LEAD_CASE_MANAGER = "lead_case_manager"  # huvudhandläggare


class ParticipantKind(StrEnum):
    STAFF = "staff"
    RELATIVE = "relative"
    GUARDIAN = "guardian"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant(Part):
    """`unit_id`, `hsa_id` and `function` are for staff; `sealed_number` is a guardian's encrypted personnummer."""

    kind: ParticipantKind
    name: str
    role: str | None = None
    unit_id: UUID | None = None
    hsa_id: str | None = None
    function: StaffFunction | None = None
    phone: str | None = None
    sealed_number: str | None = None
    protected_identity: ProtectedIdentity = ProtectedIdentity.NONE

    @property
    def protected(self) -> bool:
        return self.protected_identity is not ProtectedIdentity.NONE
