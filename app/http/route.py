"""The route class of both applications: what every operation goes through before its own code runs.

In this order: who calls and how often, which parameters and condition, which answer she takes, and then the body.
Nobody's bytes are read, and nobody's names are judged, before it is known who sent them. An operation is public only
where its contract says so, by `openapi_extra={"security": []}`. What the values mean is never decided here.
"""

import asyncio
import re
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from app.domain.refusal import Finding, Invalid, Malformed
from app.http import conditional, deprecation, json_body, media, rules
from app.http.problems import EdgeRefusal, base_url

_DIGITS = re.compile(r"[0-9]{1,18}")
Answer = Callable[[Request], Coroutine[Any, Any, Response]]


class ReadRequest(Request):
    """A request whose body has been read and parsed already; FastAPI asks it as it asks any other."""

    def __init__(self, request: Request, content: bytes, document: Any):
        super().__init__(request.scope, request.receive)
        self._body = content
        self._document = document

    async def json(self) -> Any:
        return self._document


@dataclass(frozen=True, slots=True)
class Operation:
    """What a route takes and gives, as its declaration says."""

    parameters: frozenset[str]
    has_body: bool
    offered: frozenset[str]


class GuardedRoute(APIRoute):
    """`APIRouter(route_class=GuardedRoute)`.

    Needs `app.state.authenticate`, which makes an `Actor` of a request, `app.state.limits` and `app.state.settings`.
    """

    def get_route_handler(self) -> Answer:
        answer = super().get_route_handler()
        operations: dict[int, Operation] = {}

        ending = deprecation.declared_in(self.openapi_extra)

        async def guarded(request: Request) -> Response:
            # Told in every answer, a refusal too: `http.trace` puts it there.
            if ends := ending or getattr(request.app.state, "deprecation", None):
                request.scope["state"]["fields"] = ends.fields(base_url(request.scope))
            if (self.openapi_extra or {}).get("security") != []:
                request.state.actor = await request.app.state.authenticate(request)
                request.app.state.limits.count(request.scope, request.state.actor.client)
            operation = operations.get(id(request.app))
            if operation is None:
                operation = operations[id(request.app)] = self._operation(request)
            check_parameters(request, operation.parameters)
            check_condition(request)
            if not media.acceptable(_field(request, "accept"), operation.offered):
                raise EdgeRefusal(406, rules.NOT_ACCEPTABLE)
            whole = await _read(request) if operation.has_body else request
            with request.app.state.limits.work():
                return await answer(whole)

        return guarded

    def _operation(self, request: Request) -> Operation:
        """Asked once, of the finished application: including a router can add dependencies to its routes."""
        contexts = [
            context for context in iter_route_contexts(request.app.router.routes) if context.original_route is self
        ]
        if not contexts:
            raise RuntimeError("a guarded route that its application does not know")
        declared = {media_type for response in self.responses.values() for media_type in response.get("content", {})}
        own = getattr(getattr(self.response_class, "value", self.response_class), "media_type", None)
        return Operation(
            frozenset(name for context in contexts for name in _query_names(context.dependant)),
            any(context.body_field is not None for context in contexts),
            media.ANSWERS | declared | ({own} if own else set()),
        )


def check_parameters(request: Request, known: frozenset[str]) -> None:
    """Refuses a query that has a name twice, an unknown name, bytes that are not UTF-8, or a forbidden character.

    An unknown name is not repeated in the answer: the caller chose it, and may have chosen a personnummer.
    """
    seen: set[str] = set()
    for name, value in _pairs(request.scope["query_string"]):
        json_body.check_text(name)
        json_body.check_text(value)
        if name not in known:
            raise Invalid(rules.INVALID, Finding(rules.UNKNOWN_PARAMETER))
        if name in seen:
            raise Invalid(rules.INVALID, Finding(rules.REPEATED_PARAMETER, name))
        seen.add(name)


def check_condition(request: Request) -> None:
    """Refuses an If-None-Match that cannot be read, whether what is asked for is there or not."""
    known = conditional.field(request.headers, "if-none-match")
    if request.method == "GET" and known is not None:
        conditional.tags(known)


def _pairs(query: bytes) -> Iterator[tuple[str, str]]:
    for part in filter(None, query.split(b"&")):
        name, _, value = part.replace(b"+", b" ").partition(b"=")
        try:
            yield unquote_to_bytes(name).decode("utf-8"), unquote_to_bytes(value).decode("utf-8")
        except UnicodeDecodeError:
            raise Malformed(rules.MALFORMED) from None


def _query_names(dependant: Dependant) -> Iterator[str]:
    for field in dependant.query_params:
        model = field.field_info.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            for name, info in model.model_fields.items():
                yield info.validation_alias if isinstance(info.validation_alias, str) else info.alias or name
        else:
            yield field.validation_alias or field.alias
    for inner in dependant.dependencies:
        yield from _query_names(inner)


def _field(request: Request, name: str) -> str | None:
    """A header field that is a list may come in several lines."""
    return ", ".join(request.headers.getlist(name)) or None


async def _read(request: Request) -> Request:
    headers, settings = request.headers, request.app.state.settings
    declared = headers.get("content-length", "0")
    if not _DIGITS.fullmatch(declared):
        raise Malformed(rules.MALFORMED)
    length = int(declared)
    content_type = headers.get("content-type")
    if content_type is None and length == 0 and "transfer-encoding" not in headers:
        return ReadRequest(request, b"", None)
    if not media.is_json(content_type, request.method):
        raise EdgeRefusal(415, rules.UNSUPPORTED_MEDIA)
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise EdgeRefusal(415, rules.UNSUPPORTED_MEDIA)
    if length > settings.body_bytes:
        raise EdgeRefusal(413, rules.TOO_LARGE)
    try:
        async with asyncio.timeout(settings.body_seconds):
            content = await _content(request, settings.body_bytes)
    except TimeoutError:
        raise EdgeRefusal(408, rules.TOO_SLOW, {"Connection": "close"}) from None
    return ReadRequest(request, content, json_body.read(content) if content else None)


async def _content(request: Request, most: int) -> bytes:
    """The body, counted as it comes: a chunked one does not say how long it is."""
    content = bytearray()
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise Malformed(rules.BODY_INCOMPLETE)
        content += message.get("body", b"")
        if len(content) > most:
            raise EdgeRefusal(413, rules.TOO_LARGE)
        if not message.get("more_body", False):
            return bytes(content)
