"""The citizen's mirrored plans: stored bytes, found by person and time."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from app.http import answers
from app.http.contract_parts import UNCHANGED
from app.http.route import GuardedRoute
from app.routers.citizen.desk import Visiting
from app.schemas.base import Wire
from app.schemas.citizen.plan import CitizenPlan
from app.schemas.types import Id
from app.services.citizen import portal

router = APIRouter(route_class=GuardedRoute, tags=["plans"])


class CitizenPlans(Wire):
    """Dina planer, hela. Your plans, whole: few and small, so never in pages."""

    plans: list[CitizenPlan]


@router.get(
    "/plans",
    response_model=CitizenPlans,
    operation_id="listPlans",
    responses=UNCHANGED,
    summary="Läs dina planer",
    description="Det som speglas; tom lista om inget gör det. What is mirrored; an empty list if nothing is.",
)
async def list_plans(request: Request, visit: Visiting) -> Response:
    return answers.copies(request, "/plans", "plans", await portal.plans(visit))


@router.get(
    "/plans/{planId}",
    response_model=CitizenPlan,
    operation_id="getPlan",
    responses=UNCHANGED,
    summary="Läs en av dina planer",
    description="404 för den som aldrig funnits, inte visas än, inte är din eller är återkallad. 404 for all of these.",
)
async def get_plan(
    request: Request, visit: Visiting, plan_id: Annotated[Id, Path(alias="planId", description="Planens id.")]
) -> Response:
    row = await portal.plan(visit, plan_id)
    links = [answers.link(request, f"/plans/{plan_id}")]
    return answers.document(request, row.body, links, etag=answers.copy_tag([row]))
