"""A unit's own agreed interventions (överenskomna insatser), for its own record."""

from fastapi import APIRouter, Request, Response

from app.http import answers
from app.http.route import GuardedRoute
from app.routers.journal.desk import PlanId, Working
from app.schemas.journal.agreed import AgreedOut
from app.services import agreed

router = APIRouter(route_class=GuardedRoute, tags=["interventions"])


@router.get(
    "/plans/{planId}/agreed-interventions",
    response_model=AgreedOut,
    operation_id="getAgreedInterventions",
    summary="Läs den egna enhetens överenskomna insatser",
    description=(
        "Som kort text och som data, att föra in i enhetens egen journal. "
        "As a short text and as data, for the unit's own record."
    ),
)
async def get_agreed_interventions(request: Request, work: Working, plan_id: PlanId) -> Response:
    content = await agreed.show(work, plan_id)
    return answers.document(request, content, [answers.link(request, f"/plans/{plan_id}/agreed-interventions")])
