"""Deadlines (bevakningar) on the wire: identity and dates, no content."""

from pydantic import Field

from app.domain.deadline_kind import DeadlineKind
from app.schemas.base import Wire
from app.schemas.types import Flag, HsaId, Id, Instant


class DeadlineOut(Wire):
    """Något att bevaka i planen. Something that is due of the plan."""

    kind: DeadlineKind = Field(examples=["follow_up_due"])
    unit: HsaId | None = Field(description="Den enhet som det gäller. The unit that it is for.")
    subject_id: Id = Field(description="Delen eller planen som det gäller. The part, or the plan, that it is about.")
    since: Instant = Field(description="När det börjar visas. When it begins to show.")
    due_at: Instant = Field(description="När det ska vara gjort. When it is to be done.")
    overdue: Flag = Field(examples=[False])
