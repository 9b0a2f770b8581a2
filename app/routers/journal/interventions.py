"""Interventions (insatser) of a plan, and their statuses."""

from fastapi import Request, Response

from app.http import answers
from app.http.queries import Limit, PageNumber
from app.routers.journal.desk import Creating, PlanId, Working
from app.routers.journal.part_routes import created, id_of, list_of, part_router
from app.schemas.base import Wire
from app.schemas.journal.intervention import InterventionIn, InterventionOut, InterventionPatch, StatusIn, StatusOut
from app.services import interventions
from app.services.parts import part_of

InterventionId = id_of("intervention")
router = part_router(
    "interventions",
    "intervention",
    InterventionOut,
    lambda work: interventions.INTERVENTIONS,
    body=InterventionIn,
    patch=InterventionPatch,
    adding=interventions.beginning,
    sv="insats",
    en="intervention",
)
PLACE = "/plans/{planId}/interventions/{interventionId}/statuses"


@router.get(
    PLACE,
    response_model=list_of(StatusOut, "statuses"),
    operation_id="listInterventionStatuses",
    summary="Lista insatsens statusar",
    description="Äldst först; ingen ändras någonsin. Oldest first; none is ever changed.",
)
async def list_statuses(
    request: Request, work: Working, plan_id: PlanId, part_id: InterventionId, page: PageNumber = 1, limit: Limit = 20
) -> Response:
    items, total = await interventions.statuses(work, plan_id, part_id, page, limit)
    path = f"/plans/{plan_id}/interventions/{part_id}/statuses"
    return answers.page(request, path, "statuses", items, page, limit, total)


@router.post(
    PLACE,
    response_model=StatusOut,
    status_code=201,
    operation_id="addInterventionStatus",
    summary="Sätt en ny status",
    description="Den ansvariga enheten, eller den som driver planen. By the responsible unit, or who drives the plan.",
)
async def add_status(
    request: Request, work: Creating, plan_id: PlanId, part_id: InterventionId, content: StatusIn
) -> Response:
    changed, status_id = await interventions.add_status(work, plan_id, part_id, content)

    def make() -> tuple[Wire, int]:
        status = part_of(changed.plan, "intervention_statuses", status_id)
        return StatusOut.model_validate(status), status.version

    return await created(request, work, changed, f"/plans/{plan_id}/interventions/{part_id}/statuses", make)
