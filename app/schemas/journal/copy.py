"""Copies (kopior) of a plan on the wire."""

from pydantic import Field

from app.domain.copy import CopyForm
from app.schemas.base import PartOut, Wire
from app.schemas.types import Id, Instant, Version


class CopyIn(Wire):
    """Att någon fått planen, när och hur. That somebody received the plan, when and how."""

    recipient_id: Id | None = Field(None, description="En deltagare; utelämnad är den enskilde. None: the person.")
    plan_version: Version | None = Field(None, description="Versionen som lämnades; annars den nuvarande.")
    form: CopyForm = Field(examples=["paper"])
    given_at: Instant


class CopyOut(PartOut):
    """A copy that was given."""

    recipient_id: Id | None
    plan_version: Version
    form: CopyForm = Field(examples=["paper"])
    given_at: Instant
