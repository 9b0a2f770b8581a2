"""Versions (versioner) of a plan: the list of them, and the plan whole as each had it."""

from fastapi import APIRouter, Request, Response

from app.http import answers
from app.http.queries import Limit, PageNumber, VersionNumber
from app.http.route import GuardedRoute
from app.routers.journal.desk import PlanId, Working
from app.routers.journal.part_routes import list_of
from app.schemas.journal.plan import PlanOut
from app.schemas.journal.version import VersionOut
from app.services import versions

router = APIRouter(route_class=GuardedRoute, tags=["versions"])


@router.get(
    "/plans/{planId}/versions",
    response_model=list_of(VersionOut, "versions"),
    operation_id="listVersions",
    summary="Lista planens versioner",
    description="Nyast först; varje ändring av planen eller en del är en version. Newest first; every change is one.",
)
async def list_versions(
    request: Request, work: Working, plan_id: PlanId, page: PageNumber = 1, limit: Limit = 20
) -> Response:
    rows, total = await versions.page(work, plan_id, page, limit)
    items = [VersionOut(**{name: row[name] for name in VersionOut.model_fields}) for row in rows]
    return answers.page(request, f"/plans/{plan_id}/versions", "versions", items, page, limit, total)


@router.get(
    "/plans/{planId}/versions/{version}",
    response_model=PlanOut,
    operation_id="getVersion",
    summary="Läs hela planen som den var i en version",
    description=(
        "Det som beräknas är beräknat per den tiden; ingen version ändras. "
        "What is computed is as of then; no version is ever changed."
    ),
)
async def get_version(request: Request, work: Working, plan_id: PlanId, version: VersionNumber) -> Response:
    stood, number = await versions.plan_at(work, plan_id, version=version)
    links = [answers.link(request, f"/plans/{plan_id}/versions/{number}")]
    links.append(answers.link(request, f"/plans/{plan_id}", "latest-version"))
    return answers.document(request, stood, links)
