"""The citizen's desk: from a request to a `Visit`, on the connection that reaches the mirror and nothing else.

The person is the one in the token: no path, query or header can name another. The transaction, with its audit entry,
is committed before anything is sent.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from app.domain.actor import WRONG_KIND, Citizen, Staff
from app.domain.refusal import Forbidden, Refusal
from app.http import clock
from app.http.problems import trace_id
from app.services import audit
from app.services.citizen.portal import Visit


async def _visiting(request: Request) -> AsyncIterator[Visit]:
    actor, state = request.state.actor, request.app.state
    received_at = datetime.now(UTC)
    if not isinstance(actor, Citizen):
        kind = "staff" if isinstance(actor, Staff) else "system"
        async with state.database.citizen() as connection:
            await audit.record_wrong_kind(connection, actor, kind, "citizen", received_at, trace_id(request.scope))
        raise Forbidden(WRONG_KIND)
    person_key = state.keys.person_key(actor.personnummer)
    denied: Refusal | None = None
    async with state.database.citizen() as connection:
        try:
            yield Visit(connection, actor, person_key, clock.now(request), received_at, trace_id(request.scope))
        except Refusal as refusal:
            # The transaction holds her entry and nothing else: it is kept, whatever she is answered.
            denied = refusal
    if denied is not None:
        raise denied


Visiting = Annotated[Visit, Depends(_visiting, scope="function")]
