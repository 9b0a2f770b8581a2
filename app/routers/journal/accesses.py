"""Accesses (åtkomster) to a plan."""

from fastapi import APIRouter, Request, Response

from app.http import answers
from app.http.queries import Limit, PageNumber
from app.http.route import GuardedRoute
from app.routers.journal.desk import PlanId, Working
from app.routers.journal.part_routes import list_of
from app.schemas.journal.access import AccessOut
from app.services import accesses

router = APIRouter(route_class=GuardedRoute, tags=["accesses"])


@router.get(
    "/plans/{planId}/accesses",
    response_model=list_of(AccessOut, "accesses"),
    operation_id="listAccesses",
    summary="Lista åtkomster till planen",
    description="Nyast först; den här läsningen loggas också. Newest first; this reading is logged too.",
)
async def list_accesses(
    request: Request, work: Working, plan_id: PlanId, page: PageNumber = 1, limit: Limit = 20
) -> Response:
    rows, total = await accesses.page(work, plan_id, page, limit)
    items = [AccessOut(**{name: row[name] for name in AccessOut.model_fields}) for row in rows]
    return answers.page(request, f"/plans/{plan_id}/accesses", "accesses", items, page, limit, total)
