"""The calendar that a program fetches by its address alone: outside both APIs, because it can hold no token.

The address is the whole credential (`services.calendars`): an address that is unknown, ended or expired is answered
as any other that leads nowhere. It stands in no log line, which name a route's template, and in no problem.
"""

import hashlib
import re
from datetime import UTC, datetime
from uuid import UUID, uuid5

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.domain.calendar import falls_on
from app.domain.deadline_kind import TEXTS
from app.domain.policy import OUT_OF_REACH
from app.domain.refusal import Unreachable
from app.http import clock, icalendar
from app.http.conditional import matches
from app.http.problems import base_url, trace_id
from app.routers.journal.worklist import place
from app.services import calendars
from app.services.worklists import Awaited

NAME = "SIP – bevakningar"
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
# Under which the entries' ids are made (RFC 9562 5.5).
_NAMESPACE = UUID("0e9c54a5-2f0d-4b43-9f6f-4f1a8f3c7d21")


def address(request: Request, secret: str) -> str:
    return f"{base_url(request.scope)}/calendars/{secret}.ics"


def _entry(request: Request, unit: str, one: Awaited) -> icalendar.Entry:
    text = TEXTS[one.kind]
    return icalendar.Entry(
        # The same thing at the same unit is the same entry at every fetch, whoever's calendar it stands in.
        id=uuid5(_NAMESPACE, f"{one.plan_id}/{one.kind}/{one.subject_id}/{unit}"),
        summary=text.sv,
        description=f"{text.en} ({text.source})" if text.source else text.en,
        url=f"{base_url(request.scope)}/journal/v1{place(one)}",
        falls_on=falls_on(one.kind, one.due_at),
        stamped_at=one.since,
    )


async def _feed(request: Request) -> Response:
    secret, state = request.path_params["secret"], request.app.state
    found = None
    if _SECRET.fullmatch(secret):
        received_at, now = datetime.now(UTC), clock.now(request)
        with state.limits.work():
            async with state.database.journal() as connection:
                trace = trace_id(request.scope)
                found = await calendars.fetch(connection, state.keys, secret, now, received_at, trace)
    if found is None:
        raise Unreachable(OUT_OF_REACH)
    body = icalendar.written(found.id, NAME, (_entry(request, found.unit, one) for one in found.awaited))
    headers = {"ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"', "Cache-Control": "private, no-store"}
    known = request.headers.get("if-none-match")
    if known is not None and matches(known, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, f"{icalendar.MEDIA_TYPE}; charset=utf-8")


calendar_feed = Route("/calendars/{secret}.ics", _feed)
