"""A copy of the plan that somebody received (kopia, delgivning): every participant and the person get one.

Source: domain rules, process: established.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain.part import Part


class CopyForm(StrEnum):
    PAPER = "paper"
    MAIL = "mail"
    DIGITAL = "digital"
    READ_ALOUD = "read_aloud"  # uppläst, för den som inte läser själv


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy(Part):
    """`recipient_id` is a participant; None is the person herself. `plan_version` is the version that was given."""

    recipient_id: UUID | None = None
    plan_version: int
    form: CopyForm
    given_at: datetime
