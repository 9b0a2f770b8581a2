"""Deviations (avvikelser) on the wire, to staff. Never mirrored."""

from pydantic import Field

from app.domain.deviation import DeviationState, DeviationStepKind
from app.schemas.base import PartOut, Wire
from app.schemas.types import Id, Instant, Text


class DeviationIn(Wire):
    """En avvikelse som en enhet rapporterar om en annan. A deviation that one unit reports about another."""

    reported_by_unit_id: Id
    concerns_unit_id: Id
    text: Text = Field(examples=["Trygghetslarm beställt 6 mars, installerat 27 mars."])
    reported_at: Instant


class StepIn(Wire):
    """Ett steg i hanteringen. A step: addressed, answered by one of the two units, closed when both have answered."""

    kind: DeviationStepKind = Field(examples=["answered"])
    unit_id: Id | None = Field(
        None,
        description=(
            "Den egna enheten; samordningsansvarig anger en som inte kommer åt planen. "
            "One's own unit; the coordinator states one that does not come at the plan."
        ),
    )
    text: Text = Field(examples=["Larmet installeras numera inom två dagar."])
    taken_at: Instant


class StepOut(PartOut):
    """A step that was taken."""

    kind: DeviationStepKind = Field(examples=["answered"])
    unit_id: Id
    text: Text = Field(examples=["Larmet installeras numera inom två dagar."])
    taken_at: Instant
    registered_by_id: Id | None = Field(
        examples=[None],
        description=(
            "Samordningsansvarig, när hon registrerade vad enheten sagt. "
            "The coordinator, where she registered what the unit had said."
        ),
    )


class DeviationOut(PartOut, DeviationIn):
    """A deviation as it stands: answered when both units have answered."""

    state: DeviationState = Field(examples=["answered"])
    steps: list[StepOut]
