"""The outermost layer: one trace id and one log line for every request, and what is wrong before any routing.

W3C Trace Context in and out. The log line names the route's template: a path or a query never reaches a log, and
neither does the message of an exception (`http.failures`).
"""

import logging
import re
import secrets
import time
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.personnummer import mentioned_in
from app.http import failures, problems, rules
from app.http.log_lines import TRACE
from app.settings import Settings

LONGEST_URL = 2048
_access = logging.getLogger("sip.access")
_PARENT = re.compile(rb"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
# Fields with one meaning, where a second value would let two readers of the request disagree.
_SINGLE = (b"authorization", b"content-type", b"idempotency-key", b"dpop")
# On every answer, for the day a browser opens one; a page sets a content policy of its own.
ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
NO_CONTENT = {
    "Content-Security-Policy": "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
}
_CONTROL = re.compile("[\0-\x1f\x7f]")


class Trace:
    """`Trace(app, settings)`, around the whole application."""

    def __init__(self, app: ASGIApp, settings: Settings):
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        trace_id, parent = begin([value for name, value in scope["headers"] if name == b"traceparent"])
        state = scope.setdefault("state", {})
        state["trace_id"] = trace_id
        before = TRACE.set(trace_id)
        state["settings"] = self._settings
        status: int | None = None

        async def marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["traceparent"] = parent
                headers.update(ALWAYS)
                for name, value in {**NO_CONTENT, "Cache-Control": "no-store"}.items():
                    headers.setdefault(name, value)
                for name, value in state.get("fields", ()):
                    headers.append(name, value)
            await send(message)

        try:
            refused = refusal(scope)
            if refused is not None:
                await refused(scope, receive, marked)
            else:
                await self._app(scope, receive, marked)
        except Exception as error:
            # It goes no further: the server's log would hold the exception's message. An answer that was begun is
            # cut off by the server, which sees that it has no end.
            failures.log(scope, error, trace_id)
            if status is None:
                await problems.problem(scope, 500, rules.INTERNAL)(scope, receive, marked)
        finally:
            log(scope["method"], template(scope), status, time.perf_counter() - began, trace_id)
            TRACE.reset(before)


def begin(given: list[bytes]) -> tuple[str, str]:
    """The trace id, and the `traceparent` that we answer with: the caller's trace, or a new one."""
    trace, flags = secrets.token_hex(16), "01"
    parts = _PARENT.fullmatch(given[0]) if len(given) == 1 else None
    if (
        parts
        and parts[1] != b"ff"
        and (parts[1] != b"00" or parts[5] is None)
        and parts[2].strip(b"0")
        and parts[3].strip(b"0")
        # Its id is going to stand in our log lines, and in the entries of the log.
        and not any(mentioned_in(parts[place].decode()) for place in (2, 3))
    ):
        trace, flags = parts[2].decode(), f"{int(parts[4], 16) & 1:02x}"
    return trace, f"00-{trace}-{secrets.token_hex(8)}-{flags}"


def log(method: str | None, route: str | None, status: int | None, seconds: float, trace_id: str) -> None:
    """One line of the access log. `route` is a template, or nothing where no route was found."""
    line = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 2), "trace": trace_id}
    _access.info("answered", extra={"members": line})


def template(scope: Scope) -> str | None:
    """The template of the route that answered, with the place where its application is mounted."""
    # A route that came by include_router knows only its own part of the path; FastAPI keeps the whole one here.
    context = scope.get("fastapi", {}).get("effective_route_context")
    route = context if getattr(context, "path_format", "") else scope.get("route")
    if route is None or isinstance(route, Mount):
        return None
    path: Any = getattr(route, "path_format", None)
    return f"{scope.get('root_path', '')}{path}" if isinstance(path, str) else None


def refusal(scope: Scope) -> Response | None:
    """The answer to a request that must not reach any routing, or nothing."""
    names = [name for name, _ in scope["headers"]]
    hosts = names.count(b"host")
    if hosts > 1 or (hosts == 0 and scope.get("http_version") == "1.1"):
        return problems.problem(scope, 400, rules.ONE_HOST)
    if any(names.count(name) > 1 for name in _SINGLE):
        return problems.problem(scope, 400, rules.REPEATED_FIELD)
    url = b"?".join(filter(None, (scope.get("raw_path") or scope["path"].encode(), scope["query_string"])))
    if len(url) > LONGEST_URL:
        return problems.problem(scope, 414, rules.URL_TOO_LONG)
    if _CONTROL.search(scope["path"]):
        # Nothing of ours has such an address; a route's pattern would let a last line feed through.
        return problems.problem(scope, 404, rules.NOT_FOUND)
    return None
