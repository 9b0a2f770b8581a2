"""`/api-info`, public, in both APIs."""

from fastapi import APIRouter, Request, Response

from app.http import answers
from app.http.problems import base_url
from app.http.route import GuardedRoute
from app.schemas.api_info import ApiInfo

router = APIRouter(route_class=GuardedRoute, tags=["api-info"])


@router.get(
    "/api-info",
    response_model=ApiInfo,
    operation_id="getApiInfo",
    summary="Om API:et",
    description="Namn, version, status och var dokumentationen finns. Name, version, status and documentation.",
    openapi_extra={"security": []},
)
async def get_api_info(request: Request) -> Response:
    info = ApiInfo(
        api_name=request.app.state.name,
        api_version=request.app.version,
        api_released=request.app.state.released,
        api_documentation=answers.address(request, "/docs"),
        api_status=request.app.state.status,
    )
    headers = {"Cache-Control": "public, max-age=300"}
    links = [answers.link(request, "/api-info")]
    if ending := request.app.state.deprecation:
        links.append(
            {"href": f"{base_url(request.scope)}{ending.successor}", "rel": "successor-version", "method": "GET"}
        )
    return answers.document(request, info, links, headers=headers)
