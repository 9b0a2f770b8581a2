"""The versions of a plan, in a list."""

from pydantic import Field

from app.schemas.base import Wire
from app.schemas.types import HsaId, Id, Instant, Version


class VersionOut(Wire):
    """En version: vad som ändrades, när och av vilken enhet. What changed, when and by which unit."""

    version: Version
    change: str = Field(examples=["goal.added"])
    subject_id: Id | None
    unit: HsaId | None = Field(
        description="Null när tjänsten själv skrev vad tiden gjort. Null: the service wrote what time had done."
    )
    person: HsaId | None = Field(examples=["SE2329990015-P000000005001"])
    changed_at: Instant
