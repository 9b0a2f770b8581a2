"""A small application over the edge's parts, built as the service is: an outer one and one mounted in it."""

import asyncio
import socket
import time
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount

from app.domain.policy import OUT_OF_REACH
from app.domain.refusal import Conflict, Finding, Unauthenticated, Unavailable, Unreachable
from app.domain.requirements import MEETING, MISSING
from app.http import conditional, docs, methods, problems
from app.http.queries import Limit, PageNumber
from app.http.route import GuardedRoute
from app.http.rules import UNAVAILABLE
from app.http.tokens import CHALLENGES, NOT_LOGGED_IN, TOKEN_NOT_VALID
from app.http.trace import Trace
from app.settings import Settings

SETTINGS = Settings(
    mode="development", body_bytes=100_000, header_bytes=8_192, header_seconds=0.6, body_seconds=0.6, public_url=""
)
TOKEN = {"Authorization": "Bearer x"}
PERSON = "199707119880"


class Goal(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    title: str = Field(max_length=50)
    weight: int | None = None


class Plan(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    title: str
    goals: list[Goal] = []
    number: int | None = None


class Filters(BaseModel):
    status_name: str = Field("", alias="statusName")


async def authenticate(request: Request) -> str:
    if "authorization" not in request.headers:
        raise Unauthenticated(NOT_LOGGED_IN)
    if request.headers["authorization"] == "Bearer bad":
        raise Unauthenticated(TOKEN_NOT_VALID)
    return "somebody"


async def region(region: str = "") -> str:
    return region


def journal() -> FastAPI:
    app = FastAPI(title="Journal", openapi_url=None, redirect_slashes=False)
    router = APIRouter(route_class=GuardedRoute)

    @router.get("/api-info", openapi_extra={"security": []})
    async def info() -> dict[str, str]:
        return {}

    @router.get("/plans")
    async def plans(page: PageNumber = 1, limit: Limit = 20) -> dict[str, int]:
        return {"page": page, "limit": limit}

    @router.post("/plans", status_code=201)
    async def create(plan: Plan, request: Request) -> dict[str, str]:
        return {"actor": request.state.actor}

    @router.get("/plans/{planId}")
    async def plan(planId: str) -> Response:
        if planId == "there":
            return Response(status_code=204)
        raise Unreachable(MEETING)

    @router.patch("/plans/{planId}")
    async def change(plan: Plan, if_match: Annotated[str | None, Header()] = None) -> dict[str, str]:
        conditional.precondition(if_match).require(3)
        return {}

    @router.delete("/plans/{planId}")
    async def delete() -> None:
        raise Conflict(MISSING, Finding(MEETING, "/meetings"))

    @router.get("/busy")
    async def busy() -> None:
        raise Unavailable(UNAVAILABLE, 7)

    @router.get("/broken")
    async def broken() -> None:
        raise RuntimeError(PERSON)

    @router.get("/stuck")
    async def stuck() -> None:
        raise TimeoutError(PERSON)

    @router.get("/filtered")
    async def filtered(filters: Annotated[Filters, Query()]) -> dict[str, str]:
        return {"name": filters.status_name}

    @router.get("/documents", response_class=HTMLResponse)
    async def document() -> str:
        return "<p>"

    @router.get("/slow")
    async def slow() -> dict[str, str]:
        await asyncio.sleep(1.5)
        return {}

    app.include_router(router, prefix="/inner", dependencies=[Depends(region)])
    app.include_router(router)
    app.state.settings, app.state.authenticate = SETTINGS, authenticate
    docs.install(app)
    problems.install(app, {TOKEN_NOT_VALID.id: CHALLENGES[TOKEN_NOT_VALID.id]})
    return app


def whole() -> Trace:
    outer = Starlette(routes=[Mount("/journal/v1", journal()), *problems.problem_pages])
    methods.no_redirects(outer)
    problems.install(outer)
    assert OUT_OF_REACH.id in problems.catalogue()
    return Trace(outer, SETTINGS)


def talk(address: tuple[str, int], *parts: bytes, wait: float = 5, pause: float = 0) -> bytes:
    """Sends the parts and returns all that comes back until the server closes (or `wait` is over)."""
    with socket.create_connection(address, timeout=wait) as connection:
        for part in parts:
            try:
                connection.sendall(part)
            except OSError:
                break
            time.sleep(pause)
        got = b""
        try:
            while chunk := connection.recv(65536):
                got += chunk
        except OSError:
            got += b"<still open>" if not got else b""
        return got
