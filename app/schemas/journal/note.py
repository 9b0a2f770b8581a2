"""Internal notes (interna anteckningar) on the wire, to staff. Never mirrored."""

from pydantic import Field

from app.schemas.base import PartOut, Wire
from app.schemas.types import Id, Instant, Text


class NoteIn(Wire):
    """En intern anteckning. An internal note."""

    text: Text = Field(examples=["Ring före klockan tio."])
    written_at: Instant


class NoteOut(PartOut, NoteIn):
    """A note as it stands."""

    author_unit_id: Id
