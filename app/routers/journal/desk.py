"""The record systems' desk: from a request to `Work`, with its transaction, its audit and its denials.

The transaction commits when the operation's function has returned and before anything is sent (`scope="function"`): a
commit that fails is answered as a failure. A denial is logged in a transaction of its own; if that cannot be done the
caller gets an error, and still no data.
"""

import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Path, Request

from app.domain.actor import WRONG_KIND, Citizen, Staff
from app.domain.emergency import EMERGENCY
from app.domain.precondition import Precondition
from app.domain.refusal import Forbidden, Malformed, Refusal, Unreachable
from app.domain.retry import KEY_MISSING
from app.http import clock, conditional
from app.http.problems import trace_id
from app.schemas.types import Id
from app.services import audit, retries
from app.services.work import Work

_KEY = re.compile(r"[\x21-\x7e]{1,128}")


def _plan_id(request: Request) -> UUID | None:
    try:
        return UUID(request.path_params.get("planId", ""))
    except ValueError:
        return None


# A context manager, not a generator in a generator: what an operation raises reaches only what stands around the
# innermost `yield`, and it must reach the transaction and the log of denials.
@asynccontextmanager
async def _open(request: Request, retry_key: str | None = None) -> AsyncIterator[Work]:
    actor, state = request.state.actor, request.app.state
    received_at = datetime.now(UTC)
    if not isinstance(actor, Staff):
        kind = "citizen" if isinstance(actor, Citizen) else "system"
        async with state.database.journal() as connection:
            await audit.record_wrong_kind(connection, actor, kind, "journal", received_at, trace_id(request.scope))
        raise Forbidden(WRONG_KIND)
    if not state.settings.emergency_access:
        # Off is off at once, and answered as a token that never had the right.
        actor = replace(actor, scopes=actor.scopes - {EMERGENCY})
    digest = ""
    if retry_key is not None:
        request_line = f"{request.method} {request.scope['path']}\n".encode()
        digest = state.keys.digest(request_line + await request.body())
    work: Work | None = None
    try:
        async with state.database.journal() as connection:
            work = Work(
                connection,
                actor,
                state.keys,
                clock.now(request),
                received_at,
                trace_id(request.scope),
                retry_key,
                digest,
            )
            # A key that was used for something else is refused here, for its form alone, whatever it is sent to.
            work.kept = await retries.find(work)
            yield work
        if work.told:
            state.sequencer.ring()
    except Refusal as refusal:
        # What is refused for its form alone, before anything is looked at, has told of nothing.
        looked = work is not None and (work.denied or work.seen or isinstance(refusal, Forbidden | Unreachable))
        if work is not None and looked:
            async with state.database.journal() as connection:
                await audit.record_denial(work, connection, request.method.lower(), refusal.rule.id, _plan_id(request))
        raise


async def _working(request: Request) -> AsyncIterator[Work]:
    async with _open(request) as work:
        yield work


async def _creating(
    request: Request,
    key: Annotated[str | None, Header(alias="Idempotency-Key", description="Nyckel för omförsök. Retry key.")] = None,
) -> AsyncIterator[Work]:
    if key is None or not _KEY.fullmatch(key):
        raise Malformed(KEY_MISSING)
    async with _open(request, key) as work:
        yield work


class Opening:
    """One transaction after the other in the same request, each with a retry key of its own made of the request's."""

    def __init__(self, request: Request, key: str):
        self._request, self._key = request, key

    def __call__(self, part: int | None = None) -> AbstractAsyncContextManager[Work]:
        # No key holds a blank, so that none of these is another request's.
        return _open(self._request, self._key if part is None else f"{self._key} {part}")


def _opening(
    request: Request,
    key: Annotated[str | None, Header(alias="Idempotency-Key", description="Nyckel för omförsök. Retry key.")] = None,
) -> Opening:
    if key is None or not _KEY.fullmatch(key):
        raise Malformed(KEY_MISSING)
    return Opening(request, key)


def _precondition(
    request: Request,
    if_match: Annotated[str | None, Header(alias="If-Match", description="Versionen som ändringen bygger på.")] = None,
) -> Precondition:
    return conditional.precondition(conditional.field(request.headers, "if-match"))


# How an operation of the journal takes its work: to read or change, to create (with a retry key), or many.
Working = Annotated[Work, Depends(_working, scope="function")]
Creating = Annotated[Work, Depends(_creating, scope="function")]
Importing = Annotated[Opening, Depends(_opening)]
IfMatch = Annotated[Precondition, Depends(_precondition)]
PlanId = Annotated[Id, Path(alias="planId", description="Planens id. The plan's id.")]
