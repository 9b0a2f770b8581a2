"""Interventions (insatser) and their statuses on the wire."""

from pydantic import Field

from app.domain.intervention import InterventionState, ResponsibleKind
from app.schemas.base import PartOut, Wire, patch_of
from app.schemas.types import Day, Flag, Id, Instant, Line, Position, Text, unstated


class ResponsibleIO(Wire):
    """Exakt en ansvarig (HSL 16:4, SoL 10:9). Exactly one responsible: a unit, another actor, or the person."""

    kind: ResponsibleKind = Field(examples=["unit"])
    unit_id: Id | None = Field(None, description="En enhet hos region eller kommun. A principal's unit.")
    name: Line | None = Field(None, description="Annan aktör. Another actor.", examples=[None])


class InterventionBase(Wire):
    """The members that go both ways."""

    goal_id: Id
    text: Text = Field(examples=["Rehabilitering i hemmet två gånger i veckan"])
    citizen_text: Text | None = Field(
        None,
        description="Formulering för den enskilde, visas i stället. Wording for her, shown instead.",
        examples=[None],
    )
    responsible: ResponsibleIO
    position: Position = Field(description="Ordning; lika betyder samtidigt. Order; equal means at the same time.")
    starts_on: Day | None = Field(None, examples=["2026-03-09"])
    ends_on: Day | None = Field(None, examples=[None])
    depends_on: list[Id] = Field(
        default_factory=list,
        max_length=50,
        description="Insatser som ska vara klara först. Interventions that are to be completed first.",
        examples=[[]],
    )
    withheld_from_patient: Flag = Field(
        False, description="Visas inte för den enskilde. Not shown.", examples=[False], json_schema_extra=unstated
    )


class InterventionIn(InterventionBase):
    """En insats med sin första status. An intervention with its first status."""

    state: InterventionState = Field(InterventionState.NEEDED, examples=["needed"])


InterventionPatch = patch_of(
    InterventionIn,
    *("text", "citizen_text", "responsible", "position", "starts_on", "ends_on", "depends_on", "withheld_from_patient"),
)


class InterventionOut(PartOut, InterventionBase):
    """An intervention as it stands, with its present state."""

    state: InterventionState = Field(examples=["needed"])


class StatusIn(Wire):
    """En ny status; den gamla står kvar. A new status; the former stays."""

    state: InterventionState = Field(examples=["ongoing"])
    since: Instant


class StatusOut(PartOut, StatusIn):
    """A status from one moment on."""

    intervention_id: Id
