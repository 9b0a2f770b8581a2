"""A copy of the plan that somebody received (kopia, delgivning): every participant and the person get one.

Source: domain rules, process: established.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.consent import coverage, is_minor, relatives_invited
from app.domain.part import Part
from app.domain.participant import ParticipantKind

if TYPE_CHECKING:
    from app.domain.plan import Plan


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


def receivers(plan: "Plan") -> set[UUID | None]:
    """Who is to have a copy: the person (None), and those who take part and whom she has let in (OSL 26:1)."""
    at = plan.changed_at
    covered = {unit_id for unit_id, windows in coverage(plan).items() if any(window.holds(at) for window in windows)}
    let_in = {
        ParticipantKind.RELATIVE: relatives_invited(plan, at),
        ParticipantKind.GUARDIAN: is_minor(plan, at),
    }
    return {None, plan.coordinator_id} | {
        one.id for one in plan.participants if let_in.get(one.kind, one.unit_id in covered)
    }
