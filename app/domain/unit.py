"""A unit (enhet, verksamhet) or other actor that has a part in the plan, and its principal (huvudman)."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.part import Part
from app.domain.rule import Rule

NOT_YOUR_UNIT = Rule(
    "not-your-unit",
    "Enheten är inte den som åtkomstintyget gäller, eller hör inte till region eller kommun.",
    "The unit is not the one that the token is for, or belongs to neither region nor municipality.",
)


class PrincipalType(StrEnum):
    REGION = "region"
    MUNICIPALITY = "municipality"
    OTHER = "other"  # school, Försäkringskassan, Arbetsförmedlingen …


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Part):
    """`hsa_id` is None for an actor outside the national catalogue; it then cannot log in, and others answer for it."""

    name: str
    kind: str
    hsa_id: str | None = None
    principal_type: PrincipalType
    principal_name: str
    principal_org_number: str | None = None

    @property
    def principal_hsa_id(self) -> str | None:
        """The principal's HSA-id, with which the unit's own begins; None for an actor outside the catalogue."""
        return self.hsa_id.partition("-")[0] if self.hsa_id else None

    @property
    def must_attend(self) -> bool:
        """Both principals have the duty to take part when called (HSL 16:4, SoL 10:8-9); others may decline."""
        return self.principal_type is not PrincipalType.OTHER
