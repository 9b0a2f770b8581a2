"""The citizen's own consents, by plan."""

from fastapi import APIRouter, Request, Response

from app.http import answers
from app.http.contract_parts import UNCHANGED
from app.http.route import GuardedRoute
from app.routers.citizen.desk import Visiting
from app.schemas.base import Wire
from app.schemas.citizen.consent import CitizenConsents
from app.services.citizen import portal

router = APIRouter(route_class=GuardedRoute, tags=["consents"])


class ConsentsByPlan(Wire):
    """Dina samtycken, plan för plan. Your consents, plan by plan."""

    consents: list[CitizenConsents]


@router.get(
    "/consents",
    response_model=ConsentsByPlan,
    operation_id="listConsents",
    responses=UNCHANGED,
    summary="Läs dina samtycken",
    description=(
        "Även återkallade. Du återkallar ett samtycke hos någon av enheterna i planen. "
        "Withdrawn ones too. You withdraw a consent with any of the plan's units."
    ),
)
async def list_consents(request: Request, visit: Visiting) -> Response:
    return answers.copies(request, "/consents", "consents", await portal.consents(visit))
