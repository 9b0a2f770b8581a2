"""The feed of events (händelser): what has happened to the plans that the caller may know of, in the order of commits.

No transaction stands around this operation, as it does around the others: whoever waits must hold none. Each read of
the feed has one of its own, with its entry in the log.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BeforeValidator

from app.domain.actor import WRONG_KIND, Citizen, System
from app.domain.event import NO_UNITS
from app.domain.refusal import Forbidden
from app.http import answers, clock, problems, waiting
from app.http.contract_parts import GONE
from app.http.queries import whole
from app.http.route import GuardedRoute
from app.schemas.journal.event import EventPageOut
from app.services import audit, events
from app.services.events import Follower

router = APIRouter(route_class=GuardedRoute, tags=["events"])
PATH = "/events"


async def _following(request: Request) -> AsyncIterator[Follower]:
    """Who follows; a denial is logged. A system that is bound to no unit is nobody here, as it is everywhere."""
    actor, state = request.state.actor, request.app.state
    received_at, trace_id = datetime.now(UTC), problems.trace_id(request.scope)
    if isinstance(actor, Citizen) or (isinstance(actor, System) and not actor.units):
        kind, why = ("citizen", WRONG_KIND) if isinstance(actor, Citizen) else ("system", NO_UNITS)
        async with state.database.journal() as connection:
            await audit.record_wrong_kind(connection, actor, kind, "journal", received_at, trace_id, why)
        raise Forbidden(why)
    try:
        events.require_right(actor)
    except Forbidden as refusal:
        async with state.database.journal() as connection:
            await audit.record_feed(connection, actor, received_at, trace_id, refusal.rule.id)
        raise
    began = clock.now(request)
    yield Follower(
        begin=state.database.journal,
        sequencer=state.sequencer,
        keys=state.keys,
        actor=actor,
        # While it waits, time goes on, the moved one too.
        now=lambda: began + (datetime.now(UTC) - received_at),
        received_at=received_at,
        trace_id=trace_id,
        kept=timedelta(days=state.settings.event_days),
    )


After = Annotated[
    str | None,
    Query(
        max_length=300,
        description=(
            "Markören från förra svaret; utan den börjar du med de äldsta. "
            "The last answer's cursor; without it you begin with the oldest."
        ),
    ),
]
Most = Annotated[int, Query(ge=1, le=1000, description="Antal händelser. How many events."), BeforeValidator(whole)]
Wait = Annotated[
    int,
    Query(ge=0, le=30, description="Sekunder att vänta på nya händelser. Seconds to wait for new events."),
    BeforeValidator(whole),
]


@router.get(
    PATH,
    response_model=EventPageOut,
    operation_id="listEvents",
    responses=GONE,
    summary="Följ vad som händer planerna",
    description=(
        "I den ordning de blev till, ingen utelämnad: alla händelser i planer som du läser, och den genom vilken en "
        "plan lämnade din räckvidd. Bara identitet; hämta planen för innehållet. Följ `next`, gärna med `wait`. För "
        "personal, och för system (scope events:read) vars åtkomstintyg namnger enheter. In the order of commits, none "
        "left out: every event of plans that you read, and the one by which a plan left your reach. Identity alone; "
        "fetch the plan for its content. Follow `next`, preferably with `wait`. For staff, and for systems (scope "
        "events:read) whose token names units."
    ),
)
async def list_events(
    request: Request,
    follower: Annotated[Follower, Depends(_following, scope="function")],
    after: After = None,
    limit: Most = 100,
    wait: Wait = 0,
) -> Response:
    found = await events.page(follower, after, limit, waiting.until(request, wait) if wait else None)
    last = answers.link(request, _path(request, found.last), "last")
    here = answers.link(request, f"{PATH}?{urlencode(dict(request.query_params))}".rstrip("?"))
    if found.gone is not None:
        links = [here, answers.link(request, "/plans", "collection"), last]
        return problems.problem(request, 410, found.gone, links=links)
    links = [here, answers.link(request, _path(request, found.cursor), "next"), last]
    return answers.document(request, EventPageOut(events=found.events, cursor=found.cursor), links)


def _path(request: Request, cursor: str) -> str:
    return f"{PATH}?{urlencode(dict(request.query_params) | {'after': cursor})}"
