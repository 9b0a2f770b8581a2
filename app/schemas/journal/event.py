"""Events on the wire: that something happened to a plan, and nothing of what the plan says."""

from pydantic import Field

from app.domain.event import Event
from app.schemas.base import Wire
from app.schemas.types import Flag, Id, Instant, Version


class EventOut(Wire):
    """Något har hänt en plan. Something has happened to a plan."""

    id: Id = Field(description="Samma varje gång händelsen berättas. The same at every telling.")
    type: Event = Field(
        description=(
            "Vad som hände; tål nya namn. `reach.ended`: planen är inte längre din att läsa. "
            "What happened; tolerate new names. `reach.ended`: the plan is no longer yours to read."
        ),
        examples=["goal.added"],
    )
    plan_id: Id
    version: Version = Field(description="Planens version efter händelsen. The plan's version after the event.")
    occurred_at: Instant
    removed: Flag = Field(
        description=(
            "Sant: genom händelsen lämnade planen din räckvidd; ta bort din kopia. "
            "True: by this event the plan left your reach; remove your copy."
        ),
        examples=[False],
    )


class EventPageOut(Wire):
    """De närmast följande händelserna. The next events."""

    events: list[EventOut]
    cursor: str = Field(
        description="Var du är; skickas som `after`. Where you are; send it as `after`.",
        examples=["gAAAAABpPk0A7c2X"],
    )
