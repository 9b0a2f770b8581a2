"""Internal notes (interna anteckningar) of a plan."""

from app.routers.journal.part_routes import part_router
from app.schemas.journal.note import NoteIn, NoteOut
from app.services.notes import writing

router = part_router("notes", "note", NoteOut, writing, body=NoteIn, sv="intern anteckning", en="note")
