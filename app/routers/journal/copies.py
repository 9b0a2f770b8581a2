"""Copies (kopior) of a plan that its participants and the person received."""

from app.routers.journal.part_routes import part_router
from app.schemas.journal.copy import CopyIn, CopyOut
from app.services import copies

router = part_router("copies", "copy", CopyOut, lambda work: copies.COPIES, body=CopyIn, sv="kopia", en="copy")
