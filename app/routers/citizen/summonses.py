"""The citizen's own summonses, by plan."""

from fastapi import APIRouter, Request, Response

from app.http import answers
from app.http.contract_parts import UNCHANGED
from app.http.route import GuardedRoute
from app.routers.citizen.desk import Visiting
from app.schemas.base import Wire
from app.schemas.citizen.summons import CitizenSummonses
from app.services.citizen import portal

router = APIRouter(route_class=GuardedRoute, tags=["summonses"])


class SummonsesByPlan(Wire):
    """Dina kallelser, plan för plan. Your summonses, plan by plan."""

    summonses: list[CitizenSummonses]


@router.get(
    "/summonses",
    response_model=SummonsesByPlan,
    operation_id="listSummonses",
    responses=UNCHANGED,
    summary="Läs dina kallelser",
    description=(
        "När, var, varför och vilka som är kallade, så länge ditt samtycke till SIP gäller; också innan planen är "
        "upprättad. When, where, why and who is called, while your SIP consent is in force; before the plan is "
        "established, too."
    ),
)
async def list_summonses(request: Request, visit: Visiting) -> Response:
    return answers.copies(request, "/summonses", "summonses", await portal.summonses(visit))
