"""A small application over the edge's parts, built as the service is: an outer one and one mounted in it."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import uvicorn
from fastapi import APIRouter, Depends, FastAPI, Header, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route

from app.domain.actor import System
from app.domain.policy import OUT_OF_REACH
from app.domain.refusal import Conflict, Finding, Unauthenticated, Unavailable, Unreachable
from app.domain.requirements import MEETING, MISSING
from app.http import conditional, docs, guide, methods, problems
from app.http.limits import AddressLimit, Limits
from app.http.protocol import bounded_protocol
from app.http.queries import Limit, PageNumber
from app.http.route import GuardedRoute
from app.http.rules import UNAVAILABLE
from app.http.tokens import CHALLENGES, NOT_LOGGED_IN, TOKEN_NOT_VALID
from app.http.trace import Trace
from app.settings import Settings

# The other tests of this folder send more than any client would.
UNHURRIED = {"journal_rate": 1e6, "address_rate": 1e6}
SETTINGS = Settings(
    **UNHURRIED,
    mode="development",
    body_bytes=100_000,
    header_bytes=8_192,
    header_seconds=0.6,
    body_seconds=0.6,
    public_url="",
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


async def authenticate(request: Request) -> System:
    if "authorization" not in request.headers:
        raise Unauthenticated(NOT_LOGGED_IN)
    if request.headers["authorization"] == "Bearer bad":
        raise Unauthenticated(TOKEN_NOT_VALID)
    return System(client=request.headers["authorization"], scopes=frozenset())


async def region(region: str = "") -> str:
    return region


def journal(settings: Settings) -> FastAPI:
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
        return {"actor": request.state.actor.client}

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

    @router.get("/long")
    async def long() -> Response:
        return Response(b"x" * 30_000_000)

    app.include_router(router, prefix="/inner", dependencies=[Depends(region)])
    app.include_router(router)
    app.state.settings, app.state.authenticate = settings, authenticate
    app.state.limits = Limits(settings, settings.journal_rate)
    docs.install(app)
    problems.install(app, {TOKEN_NOT_VALID.id: CHALLENGES[TOKEN_NOT_VALID.id]})
    return app


async def alive(_request: Request) -> Response:
    return Response("alive")


def whole(settings: Settings = SETTINGS) -> Trace:
    outer = Starlette(
        routes=[
            Route("/livez", alive),
            Route("/readyz", alive),
            Mount("/journal/v1", journal(settings)),
            *problems.problem_pages,
            *guide.routes(["/journal/v1"]),
        ],
        middleware=[Middleware(AddressLimit, settings=settings)],
    )
    methods.no_redirects(outer)
    problems.install(outer)
    assert OUT_OF_REACH.id in problems.catalogue()
    return Trace(outer, settings)


@contextmanager
def served(settings: Settings) -> Iterator[tuple[str, int]]:
    """The application on a socket, until the block ends."""
    protocol = bounded_protocol(settings)
    server = uvicorn.Server(
        uvicorn.Config(
            whole(settings), port=0, http=protocol, log_config=None, ws="none", lifespan="off", proxy_headers=False
        )
    )
    listening = socket.create_server(("127.0.0.1", 0), backlog=1000)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield listening.getsockname()
    server.should_exit = True
    thread.join(10)


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
