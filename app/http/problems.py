"""Problem documents (RFC 9457): how a refusal looks on the wire, and the handlers that make it so everywhere.

A document carries rules and places. It never carries a value that came in, a stack, a table's name or a personnummer.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from app.domain.refusal import Finding, Refusal, ScopeMissing, Unauthenticated, Unavailable, Unreachable
from app.domain.rule import Rule
from app.http import failures, language, methods, proxies, rules, validation
from app.http.problem_pages import problem_pages
from app.http.rules import catalogue
from app.http.statuses import EDGE, STATUSES, TITLES

__all__ = ["EdgeRefusal", "base_url", "catalogue", "install", "problem", "problem_pages", "refused", "trace_id"]


class EdgeRefusal(HTTPException):
    """A no that only HTTP knows (406, 413, 415, …).

    It is an HTTPException because FastAPI lets no other through while it reads a body.
    """

    def __init__(self, status: int, rule: Rule, headers: Mapping[str, str] | None = None):
        super().__init__(status, headers=headers)
        self.rule = rule


def trace_id(scope: Mapping[str, Any]) -> str:
    """The request's trace id; one is made where `http.trace` does not stand outside."""
    state = scope.get("state")
    if state is None:
        return secrets.token_hex(16)
    return str(state.setdefault("trace_id", secrets.token_hex(16)))


def base_url(scope: Mapping[str, Any]) -> str:
    """The service's own address without a slash at the end: what a gateway in front is known to be called by, or the
    setting; never what the caller says. Asked once a request."""
    state: dict[str, Any] = scope.get("state") or {}
    if "base_url" not in state:
        state["base_url"] = _base_url(scope, state)
    return str(state["base_url"])


def _base_url(scope: Mapping[str, Any], state: Mapping[str, Any]) -> str:
    settings = state.get("settings") or getattr(getattr(scope.get("app"), "state", None), "settings", None)
    if settings is not None and "headers" in scope and (published := proxies.gateway(scope, settings)):
        return published
    if settings is not None and settings.public_url:
        return str(settings.public_url).rstrip("/")
    host, port = scope.get("server") or ("localhost", None)
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}:{port}" if port else f"http://{host}"


def problem(
    request_or_scope: HTTPConnection | Mapping[str, Any],
    status: int,
    rule: Rule,
    findings: Iterable[Finding | validation.Mistake] = (),
    headers: Mapping[str, str] | None = None,
    links: Iterable[Mapping[str, str]] = (),
) -> Response:
    """The problem document for `rule`, in the caller's language; `links` lead out of it."""
    scope = request_or_scope.scope if isinstance(request_or_scope, HTTPConnection) else request_or_scope
    chosen = language.preferred(scope.get("headers", ()))
    titles = TITLES.get(status, (rule.sv, rule.en))
    document: dict[str, Any] = {
        "type": f"{base_url(scope)}/problems/{rule.id}",
        "title": titles[chosen == "en"],
        "status": status,
        "detail": getattr(rule, chosen),
        "instance": f"urn:trace:{trace_id(scope)}",
    }
    if errors := [_error(finding, chosen) for finding in findings]:
        document["errors"] = errors
    if leading := list(links):
        document["_links"] = leading
    answer = Response(
        json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(),
        status,
        headers={**(headers or {}), "Content-Language": chosen, "Cache-Control": "no-store"},
    )
    answer.headers["Content-Type"] = "application/problem+json"
    return answer


def _error(finding: Finding | validation.Mistake, chosen: language.Language) -> dict[str, str]:
    if isinstance(finding, Finding):
        return {"pointer": finding.pointer, "code": finding.rule.id, "detail": getattr(finding.rule, chosen)}
    return {"pointer": finding.pointer, "code": finding.code, "detail": getattr(finding, chosen)}


def install(app: Starlette, challenges: Mapping[str, str] | None = None) -> None:
    """Makes problem documents of everything that goes wrong in `app`, outer application or mounted one.

    `challenges` maps a rule's id to what `WWW-Authenticate` then says; `Bearer` where it says nothing.
    """

    async def no(request: Request, refusal: Exception) -> Response:
        assert isinstance(refusal, Refusal)
        answer = refused(request, refusal)
        if isinstance(refusal, Unauthenticated):
            answer.headers["WWW-Authenticate"] = (challenges or {}).get(refusal.rule.id, "Bearer")
        return answer

    app.add_exception_handler(Refusal, no)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for kind in failures.SUSPECTS:
        app.add_exception_handler(kind, _failed)
    app.add_exception_handler(Exception, _failed)


def refused(request: Request, refusal: Refusal | RequestValidationError) -> Response:
    """The problem document of a refusal; what is out of reach is told as what never was."""
    if isinstance(refusal, RequestValidationError):
        return problem(request, 422, rules.INVALID, validation.mistakes(refusal, catalogue()))
    if isinstance(refusal, Unreachable):
        return problem(request, 404, rules.NOT_FOUND)
    status = next(STATUSES[kind] for kind in type(refusal).__mro__ if kind in STATUSES)
    headers = {"Retry-After": str(refusal.retry_after)} if isinstance(refusal, Unavailable) else {}
    if isinstance(refusal, ScopeMissing):
        # RFC 6750 3.1: which scope to ask for.
        headers["WWW-Authenticate"] = f'Bearer realm="sip", error="insufficient_scope", scope="{refusal.scope}"'
    return problem(request, status, refusal.rule, refusal.findings, headers)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return refused(request, error)


async def _http(request: Request, error: Exception) -> Response:
    # The exception's own detail is never used: whoever raised it may have put a value there.
    assert isinstance(error, HTTPException)
    status, headers = error.status_code, dict(error.headers or {})
    if status < 400:
        return Response(status_code=status, headers=headers)
    if status == 405:
        headers = {"Allow": ", ".join(methods.allowed(request))}
    if isinstance(error, EdgeRefusal):
        return problem(request, status, error.rule, headers=headers)
    return problem(request, status, EDGE.get(status, rules.REFUSED if status < 500 else rules.INTERNAL), (), headers)


async def _failed(request: Request, error: Exception) -> Response:
    failures.log(request.scope, error, trace_id(request.scope))
    if failures.passes(error):
        return problem(request, 503, rules.UNAVAILABLE, headers={"Retry-After": "1"})
    return problem(request, 500, rules.INTERNAL)
