"""Blocks (spärrar): whom the person does not want to read the plan."""

from fastapi import Request, Response

from app.routers.journal.desk import IfMatch, PlanId, Working
from app.routers.journal.part_routes import id_of, part_router
from app.schemas.journal.block import BlockIn, BlockOut, LiftingIn
from app.services import blocks

BlockId = id_of("block")
router = part_router("blocks", "block", BlockOut, lambda work: blocks.BLOCKS, body=BlockIn, sv="spärr", en="block")


@router.put(
    "/plans/{planId}/blocks/{blockId}/lifting",
    status_code=204,
    response_class=Response,
    operation_id="liftBlock",
    summary="Häv spärren",
    description=(
        "Med den enskildes samtycke, som dokumenteras (PDL 4:5). Spärren står kvar, som hävd. "
        "With the person's consent, which is documented. The block stays, as lifted."
    ),
)
async def lift(
    request: Request, work: Working, plan_id: PlanId, part_id: BlockId, condition: IfMatch, content: LiftingIn
) -> Response:
    await blocks.lift(work, plan_id, part_id, content, condition)
    return Response(status_code=204)
