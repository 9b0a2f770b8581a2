"""Hand-overs (överlämningar) of the coordinator's task, and their acceptance."""

from fastapi import Request, Response

from app.http import answers
from app.http.conditional import etag
from app.routers.journal.desk import IfMatch, PlanId, Working
from app.routers.journal.part_routes import id_of, part_router
from app.schemas.journal.handover import AcceptanceIn, HandoverIn, HandoverOut
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
    changed = await handovers.accept(work, plan_id, part_id, content, condition)
    part = part_of(changed.plan, "handovers", part_id)
    links = [answers.link(request, f"/plans/{plan_id}/handovers/{part_id}")]
    return answers.document(request, HandoverOut.model_validate(part), links, etag=etag(part.version))
