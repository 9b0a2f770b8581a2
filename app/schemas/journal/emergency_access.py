"""Emergency accesses (nödöppningar) on the wire: what is asked, and what every reader of the plan is told of it."""

from pydantic import Field, model_validator

from app.domain.emergency import ONE_OF_TWO
from app.schemas.base import PartOut, Wire
from app.schemas.types import Flag, HsaId, Id, Instant, Line, Personnummer, Text, refused


class EmergencyAccessIn(Wire):
    """Nödöppning av en plan: fara för liv eller allvarlig risk för hälsa. An emergency access to one plan."""

    plan_id: Id | None = Field(None, description="Planens id, eller personnummer. The plan's id, or a personnummer.")
    personnummer: Personnummer | None = Field(
        None, description="I stället för planens id: hennes nyaste plan. Instead: her newest plan.", examples=[None]
    )
    reason: Text = Field(
        description="Skälet; visas för dem som har planen. The reason; shown to those who have the plan.",
        examples=["Medvetslös, behöver pågående insatser."],
    )
    unit_name: Line = Field(
        description="Visas för den enskilde, som egen uppgift. Shown to her, as the unit's own account.",
        examples=["Akutmottagningen"],
    )
    principal_name: Line = Field(
        description="Visas så efter huvudmannens nummer i åtkomstintyget. Shown so after its number in the token.",
        examples=["Region Exempel"],
    )

    @model_validator(mode="after")
    def _one(self) -> "EmergencyAccessIn":
        if (self.plan_id is None) == (self.personnummer is None):
            raise refused(ONE_OF_TWO)
        return self


class EmergencyAccessOut(PartOut):
    """An emergency access: where from, why, for how long; and whether the unit was blocked."""

    unit_hsa_id: HsaId
    unit_name: Line = Field(examples=["Akutmottagningen"])
    principal_name: Line = Field(examples=["Region Exempel"])
    reason: Text = Field(examples=["Medvetslös, behöver pågående insatser."])
    opened_at: Instant
    ends_at: Instant = Field(description="Då upphör den av sig själv. It ends by itself.")
    despite_block: Flag = Field(
        description="Trots spärr (PDL 4:5): sägs till den som leder planen och till enheten själv, för andra alltid "
        "false. Despite a block: told to those who lead the plan and to the unit itself, to others always false.",
        examples=[False],
    )
