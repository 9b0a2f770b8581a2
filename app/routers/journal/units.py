"""Units (enheter) of a plan."""

from app.routers.journal.part_routes import part_router
from app.schemas.journal.unit import UnitIn, UnitOut, UnitPatch
from app.services.units import UNITS

router = part_router("units", "unit", UnitOut, lambda work: UNITS, body=UnitIn, patch=UnitPatch, sv="enhet", en="unit")
