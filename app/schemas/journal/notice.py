"""Notices of closure (underrättelser om avslut) on the wire."""

from pydantic import Field

from app.schemas.base import PartOut, Wire
from app.schemas.types import HsaId, Id, Instant


class NoticeOut(PartOut):
    """A unit that was told that the plan closed."""

    unit_id: Id
    notified_at: Instant
    acknowledged_at: Instant | None = Field(examples=[None])
    acknowledged_by: HsaId | None = Field(examples=["SE2129990023-P000000006001"])


class AcknowledgementIn(Wire):
    """Enheten bekräftar att den underrättats. The unit acknowledges that it was told."""

    acknowledged_at: Instant
