"""Source identifiers (journalsystemets egna id:n) on the wire, to staff. Never mirrored."""

from typing import Annotated

from pydantic import Field, StringConstraints

from app.domain.source import NAME, Matching, SourceKind
from app.schemas.base import Wire
from app.schemas.journal.plan import PersonIn, PlanEntry
from app.schemas.journal.unit import UnitIn
from app.schemas.types import HsaId, Id, Instant, Line, OrgNumber

SourceName = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=f"^{NAME}$")]


class SourceIdentifierIn(Wire):
    """Vad det egna journalsystemet kallar planen, eller en del av den. What one's own system calls it."""

    system: SourceName = Field(examples=["exempelsystemet"])
    id: SourceName = Field(description="Aldrig ett personnummer. Never a personnummer.", examples=["SIP-2026-0001"])
    part_id: Id | None = Field(
        None, description="Målet eller insatsen; annars planen själv. The goal or intervention; else the plan itself."
    )


class SourceIdentifierOut(Wire):
    """A source identifier, and whose it is: of which principal's and unit's record systems."""

    system: Line = Field(examples=["exempelsystemet"])
    id: Line = Field(examples=["SIP-2026-0001"])
    kind: SourceKind = Field(examples=["plan"])
    part_id: Id | None
    principal: OrgNumber
    unit: HsaId | None = Field(
        description="Enheten vars id det är; null om det inte är känt. The unit whose id it is; null if not known."
    )
    entered_at: Instant


class SourcedPlanIn(PlanEntry):
    """Planen som journalsystemet har den; det som utelämnas står kvar. The plan as the record system has it."""

    person: PersonIn
    unit: UnitIn = Field(description="Den egna enheten, som i åtkomstintyget. One's own unit, as in the token.")
    matching: Matching = Field(
        Matching.PERSON,
        description=(
            "När id:t är nytt: personens enda öppna plan som du läser och som systemet saknar id för, eller en ny. "
            "When the id is new: the person's only open plan that you read and the system has no id for, or a new one."
        ),
        examples=["person"],
    )
    plan_id: Id | None = Field(
        None,
        description="När id:t är nytt: den planen. When the id is new: that plan.",
        examples=[None],
    )
