"""Who has read or changed the citizen's plans: unit, time and purpose, in plain words."""

from pydantic import Field

from app.domain.representation import RepresentativeKind
from app.schemas.base import Wire
from app.schemas.types import Id, Instant


class CitizenAccess(Wire):
    """En åtkomst (PDL 8:5, HSLF-FS 2016:40 4:9). One access to one of her plans."""

    at: Instant
    action: str = Field(
        description=(
            "Läsa, Skriva, Nödöppning: läst utan ditt samtycke i en nödsituation, eller Radera: planen är förstörd "
            "eller gallrad. Read, written, read in an emergency without your consent, or erased."
        ),
        examples=["Läsa"],
    )
    unit: str | None = Field(
        description=(
            "Null vid skyddade personuppgifter, och när ingen enhet har gjort det. ”Enligt egen uppgift” när en enhet "
            "utan del i planen har nödöppnat den. Null when she is protected, and where no unit has done it. ”Enligt "
            "egen uppgift” (by its own account) where a unit without part in the plan has opened it in an emergency."
        ),
        examples=["Kommunrehab"],
    )
    principal: str | None = Field(
        description=(
            "Huvudmannen: namnet så som någon i planen har skrivit det, och numret, som är styrkt. Har ingen i planen "
            "skrivit namnet står numret först. The principal: its name as somebody in the plan has written it, and its "
            "number, which is vouched for. Where nobody in the plan has, the number stands first."
        ),
        examples=["Exempelstads kommun (SE2129990023)"],
    )
    purpose: str | None = Field(
        description=(
            "Varför, i klarspråk: enhetens ändamål, eller vad tjänsten själv har gjort. Null för den som läst för din "
            "räkning. Why, in plain Swedish: the unit's purpose of use, or what the service has done by itself. Null "
            "for whoever has read for you."
        ),
        examples=["Vård och behandling"],
    )
    purpose_in_english: str | None = Field(
        description="Samma sak på engelska. The same in English.", examples=["Care and treatment"]
    )
    plan_id: Id | None
    representative: RepresentativeKind | None = Field(
        description="Den som läst för din räkning, till exempel vårdnadshavare. Who has read for you, if somebody has.",
        examples=[None],
    )
