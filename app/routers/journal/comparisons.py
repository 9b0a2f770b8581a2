"""Comparisons (jämförelser) of two versions of a plan."""

from fastapi import APIRouter, Request, Response

from app.http import answers
from app.http.queries import EarlierVersion, LaterVersion
from app.http.route import GuardedRoute
from app.routers.journal.desk import PlanId, Working
from app.schemas.journal.comparison import ComparisonOut
from app.services import comparisons

router = APIRouter(route_class=GuardedRoute, tags=["versions"])


@router.get(
    "/plans/{planId}/comparisons",
    response_model=ComparisonOut,
    operation_id="compareVersions",
    summary="Jämför två versioner av planen",
    description=(
        "Fält för fält, i ord; utan frågeparametrar den senaste ändringen. "
        "Field by field, in words; without query parameters the latest change."
    ),
)
async def compare_versions(
    request: Request,
    work: Working,
    plan_id: PlanId,
    earlier: EarlierVersion = None,
    later: LaterVersion = None,
) -> Response:
    content = await comparisons.show(work, plan_id, earlier, later)
    query = f"from={content.earlier}&to={content.later}"
    links = [answers.link(request, f"/plans/{plan_id}/comparisons?{query}")]
    places = {"predecessor-version": content.earlier, "successor-version": content.later}
    links += [answers.link(request, f"/plans/{plan_id}/versions/{number}", rel) for rel, number in places.items()]
    return answers.document(request, content, links)
