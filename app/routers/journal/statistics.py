"""Statistics (statistik) of a principal's plans, by quarter."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from app.http import answers
from app.http.queries import Limit, PageNumber
from app.http.route import GuardedRoute
from app.routers.journal.desk import Working
from app.routers.journal.part_routes import list_of
from app.schemas.journal.statistics import QuarterOut
from app.services import statistics

router = APIRouter(route_class=GuardedRoute, tags=["statistics"])
HOME = "/statistics"


@router.get(
    HOME,
    response_model=list_of(QuarterOut, "quarters"),
    operation_id="listStatistics",
    summary="Läs huvudmannens statistik",
    description=(
        "Kvartal för kvartal, nyast först (scope journal:statistics). Ett kvartal räknas en gång, trettio dagar efter "
        "sitt slut; tal är multiplar av fem och aldrig under fem, och allt annat är summan av visade tal. Quarter by "
        "quarter, newest first. A quarter is counted once, thirty days after its end; figures are multiples of five "
        "and never below five, and all else is the sum of figures that are shown."
    ),
)
async def list_statistics(request: Request, work: Working, page: PageNumber = 1, limit: Limit = 20) -> Response:
    items, total = await statistics.page(work, page, limit)
    return answers.page(request, HOME, "quarters", items, page, limit, total)


@router.get(
    HOME + "/{quarter}",
    response_model=QuarterOut,
    operation_id="getStatistics",
    summary="Läs ett kvartals statistik",
    description="Ett kvartal som inte är räknat finns inte. A quarter that is not counted is not there.",
)
async def get_statistics(
    request: Request,
    work: Working,
    quarter: Annotated[str, Path(description="Kvartalet, som `2026-q3`. The quarter.", examples=["2026-q3"])],
) -> Response:
    links = [answers.link(request, f"{HOME}/{quarter}"), answers.link(request, HOME, "collection")]
    return answers.document(request, await statistics.show(work, quarter), links)
