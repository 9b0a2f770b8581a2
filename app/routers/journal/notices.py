"""Notices of closure (underrättelser om avslut): who was told. They are made when the plan closes."""

from app.routers.journal.part_routes import part_router
from app.schemas.journal.notice import NoticeOut
from app.services.notices import NOTICES

router = part_router("notices", "notice", NoticeOut, lambda work: NOTICES, sv="underrättelse om avslut", en="notice")
