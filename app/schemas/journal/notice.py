"""Notices of closure (underrättelser om avslut) on the wire."""

from app.schemas.base import PartOut
from app.schemas.types import Id, Instant


class NoticeOut(PartOut):
    """A unit that was told that the plan closed."""

    unit_id: Id
    notified_at: Instant
