"""The person the plan is for (den enskilde)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class ProtectedIdentity(StrEnum):
    """Skyddade personuppgifter: sekretessmarkering (OSL 22 kap. 1 §), skyddad folkbokföring (1991:481 16 §)."""

    NONE = "none"
    CONFIDENTIALITY_MARKING = "confidentialityMarking"  # sekretessmarkering
    PROTECTED_REGISTRATION = "protectedRegistration"  # skyddad folkbokföring


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One row for each person, shared by her plans: protection that is noted in one plan holds in all of them.

    `key` is the keyed pseudonym (64 hexadecimal digits) that finds her; `sealed_number` is the encrypted personnummer.
    """

    id: UUID
    key: str
    sealed_number: str
    name: str
    born: date
    protected_identity: ProtectedIdentity = ProtectedIdentity.NONE

    @property
    def protected(self) -> bool:
        return self.protected_identity is not ProtectedIdentity.NONE
