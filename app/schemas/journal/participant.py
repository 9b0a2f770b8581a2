"""Participants (deltagare) on the wire. A guardian's number goes in and never comes out."""

from pydantic import Field

from app.domain.participant import ParticipantKind, StaffFunction
from app.domain.person import ProtectedIdentity
from app.schemas.base import PartOut, Wire, patch_of
from app.schemas.types import HsaId, Id, Line, Personnummer, unstated


class ParticipantBase(Wire):
    """The members that go both ways."""

    kind: ParticipantKind = Field(examples=["staff"])
    name: Line = Field(examples=["Maria Holm"])
    role: Line | None = Field(None, examples=["arbetsterapeut"])
    unit_id: Id | None = Field(None, description="Personalens enhet i planen. The staff member's unit in the plan.")
    hsa_id: HsaId | None = Field(None, examples=["SE2129990023-P000000006001"])
    function: StaffFunction | None = Field(
        None,
        description="Fast vårdkontakt eller huvudhandläggare; förval av huvudansvarig. Decides the default role.",
        examples=["care_contact"],
    )
    phone: Line | None = Field(None, examples=["010-123 45 02"])
    protected_identity: ProtectedIdentity = Field(
        ProtectedIdentity.NONE,
        description="Skyddade personuppgifter: deltagaren speglas då aldrig. Never mirrored if protected.",
        examples=["none"],
        json_schema_extra=unstated,
    )


class ParticipantIn(ParticipantBase):
    """En person med del i planen: personal, närstående eller vårdnadshavare. A person with a part in the plan."""

    personnummer: Personnummer | None = Field(
        None,
        description="Endast vårdnadshavare (FB 6:2); lagras krypterat. Guardians only; stored encrypted.",
        examples=[None],  # the example is of staff
    )


ParticipantPatch = patch_of(ParticipantIn, "name", "role", "function", "phone", "protected_identity")


class ParticipantOut(PartOut, ParticipantBase):
    """A participant as she stands in the plan."""
