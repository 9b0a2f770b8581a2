"""Emergency access (nödöppning): opening a plan without consent, reading it, and seeing that it was opened."""

from typing import Annotated

from fastapi import Path, Request, Response

from app.http import answers
from app.routers.journal.desk import Creating, Working
from app.routers.journal.part_routes import created, part_router
from app.schemas.base import Wire
from app.schemas.journal.emergency_access import EmergencyAccessIn, EmergencyAccessOut
from app.schemas.journal.plan import PlanOut
from app.schemas.types import Id
from app.services import emergency_accesses, reading
from app.services.parts import part_of
from app.services.plan_views import whole

AccessId = Annotated[Id, Path(alias="emergencyAccessId", description="Nödöppningens id. The emergency access's id.")]
router = part_router(
    "emergency-accesses",
    "emergencyAccess",
    EmergencyAccessOut,
    lambda work: emergency_accesses.EMERGENCY_ACCESSES,
    sv="nödöppning",
    en="emergency access",
)


@router.post(
    "/emergency-accesses",
    response_model=EmergencyAccessOut,
    status_code=201,
    operation_id="openEmergencyAccess",
    summary="Nödöppna en plan",
    description=(
        "Av den som har rätten (scope journal:emergency, ändamål Nödöppning), om tjänsten tillåter det; med skäl, en "
        "timme. Den enskilde och de som har planen får veta det. Location är där planen läses. By whoever has the "
        "right, if the service allows it; with a reason, for an hour. She and those who have the plan are told. "
        "Location is where the plan is read."
    ),
)
async def open_access(request: Request, work: Creating, content: EmergencyAccessIn) -> Response:
    changed, part_id = await emergency_accesses.open_plan(work, content)

    def make() -> tuple[Wire, int]:
        part = part_of(changed.plan, "emergency_accesses", part_id)
        return EmergencyAccessOut.model_validate(part), part.version

    return await created(request, work, changed, f"/emergency-accesses/{part_id}/plan", make)


@router.get(
    "/emergency-accesses/{emergencyAccessId}/plan",
    response_model=PlanOut,
    operation_id="getPlanInEmergency",
    summary="Läs planen som du har nödöppnat",
    description=(
        "Hela planen utom kartläggningen, så länge nödöppningen varar; vad andra enheter har att göra i tid står inte "
        "där. Varje läsning loggas som nödöppning. The whole plan but the mapping, while the access lasts; what is "
        "due of other units is not there. Each reading is logged as one."
    ),
)
async def get_plan(request: Request, work: Working, access_id: AccessId) -> Response:
    plan = await reading.read_in_emergency(work, access_id)
    links = [answers.link(request, f"/emergency-accesses/{access_id}/plan")]
    return answers.document(request, await whole(plan, work), links)
