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
    """One row for each person, shared by her plans, with nothing in it that one plan's staff could learn of another's.

    `key` is the keyed pseudonym (64 hexadecimal digits) that finds her; `sealed_number` is the encrypted personnummer.
    `protected` is whether any of her plans notes a protected identity: noted in one, it holds in the mirror of all,
    and it holds until the last of them lifts it. What a plan itself notes, and her name, stand in the plan.
    `entered_key`, `entered_number` and `entered_born` are of the number that a plan was entered under, where she has
    another now.
    """

    id: UUID
    key: str
    sealed_number: str
    born: date
    protected: bool = False
    entered_key: str | None = None
    entered_number: str | None = None
    entered_born: date | None = None

    @property
    def log_key(self) -> str:
        """What an entry in the log names her by: it stays with the plan when a wrong number is taken back."""
        return self.entered_key or self.key
