"""A deviation (avvikelse) that one unit reports about another and that they handle jointly. Never mirrored.

Reported, addressed by the unit that it concerns, answered by both, closed. Its steps are only ever added to.
Source: domain rules, process: a deviation that concerns another party is handled jointly.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain.part import Part
from app.domain.rule import Rule

ALREADY_CLOSED = Rule("deviation-closed", "Avvikelsen är avslutad.", "The deviation is closed.", "Riktlinje SIP")
NOT_ANSWERED = Rule(
    "deviation-not-answered",
    "Avvikelsen avslutas när båda enheterna har svarat.",
    "A deviation is closed when both units have answered.",
    "Riktlinje SIP",
)
NOT_A_PARTY = Rule(
    "not-a-party",
    "Avvikelsen handläggs av den enhet som rapporterade den och den som den gäller.",
    "A deviation is handled by the unit that reported it and the unit that it concerns.",
    "Riktlinje SIP",
)


class DeviationState(StrEnum):
    REPORTED = "reported"
    ADDRESSED = "addressed"
    ANSWERED = "answered"
    CLOSED = "closed"


class DeviationStepKind(StrEnum):
    ADDRESSED = "addressed"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation(Part):
    reported_by_unit_id: UUID
    concerns_unit_id: UUID
    text: str
    reported_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationStep(Part):
    """What one of the two units did about it.

    `registered_by_id` is the coordinator, where she registered what a unit had said that does not come at the plan.
    """

    deviation_id: UUID
    kind: DeviationStepKind
    unit_id: UUID
    text: str
    taken_at: datetime
    registered_by_id: UUID | None = None


def state(one: Deviation, steps: Iterable[DeviationStep]) -> DeviationState:
    """How far it has come: addressed by the unit that it concerns, answered when both units have, jointly."""
    mine = [step for step in steps if step.deviation_id == one.id]
    if any(step.kind is DeviationStepKind.CLOSED for step in mine):
        return DeviationState.CLOSED
    answered = {step.unit_id for step in mine if step.kind is DeviationStepKind.ANSWERED}
    if {one.reported_by_unit_id, one.concerns_unit_id} <= answered:
        return DeviationState.ANSWERED
    addressed = any(step.unit_id == one.concerns_unit_id for step in mine)
    return DeviationState.ADDRESSED if addressed else DeviationState.REPORTED
