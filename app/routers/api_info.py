"""`/api-info`, public, in both APIs."""

from datetime import date

from fastapi import APIRouter, Request, Response

from app.http import answers
from app.http.route import GuardedRoute
from app.schemas.api_info import ApiInfo

RELEASED = date(2026, 11, 23)
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
        api_released=RELEASED,
        api_documentation=answers.address(request, "/docs"),
        api_status="active",
    )
    headers = {"Cache-Control": "public, max-age=300"}
    return answers.document(request, info, [answers.link(request, "/api-info")], headers=headers)
