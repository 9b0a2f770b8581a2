"""Accesses to a plan, in a list for staff."""

from pydantic import Field

from app.schemas.base import Wire
from app.schemas.types import Instant


class AccessOut(Wire):
    """En åtkomst till planen (HSLF-FS 2016:40 4:9). One access to the plan."""

    at: Instant
    action: str = Field(examples=["journal:plan.read"])
    kind: str = Field(examples=["Läsa"])
    unit_name: str | None = Field(examples=["Kommunrehab"])
    principal_name: str | None = Field(examples=["Exempelstads kommun"])
    purpose: str | None = Field(examples=["Vård och behandling"])
