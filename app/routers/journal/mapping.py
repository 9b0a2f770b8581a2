"""The mapping (kartläggning). Journal only: the citizen's application has no route, schema or right that reaches it."""

from fastapi import APIRouter, Request, Response

from app.http import answers
from app.http.conditional import etag
from app.http.contract_parts import UNCHANGED
from app.http.queries import Limit, PageNumber, VersionNumber
from app.http.route import GuardedRoute
from app.routers.journal.desk import IfMatch, PlanId, Working
from app.routers.journal.part_routes import list_of
from app.schemas.journal.mapping import MappingIn, MappingOut, MappingVersionOut
from app.services import mapping

router = APIRouter(route_class=GuardedRoute, tags=["mapping"])
PLACE = "/plans/{planId}/mapping"


def _answer(request: Request, content: MappingOut) -> Response:
    links = [answers.link(request, f"/plans/{content.plan_id}/mapping")]
    return answers.document(request, content, links, etag=etag(content.version))


@router.get(
    PLACE,
    response_model=MappingOut,
    operation_id="getMapping",
    responses=UNCHANGED,
    summary="Läs kartläggningen",
    description="För deltagare vars samtycke täcker den; speglas aldrig. For participants whose consent covers it.",
)
async def get_mapping(request: Request, work: Working, plan_id: PlanId) -> Response:
    return _answer(request, await mapping.show(work, plan_id))


@router.put(
    PLACE,
    response_model=MappingOut,
    operation_id="putMapping",
    summary="Skriv kartläggningen",
    description=(
        "Endast samordningsansvarig. Ersätter hela; den första skrivs utan If-Match. "
        "The coordinator alone. Replaces the whole; the first is written without If-Match."
    ),
    openapi_extra={"x-first-write-is-free": True},
)
async def put_mapping(
    request: Request, work: Working, plan_id: PlanId, condition: IfMatch, content: MappingIn
) -> Response:
    return _answer(request, await mapping.write(work, plan_id, content, condition))


@router.get(
    f"{PLACE}/versions",
    response_model=list_of(MappingVersionOut, "versions"),
    operation_id="listMappingVersions",
    summary="Lista kartläggningens versioner",
    description="Vem som skrev och när, nyast först. Who wrote and when, newest first.",
)
async def list_mapping_versions(
    request: Request, work: Working, plan_id: PlanId, page: PageNumber = 1, limit: Limit = 20
) -> Response:
    items, total = await mapping.versions(work, plan_id, page, limit)
    return answers.page(request, f"/plans/{plan_id}/mapping/versions", "versions", items, page, limit, total)


@router.get(
    f"{PLACE}/versions/{{version}}",
    response_model=MappingOut,
    operation_id="getMappingVersion",
    summary="Läs en version av kartläggningen",
    description="Som den skrevs; ingen version ändras. As it was written; no version is ever changed.",
)
async def get_mapping_version(request: Request, work: Working, plan_id: PlanId, version: VersionNumber) -> Response:
    content = await mapping.show(work, plan_id, version)
    links = [answers.link(request, f"/plans/{plan_id}/mapping/versions/{version}")]
    links.append(answers.link(request, f"/plans/{plan_id}/mapping", "latest-version"))
    return answers.document(request, content, links)
