"""Deviations (avvikelser) of a plan, and the steps of their handling."""

from fastapi import Request, Response

from app.routers.journal.desk import Creating, PlanId
from app.routers.journal.part_routes import created, id_of, part_router
from app.schemas.base import Wire
from app.schemas.journal.deviation import DeviationIn, DeviationOut, StepIn, StepOut
from app.services import deviations
from app.services.parts import part_of

DeviationId = id_of("deviation")
router = part_router(
    "deviations",
    "deviation",
    DeviationOut,
    lambda work: deviations.DEVIATIONS,
    body=DeviationIn,
    sv="avvikelse",
    en="deviation",
)


@router.post(
    "/plans/{planId}/deviations/{deviationId}/steps",
    response_model=StepOut,
    status_code=201,
    operation_id="addDeviationStep",
    summary="Ta ett steg i avvikelsens hantering",
    description=(
        "Av den enhet som rapporterade eller den som avvikelsen gäller; för en som inte kommer åt planen registrerar "
        "samordningsansvarig vad den sagt. Avslutas när båda har svarat, också sedan planen avslutats. "
        "By the unit that reported or the one that it concerns; for one that does not come at the plan the coordinator "
        "registers what it has said. Closed when both have answered, also after the plan has closed."
    ),
)
async def add_step(
    request: Request, work: Creating, plan_id: PlanId, part_id: DeviationId, content: StepIn
) -> Response:
    changed, step_id = await deviations.take_step(work, plan_id, part_id, content)

    def make() -> tuple[Wire, int]:
        step = part_of(changed.plan, "deviation_steps", step_id)
        return StepOut.model_validate(step), step.version

    return await created(request, work, changed, f"/plans/{plan_id}/deviations/{part_id}", make)
