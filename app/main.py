"""The parts meet here: two APIs, each an application with a contract of its own, mounted in one outer application.

`/journal/v1` for record systems, `/citizen/v1` for the citizen portal; `/livez`, `/readyz`, the guide, the pages that
explain problems, and the calendars that programs fetch (with the record systems' API) stand outside both. Either API
can be served alone: a process that serves only the citizen's opens no connection to the plans.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from functools import cache
from typing import Any, Literal

from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from app import keys, tending
from app.db import Database
from app.http import about, binding, contract, docs, guide, issuers, methods, problems, tokens
from app.http.deprecation import Deprecation
from app.http.limits import AddressLimit, Limits, Room
from app.http.posting import Poster
from app.http.trace import Trace
from app.relay import Relay
from app.routers import api_info, citizen, journal
from app.routers.journal.calendar_feed import calendar_feed
from app.schemas.api_info import ApiStatus
from app.services.sequencing import Sequencer
from app.settings import Settings

Api = Literal["both", "journal", "citizen"]
VERSION, RELEASED = "1.0.0", date(2026, 11, 23)


def api(
    name: Literal["journal", "citizen"],
    routers: tuple[APIRouter, ...],
    *,
    version: str = VERSION,
    released: date = RELEASED,
    status: ApiStatus = "active",
    deprecation: Deprecation | None = None,
) -> FastAPI:
    """A version of one of the two APIs, with nothing behind it yet: enough to generate its contract.

    Its life cycle: `documentation/life-cycle.md`.
    """
    major = version.split(".")[0]
    if (major == "0") != (status in ("alpha", "beta")):
        raise ValueError("a version that is not finished has the major version 0, and no other has (VER.11, VER.12)")
    if (status == "deprecated") != (deprecation is not None):
        raise ValueError("a deprecated version, and no other, has its deprecation declared")
    home = f"https://sip.example.se/{name}/v{major}"
    app = FastAPI(
        title=f"SIP {name}",
        version=version,
        description=about.ABOUT[name],
        servers=[{"url": home, "description": "Adressen sätts av den som driver tjänsten. Set by the operator."}],
        terms_of_service="https://sip.example.se/terms",
        license_info={"name": "Enligt avtal. By agreement.", "url": "https://sip.example.se/licence"},
        openapi_url=None,
        redirect_slashes=False,
        # Tracing is our own (`http.trace`); FastAPI's would be looked for on every request.
        telemetry={"tracing": False, "metrics": False},
    )
    app.state.name, app.state.side = f"sip-{name}", name
    app.state.released, app.state.status, app.state.deprecation = released, status, deprecation
    app.state.info, app.state.scopes = about.INFO, about.scopes(name)
    app.state.external_docs = {"description": "Dokumentation. Documentation.", "url": f"{home}/docs"}
    for router in (*routers, api_info.router):
        app.include_router(router)
    # Generated once, when it is first asked for: it takes a second.
    app.openapi = cache(lambda: contract.generate(app))  # type: ignore[method-assign]
    docs.install(app)
    problems.install(app, tokens.CHALLENGES)
    return app


def journal_api() -> FastAPI:
    return api("journal", journal.ROUTERS)


def citizen_api() -> FastAPI:
    return api("citizen", citizen.ROUTERS)


async def _livez(_request: Request) -> Response:
    return JSONResponse({"status": "alive"})


async def _readyz(request: Request) -> Response:
    """Ready when the database answers; otherwise the handlers make it a 503 problem."""
    await request.app.state.database.answers()
    return JSONResponse({"status": "ready"})


def applications(which: Api) -> dict[str, FastAPI]:
    """What is served, by its root: the present version of each API."""
    made = {"journal": journal_api, "citizen": citizen_api}
    return {f"/{name}/v1": make() for name, make in made.items() if which in ("both", name)}


def build(
    settings: Settings,
    which: Api = "both",
    gave_up: Callable[[Exception], None] = lambda _error: None,
    *,
    apis: Mapping[str, FastAPI] | None = None,
    poster: Callable[[Settings], Poster] = Poster,
    now: Callable[[], datetime] | None = None,
    opens: Callable[[Database], None] = lambda _database: None,
) -> ASGIApp:
    """The whole service. Refuses to be built without keys, without issuers, or in development beyond loopback.

    `gave_up` hears why a start that was begun was not carried through; a server shows it as a traceback only. `apis`:
    other applications by their roots, such as a second version beside the first. `poster` makes what sends webhooks.
    `now` is what time it is for what is done without a request, if not the real time; `opens` hears of the database.
    """
    if settings.development:
        binding.require_loopback(settings)
    if not settings.development and settings.database_url and not settings.citizen_database_url:
        raise RuntimeError(
            "production needs SIP_CITIZEN_DATABASE_URL: the citizen's side logs in with a role of its own"
        )
    if not settings.development and not all(
        one.startswith("https://") for one in (settings.public_url or "https://", *settings.gateway_urls)
    ):
        raise RuntimeError("production is published by https alone: see SIP_PUBLIC_URL and SIP_GATEWAY_URLS")
    said = about.operator_says(settings.about_file)
    ring = keys.load(settings)
    # The citizen's side changes nothing by itself, and seals nothing.
    sealing = None if which == "citizen" else keys.load_sealing(settings)
    authenticate = tokens.make_authenticate(tokens.Verifier(issuers.load(settings, ring)))
    served = dict(apis or applications(which))
    sides = {app.state.side for app in served.values()}

    async def opened() -> Database:
        """The database, when its walls stand and its word holds; closed again when not."""
        database = Database(settings, journal="journal" in sides, citizen="citizen" in sides)
        try:
            await database.check_walls()
            await database.check_durable()
        except BaseException:
            await database.dispose()
            raise
        return database

    def beside(database: Database, sequencer: Sequencer) -> list[Coroutine[Any, Any, None]]:
        """What the service does without being asked. The citizen's side alone does nothing of it."""
        if sealing is None:
            return []
        found = [*tending.loops(database, ring, sealing, settings.seals, now), sequencer.run()]
        if settings.relay:
            found.append(Relay(database.upkeep, ring, poster(settings), **({"now": now} if now else {})).run())
        return found

    @asynccontextmanager
    async def lifespan(outer: Starlette) -> AsyncIterator[None]:
        try:
            database = await opened()
        except Exception as error:
            gave_up(error)
            raise
        opens(database)
        for app in served.values():
            # FastAPI gathers the routes when one is first looked for; no caller shall wait for it.
            list(iter_route_contexts(app.router.routes))
        sequencer = Sequencer(database.upkeep)
        tasks = [asyncio.create_task(one) for one in beside(database, sequencer)]
        try:
            for app in (outer, *served.values()):
                app.state.database, app.state.sequencer = database, sequencer
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await database.dispose()

    rates = {"journal": settings.journal_rate, "citizen": settings.citizen_rate}
    # Two versions of one API share its bounds.
    limits = {name: Limits(settings, rates[name]) for name in sides}
    outer = Starlette(
        routes=[
            Route("/livez", _livez),
            Route("/readyz", _readyz),
            *problems.problem_pages,
            *guide.routes(served),
            *([calendar_feed] if "journal" in sides else []),
            *(Mount(root, app) for root, app in served.items()),
        ],
        lifespan=lifespan,
        middleware=[
            Middleware(Room, limits={root: limits[app.state.side] for root, app in served.items()}),
            Middleware(AddressLimit, settings=settings),
        ],
    )
    methods.no_redirects(outer)
    problems.install(outer)
    for app in (outer, *served.values()):
        app.state.settings, app.state.keys, app.state.authenticate = settings, ring, authenticate
    for app in served.values():
        app.state.limits, app.state.operator_says = limits[app.state.side], said
    if "journal" in sides:
        # Calendars are fetched outside both, and are the record systems' work.
        outer.state.limits = limits["journal"]
    return Trace(outer, settings)
