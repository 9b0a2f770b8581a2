"""The worklist (bevakningslista) on the wire: identity, dates and plain words; no person and no plan content."""

from pydantic import Field

from app.domain.deadline_kind import DeadlineKind
from app.schemas.base import Wire
from app.schemas.types import Flag, Id, Instant


class WorklistItemOut(Wire):
    """Något som väntar på dig vid din enhet. Something that awaits you at your unit."""

    kind: DeadlineKind = Field(examples=["follow_up_due"])
    plan_id: Id
    subject_id: Id = Field(description="Delen eller planen som det gäller. The part, or the plan, that it is about.")
    since: Instant = Field(description="När det började visas. When it began to show.")
    due_at: Instant = Field(description="När det ska vara gjort. When it is to be done.")
    overdue: Flag = Field(examples=[False])
    swedish: str = Field(examples=["Planen ska följas upp."])
    english: str = Field(examples=["The plan is to be followed up."])
    source: str = Field(description="Lagrum eller beslut. Paragraph of law, or decision.", examples=["Riktlinje SIP"])
    href: str = Field(
        description=(
            "Planen, eller det av den som du når: kallelser, underrättelse, handlingar. "
            "The plan, or what you reach of it: summonses, notice, actions."
        ),
        examples=["https://sip.example.se/journal/v1/plans/019a3f5e-7c1b-7d52-9a64-1f0c2b3d4e5f"],
    )
