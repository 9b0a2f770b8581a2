"""Take-overs (övertaganden) of orphaned plans."""

from fastapi import Request, Response

from app.routers.journal.desk import Creating, PlanId
from app.routers.journal.part_routes import created, part_router
from app.schemas.base import Wire
from app.schemas.journal.takeover import TakeoverIn, TakeoverOut
from app.services import takeovers
from app.services.parts import part_of

router = part_router(
    "takeovers", "takeover", TakeoverOut, lambda work: takeovers.TAKEOVERS, sv="övertagande", en="take-over"
)


@router.post(
    "/plans/{planId}/takeovers",
    response_model=TakeoverOut,
    status_code=201,
    operation_id="takeOverPlan",
    summary="Ta över en övergiven plan",
    description=(
        "Av den som har rätten (scope journal:takeover) hos samordningsansvarigs huvudman; med skäl, som loggas. Att "
        "planen är övergiven prövas inte. Den som tar över blir samordningsansvarig. By whoever has the right (scope "
        "journal:takeover) at the coordinator's principal; with a reason, which is logged. That the plan is orphaned "
        "is not tested. The caller becomes the coordinator."
    ),
)
async def take_over(request: Request, work: Creating, plan_id: PlanId, content: TakeoverIn) -> Response:
    changed, part_id = await takeovers.take_over(work, plan_id, content)

    def make() -> tuple[Wire, int]:
        part = part_of(changed.plan, "takeovers", part_id)
        return TakeoverOut.model_validate(part), part.version

    return await created(request, work, changed, f"/plans/{plan_id}/takeovers/{part_id}", make)
