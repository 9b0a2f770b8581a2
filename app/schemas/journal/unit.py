"""Units (enheter) and other actors on the wire."""

from pydantic import Field

from app.domain.unit import PrincipalType
from app.schemas.base import PartOut, Wire, patch_of
from app.schemas.types import HsaId, Line, OrgNumber


class UnitIn(Wire):
    """En enhet eller annan aktör med del i planen. A unit or other actor with a part in the plan."""

    name: Line = Field(examples=["Kommunrehab"])
    kind: Line = Field(description="Slag av verksamhet. Kind of service.", examples=["rehab"])
    hsa_id: HsaId | None = Field(
        None,
        description="Saknas för aktörer utanför HSA. None for actors outside HSA.",
        examples=["SE2129990023-E000000006001"],
    )
    principal_type: PrincipalType = Field(
        description="Huvudman (HSL 16:4, SoL 10:8-9); säger inte emot HSA-id. The principal; agrees with the HSA-id.",
        examples=["municipality"],
    )
    principal_name: Line = Field(examples=["Exempelstads kommun"])
    principal_org_number: OrgNumber | None = Field(None, examples=["SE2129990023"])


UnitPatch = patch_of(UnitIn, "name", "kind", "principal_name")


class UnitOut(PartOut, UnitIn):
    """A unit as it stands in the plan."""
