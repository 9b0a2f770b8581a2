"""Who has read or changed the citizen's plans."""

from fastapi import APIRouter, Request, Response

from app.http import answers
from app.http.queries import Limit, PageNumber
from app.http.route import GuardedRoute
from app.routers.citizen.desk import Visiting
from app.schemas.base import Wire
from app.schemas.citizen.access import CitizenAccess
from app.services.citizen import portal

router = APIRouter(route_class=GuardedRoute, tags=["accesses"])


class CitizenAccessList(Wire):
    """En sida av åtkomsterna. A page of the accesses."""

    accesses: list[CitizenAccess]


@router.get(
    "/accesses",
    response_model=CitizenAccessList,
    operation_id="listAccesses",
    summary="Se vem som har läst din plan",
    description="Enhet, tid och ändamål, nyast först (PDL 8:5). Unit, time and purpose, newest first.",
)
async def list_accesses(request: Request, visit: Visiting, page: PageNumber = 1, limit: Limit = 20) -> Response:
    items, total = await portal.accesses(visit, page, limit)
    return answers.page(request, "/accesses", "accesses", items, page, limit, total)
