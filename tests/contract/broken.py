"""For each check of the profile, a way to break a contract so that the check must see it."""

from collections.abc import Callable
from typing import Any

from tests.contract.profile import Json
from tests.contract.profile.reading import operations

Break = Callable[[Json], Any]


def _first(document: Json, method: str = "get", ending: str = "") -> Json:
    return next(
        o for m, path, o in operations(document) if m == method and path.endswith(ending) and path != "/api-info"
    )


def _moved(old: str, new: str) -> Break:
    return lambda d: d["paths"].update({new: d["paths"].pop(old)})


def _schema(document: Json) -> Json:
    """A named schema with members of a document that both contracts have."""
    found: Json = document["components"]["schemas"]["ApiInfo"]["properties"]
    return found


def _parameter(place: str, name: str, **more: Any) -> Break:
    one = {"name": name, "in": place, "required": False, "schema": {"type": "string"}} | more
    return lambda d: _first(d)["parameters"].append(one)


def _paged(document: Json) -> Json:
    return next(o for _, _, o in operations(document) if any(one.get("name") == "page" for one in o["parameters"]))


def _query(document: Json, name: str) -> Json:
    return next(one for one in _paged(document)["parameters"] if one.get("name") == name)


def _drop(node: Json, *names: str) -> None:
    for name in names:
        del node[name]


def _request(document: Json) -> None:
    """A body in both contracts, the citizen's as well: one that takes text, anything, and has no name."""
    _first(document)["requestBody"] = {"content": {"text/plain": {"schema": {"type": "string"}, "example": "a"}}}


def _writing(**operation: Any) -> Break:
    whole = {"operationId": "x", "summary": "x", "description": "x", "parameters": [], "responses": {}} | operation
    return lambda d: d["paths"].update({"/thing-searches": {"post": whole, "patch": whole}})


BROKEN: dict[str, Break] = {
    "DOK.01": lambda d: _drop(d, "externalDocs"),
    "DOK.03": lambda d: _drop(d["info"]["license"], "url"),
    "DOK.06": lambda d: d["info"].update(description="For and of the record systems. " * 5),
    "DOK.07": lambda d: d["info"].update(description="SIP och and"),
    "DOK.08": lambda d: _drop(d["info"], "x-sla"),
    "DOK.09": lambda d: _drop(d["info"], "x-limitations"),
    "DOK.17": lambda d: d.update(openapi="3.0.3"),
    "DOK.21": lambda d: d.update(security=[{"other": []}]),
    "UFN.01": lambda d: d.update(servers=[{"url": "https://sip.example.se/v1"}]),
    "UFN.02": lambda d: d.update(servers=[{"url": "https://sip.example.se:8443/journal/v1"}]),
    "VER.04": lambda d: d["info"].update(version="1.0"),
    "VER.06": _moved("/api-info", "/about"),
    "SAK.09": lambda d: d["components"]["securitySchemes"]["bearer"].update(scheme="basic"),
    "SAK.15": lambda d: d["components"]["securitySchemes"].update(key={"type": "apiKey", "in": "query", "name": "k"}),
    "SAK.18": lambda d: d["components"]["securitySchemes"]["oauth2"]["flows"]["authorizationCode"].update(
        tokenUrl="http://login.example.se"
    ),
    "UFN.05": lambda d: _drop(_first(d)["responses"], "414"),
    "UFN.07": _moved("/plans", "/planS"),
    "UFN.08": _moved("/plans", "/plans~all"),
    "UFN.09": _moved("/plans/{planId}", "/plans/{plan_id}"),
    "RES.06": _moved("/plans/{planId}", "/plan/{planId}"),
    "RES.02": _parameter("query", "personnummer"),
    "RES.01": _parameter("path", "planNumber", schema={"type": "integer"}),
    "MOG.01": lambda d: d.update(paths={"/api-info": d["paths"]["/api-info"]}),
    "MOG.02": lambda d: _first(d)["responses"]["200"]["content"]["application/json"].update(schema={}),
    "AME.04": lambda d: _schema(d).update(api_name={"type": "string"}),
    "AME.07": lambda d: _schema(d).update({"api-name": {"type": "string"}}),
    "AME.06": lambda d: _schema(d).update(thing={"anyOf": [{"type": "array", "items": {}}, {"type": "null"}]}),
    "DOT.01": lambda d: _schema(d).update(day={"type": "string", "format": "date", "example": "17 april"}),
    "DOT.03": lambda d: _schema(d).update(
        at={"type": "string", "format": "date-time", "example": "2026-03-03T10:15:00"}
    ),
    "DOK.15": lambda d: _drop(_first(d)["responses"]["200"]["content"]["application/json"], "example"),
    "DOK.13": lambda d: _drop(_first(d)["responses"], "500"),
    "AME.01": _request,
    "ARQ.01": lambda d: _first(d)["responses"]["200"]["content"].update({"text/csv; charset=latin1": {"example": ""}}),
    "ARQ.03": _parameter("header", "Date"),
    "ARQ.05": _parameter("header", "Plan-Title"),
    "ARP.03": lambda d: _first(d)["responses"].update({"201": {"description": "Skapad. Created.", "headers": {}}}),
    "FEL.01": lambda d: d["components"]["schemas"]["Problem"].update(required=["type", "title"]),
    "FEL.02": lambda d: d["components"]["responses"]["404"].update(content={"application/json": {"schema": {}}}),
    "SPA.02": lambda d: _first(d).update(parameters=[]),
    "SPA.04": lambda d: _drop(_first(d)["responses"]["200"]["headers"], "traceparent"),
    "SPA.07": _parameter("header", "X-Request-Id"),
    "DOK.12": lambda d: _first(d).update(description=""),
    "DOK.16": lambda d: _first(d).update(operationId="getApiInfo"),
    "MOG.03": _writing(),
    "FOR.02": _request,
    "SAK.06": _request,
    "SAK.08": lambda d: _first(d).update(security=[]),
    "SAK.29": _request,
    "DOK.04": _writing(),
    "FNS.01": _parameter("query", "source_id"),
    "FNS.03": _parameter("query", "_id"),
    "FNS.05": _parameter("query", "sourceId", required=True),
    "FNS.06": _parameter("query", "filter[status]"),
    "FNS.07": lambda d: _query(d, "limit").update(name="size"),
    "FNS.08": lambda d: _query(d, "page")["schema"].update(default=0),
    "FNS.09": lambda d: _query(d, "limit")["schema"].update(default=50),
    "FNS.10": lambda d: _paged(d)["responses"]["200"]["content"]["application/json"].update(schema={"type": "object"}),
    "FNS.14": lambda d: _query(d, "page")["schema"].update(minimum=1),
}
