"""Hand-overs (överlämningar) of the coordinator's task, and their answers."""

from uuid import UUID

from fastapi import Request, Response

from app.domain.plan import Plan
from app.http import answers
from app.http.conditional import etag
from app.routers.journal.desk import IfMatch, PlanId, Working
from app.routers.journal.part_routes import id_of, part_router
from app.schemas.journal.handover import AcceptanceIn, HandoverIn, HandoverOut, HandoverWithdrawalIn, RefusalIn
from app.services import handovers
from app.services.parts import part_of

HandoverId = id_of("handover")
router = part_router(
    "handovers",
    "handover",
    HandoverOut,
    lambda work: handovers.HANDOVERS,
    body=HandoverIn,
    sv="överlämning",
    en="hand-over",
)


def _answer(request: Request, plan: Plan, part_id: UUID) -> Response:
    part = part_of(plan, "handovers", part_id)
    links = [answers.link(request, f"/plans/{plan.id}/handovers/{part_id}")]
    return answers.document(request, HandoverOut.model_validate(part), links, etag=etag(part.version))


@router.put(
    "/plans/{planId}/handovers/{handoverId}/acceptance",
    response_model=HandoverOut,
    operation_id="acceptHandover",
    summary="Ta över samordningen",
    description="Den tillfrågade, och ingen annan. The person who was asked, and nobody else.",
)
async def accept(
    request: Request, work: Working, plan_id: PlanId, part_id: HandoverId, condition: IfMatch, content: AcceptanceIn
) -> Response:
    return _answer(request, (await handovers.accept(work, plan_id, part_id, content, condition)).plan, part_id)


@router.put(
    "/plans/{planId}/handovers/{handoverId}/refusal",
    status_code=204,
    response_class=Response,
    operation_id="refuseHandover",
    summary="Avböj samordningen",
    description="Den tillfrågade, som därefter inte når planen. The person asked, who then no longer reaches the plan.",
)
async def refuse(
    request: Request, work: Working, plan_id: PlanId, part_id: HandoverId, condition: IfMatch, content: RefusalIn
) -> Response:
    await handovers.refuse(work, plan_id, part_id, content, condition)
    return Response(status_code=204)


@router.put(
    "/plans/{planId}/handovers/{handoverId}/withdrawal",
    response_model=HandoverOut,
    operation_id="withdrawHandover",
    summary="Ta tillbaka överlämningen",
    description="Samordningsansvarig, innan någon svarat. The coordinator, before it is answered.",
)
async def withdraw(
    request: Request,
    work: Working,
    plan_id: PlanId,
    part_id: HandoverId,
    condition: IfMatch,
    content: HandoverWithdrawalIn,
) -> Response:
    return _answer(request, (await handovers.withdraw(work, plan_id, part_id, content, condition)).plan, part_id)
