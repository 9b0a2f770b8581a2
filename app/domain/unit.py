"""A unit (enhet, verksamhet) or other actor that has a part in the plan, and its principal (huvudman)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.domain.actor import Staff
from app.domain.hsa_id import principal_of
from app.domain.part import Part
from app.domain.rule import Rule

NOT_YOUR_UNIT = Rule(
    "not-your-unit",
    "Enheten är inte den som åtkomstintyget gäller, eller hör inte till region eller kommun.",
    "The unit is not the one that the token is for, or belongs to neither region nor municipality.",
)


NOT_ITS_PRINCIPAL = Rule(
    "not-its-kind-of-principal",
    "Organisationsnumret är en kommuns (2120…) eller en regions (2321…), och huvudmannen anges som det andra.",
    "The organisation number is a municipality's (2120…) or a region's (2321…), and the principal is stated otherwise.",
)
NOT_YOUR_PRINCIPAL = Rule(
    "not-your-principal",
    "Enhetens huvudman har ett annat organisationsnummer än den i åtkomstintyget.",
    "The unit's principal has another organisation number than the one in the token.",
)


class PrincipalType(StrEnum):
    REGION = "region"
    MUNICIPALITY = "municipality"
    OTHER = "other"  # school, Försäkringskassan, Arbetsförmedlingen …


# Beginnings of organisation numbers, which an HSA-id begins with: its owner's. Others (private providers 5…,
# municipal federations 222…) may act for either principal, so of them nothing is held.
MUNICIPAL, REGIONAL, PUBLIC = "SE2120", "SE2321", "SE2"
# Gotland is a municipality that has a region's tasks too.
BOTH = frozenset({"SE2120000803"})


def contradicts(number: str | None, kind: PrincipalType) -> bool:
    """Whether an organisation number is certainly not one of a principal of that kind."""
    if number is None or number in BOTH:
        return False
    other = {PrincipalType.REGION: MUNICIPAL, PrincipalType.MUNICIPALITY: REGIONAL}.get(kind)
    return other is not None and number.startswith(other)


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
        return principal_of(self.hsa_id) if self.hsa_id else None

    @property
    def must_attend(self) -> bool:
        """Both principals have the duty to take part when called (HSL 16:4, SoL 10:8-9); others may decline."""
        return self.principal_type is not PrincipalType.OTHER


def own_unit(actor: Staff, units: Iterable[Unit]) -> Unit | None:
    """The caller's unit among a plan's, if it has a part there; no unit of the catalogue stands in a plan twice."""
    return next((one for one in units if one.hsa_id == actor.unit), None)


def own_ids(actor: Staff, units: Iterable[Unit]) -> frozenset[UUID]:
    """Its id, alone or not at all: a set, so that what names no unit is not taken for what is hers."""
    return frozenset(one.id for one in units if one.hsa_id == actor.unit)
