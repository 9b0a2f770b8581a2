"""Failures that are nobody's fault in the request: which of them pass by themselves, and what the log says of them.

The log gets the kind of failure and the places in the code it went through. It never gets the failure's message: a
driver puts values into that.
"""

import logging
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# What `http.problems` shows to `passes`, beside everything else that nobody catches. TimeoutError is an OSError.
SUSPECTS: tuple[type[Exception], ...] = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)

# SQLSTATE: connection lost, too few resources, server going up or down; lock, serialization, deadlock, a statement
# that took too long, and a server that has become a read-only standby. Then logging in, which an operator mends.
_PASSING_CLASSES = ("08", "53", "57", "28")
_PASSING_STATES = frozenset({"40001", "40P01", "55P03", "25006", "3D000"})
# SQLite's primary codes: BUSY, LOCKED, READONLY, INTERRUPT, IOERR, FULL, CANTOPEN, PROTOCOL.
_PASSING_SQLITE = frozenset({5, 6, 8, 9, 10, 13, 14, 15})

_log = logging.getLogger("sip.error")


def passes(error: BaseException) -> bool:
    """Whether the same request may well succeed a little later: 503 rather than 500."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or (error.orig is not None and passes(error.orig))
    if isinstance(error, (PoolTimeout, TimeoutError, ConnectionError)):
        return True
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return state.startswith(_PASSING_CLASSES) or state in _PASSING_STATES
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        return code & 0xFF in _PASSING_SQLITE
    if isinstance(error.__cause__, asyncpg.InterfaceError):
        # SQLAlchemy's own InterfaceError hides which of asyncpg's it was, and keeps it as the cause.
        return passes(error.__cause__)
    if isinstance(error, asyncpg.InterfaceError):
        # asyncpg calls a wrong argument an InterfaceError too (then it is a ValueError as well); only one that
        # speaks of the connection passes.
        return not isinstance(error, ValueError) and "connection" in str(error)
    # asyncio names no errno when several addresses failed; what matters is that asyncpg was the one connecting.
    return isinstance(error, OSError) and any("asyncpg" in Path(where).parts for where, _, _ in _places(error))


def log(scope: MutableMapping[str, Any], error: BaseException, trace_id: str) -> None:
    """One line for a failed request, however many handlers it passes on its way out."""
    state = scope.setdefault("state", {})
    if state.get("failure_logged"):
        return
    state["failure_logged"] = True
    _log.error("failure", extra={"members": {"trace": trace_id} | told(error)})


def told(error: BaseException) -> dict[str, list[str]]:
    """What a log line has of an exception: its kinds, and the last places it went through."""
    kinds = [f"{type(link).__module__}.{type(link).__qualname__}" for link in _chain(error)]
    places = [f"{'/'.join(Path(where).parts[-2:])}:{line} {name}" for where, line, name in _places(error)]
    return {"kinds": kinds, "places": places[-12:]}


def _chain(error: BaseException) -> list[BaseException]:
    links = []
    link: BaseException | None = error
    while link is not None and link not in links:
        links.append(link)
        link = link.__cause__ or link.__context__
    return links


def _places(error: BaseException) -> list[tuple[str, int, str]]:
    return [
        (frame.f_code.co_filename, line, frame.f_code.co_name) for frame, line in traceback.walk_tb(error.__traceback__)
    ]
