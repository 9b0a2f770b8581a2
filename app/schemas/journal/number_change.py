"""Number changes (nummerbyten) on the wire, to staff. The new number goes in and stands in the plan; never here."""

from typing import Literal

from pydantic import Field

from app.schemas.base import PartOut, Wire
from app.schemas.types import Instant, Personnummer, Text

Kind = Literal["reserve", "coordination", "personal"]


class NumberChangeIn(Wire):
    """Personens nya nummer. The person's new number."""

    personnummer: Personnummer = Field(description="Samordningsnummer eller personnummer. The new number.")
    reason: Text = Field(
        description="Grund: hur det är känt att det är samma person. Grounds: how it is known.",
        examples=["Folkbokföringen har meddelat personnummer."],
    )


class UndoingIn(Wire):
    """Varför bytet var fel. Why the change was wrong."""

    undo_reason: Text = Field(examples=["Fel person: förväxling vid registreringen."])


class NumberChangeOut(PartOut):
    """A number change as it stands; what is undone stays, marked."""

    former: Kind = Field(description="Slag av nummer före. The kind of number before.", examples=["reserve"])
    kind: Kind = Field(description="Slag av nummer efter. The kind of number after.", examples=["personal"])
    reason: Text | None = Field(
        description="Bara i planen där bytet angavs. Only in the plan in which it was stated.",
        examples=["Folkbokföringen har meddelat personnummer."],
    )
    undone_at: Instant | None = Field(examples=[None])
    undo_reason: Text | None = Field(examples=[None])
