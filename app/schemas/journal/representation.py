"""Representations (företrädarskap) on the wire. The representative's number goes in and never comes out."""

from pydantic import Field

from app.domain.person import ProtectedIdentity
from app.domain.representation import Readable, RepresentativeKind
from app.schemas.base import PartOut, Wire, patch_of
from app.schemas.journal.action import ReasonOut
from app.schemas.types import Day, Flag, Id, Instant, Personnummer, Text, unstated


class RepresentationBase(Wire):
    """The members that go both ways."""

    kind: RepresentativeKind = Field(examples=["guardian"])
    scope: list[Readable] = Field(
        min_length=1,
        max_length=len(Readable),
        description="Vad företrädaren får läsa. What the representative may read.",
        examples=[["plan", "summonses", "consents", "accesses"]],
    )
    since: Day = Field(description="Första dagen, svensk tid. The first day, in Sweden.")
    until: Day | None = Field(None, description="Sista dagen. The last day.", examples=[None])
    reason: Text = Field(
        description="Grund: registerutdrag, förordnande, fullmakt. Grounds.",
        examples=["Vårdnadshavare enligt folkbokföringen."],
    )
    registered_by_id: Id = Field(description="Vem som registrerade det. Who registered it.")
    protected_identity: ProtectedIdentity = Field(
        ProtectedIdentity.NONE,
        description="Företrädarens skyddade personuppgifter: då läser hon inte. If protected, she does not read.",
        examples=["none"],
        json_schema_extra=unstated,
    )


class RepresentationIn(RepresentationBase):
    """Någon som läser för den enskilde: vårdnadshavare, god man, förvaltare, ombud. Somebody who reads for her."""

    personnummer: Personnummer = Field(
        description="Företrädarens; lagras krypterat. The representative's; stored encrypted."
    )


RepresentationPatch = patch_of(RepresentationIn, "protected_identity")


class EndingIn(Wire):
    """När och varför det upphör. When and why it ends."""

    ended_at: Instant = Field(description="När det upphörde, inte framåt i tiden. When it ended, not in the future.")
    ended_by_id: Id = Field(description="Vem som avslutade det. Who ended it.")
    end_reason: Text = Field(examples=["Vårdnaden har ändrats genom dom."])


class RepresentationOut(PartOut, RepresentationBase):
    """A representation as it stands; what has ended stays, marked."""

    ended_at: Instant | None = Field(None, examples=[None])
    ended_by_id: Id | None = Field(None, examples=[None])
    end_reason: Text | None = Field(None, examples=[None])
    reads_now: Flag = Field(
        description="Om hon läser nu, efter vad den här planen säger; skydd som bara andra planer noterar, och vad "
        "planen säger om henne under ett annat nummer, stänger ändå, och syns inte här. Whether she reads now, by what "
        "this plan says; protection that only other plans note, and what the plan says of her by another number, "
        "shut her out all the same, and are not told here.",
        examples=[True],
    )
    why_not: ReasonOut | None = Field(description="Varför inte. Why not.", examples=[None])
