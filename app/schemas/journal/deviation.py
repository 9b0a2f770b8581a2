"""Deviations (avvikelser) on the wire, to staff. Never mirrored."""

from pydantic import Field

from app.schemas.base import PartOut, Wire
from app.schemas.types import Id, Instant, Text


class DeviationIn(Wire):
    """En avvikelse som en enhet rapporterar om en annan. A deviation that one unit reports about another."""

    reported_by_unit_id: Id
    concerns_unit_id: Id
    text: Text = Field(examples=["Trygghetslarm beställt 6 mars, installerat 27 mars."])
    reported_at: Instant


class DeviationOut(PartOut, DeviationIn):
    """A deviation as it stands."""
