"""Deviations (avvikelser) of a plan."""

from app.routers.journal.part_routes import part_router
from app.schemas.journal.deviation import DeviationIn, DeviationOut
from app.services.deviations import DEVIATIONS

router = part_router(
    "deviations", "deviation", DeviationOut, lambda work: DEVIATIONS, body=DeviationIn, sv="avvikelse", en="deviation"
)
