"""For whom a citizen reads: an opaque id, in what capacity, what, and until when. No name and no number."""

from pydantic import Field

from app.domain.representation import Readable, RepresentativeKind
from app.schemas.base import Wire
from app.schemas.types import Id, Instant


class Represented(Wire):
    """Ett företrädarskap som gäller nu. A representation that is in force now."""

    id: Id
    kind: RepresentativeKind = Field(description="Ditt företrädarskap. In what capacity.", examples=["guardian"])
    scope: list[Readable] = Field(description="Vad du får läsa. What you may read.", examples=[["plan", "summonses"]])
    until: Instant | None = Field(
        description="Då det upphör av sig självt, så vitt det är känt. When it ends by itself, as far as is known.",
        examples=["2028-06-30T22:00:00Z"],
    )
