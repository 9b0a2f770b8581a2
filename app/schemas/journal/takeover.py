"""Take-overs (övertaganden) of orphaned plans on the wire."""

from pydantic import Field

from app.schemas.base import PartOut, Wire
from app.schemas.journal.unit import UnitIn
from app.schemas.types import Id, Instant, Line, Text


class TakeoverIn(Wire):
    """Övertagande av en plan vars samordningsansvariga är borta. Take-over of an orphaned plan, by the caller."""

    reason: Text = Field(examples=["Samordningsansvarig har slutat."])
    taken_at: Instant
    name: Line = Field(description="Den som tar över, i planen. The name to have in the plan.", examples=["Oskar Ahl"])
    role: Line | None = Field(None, examples=["enhetschef"])
    phone: Line | None = Field(None, examples=["010-123 45 02"])
    unit: UnitIn | None = Field(
        None, description="Den egna enheten, om den inte finns i planen. One's own unit, if it is not in the plan."
    )


class TakeoverOut(PartOut):
    """A take-over: the coordinator before and after."""

    from_id: Id
    to_id: Id
    reason: Text = Field(examples=["Samordningsansvarig har slutat."])
    taken_at: Instant
