"""The contract: what FastAPI generates, completed with what every operation shares and the national profile asks.

Written here once and not on every operation: the problems that can come, `traceparent`, `_links` and `_meta` (which
stand outside the named schemas, because the profile allows no underscore in their names), and whole examples, put
together from the fields' own.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.http import conditional
from app.http.contract_parts import (
    ALWAYS,
    BEARER,
    CONDITIONAL,
    ENDING,
    GUARDED,
    IF_NONE_MATCH,
    LINK,
    LINKS,
    META,
    PROBLEM,
    PROBLEMS,
    TRACEPARENT,
    WITH_BODY,
    WRITING,
    Json,
)
from app.http.deprecation import Deprecation
from app.http.examples import example


def generate(app: FastAPI) -> Json:
    """The OpenAPI 3.1 document of one of the two APIs."""
    contract = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        description=app.description,
        routes=app.routes,
        servers=app.servers,
        tags=app.openapi_tags,
        terms_of_service=app.terms_of_service,
        contact=app.contact,
        license_info=app.license_info,
    )
    contract["info"] |= app.state.info
    contract["externalDocs"] = app.state.external_docs
    contract["security"] = [{"bearer": []}, {"oauth2": []}]
    components = contract["components"]
    schemas: Json = components["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas |= {"Problem": PROBLEM, "Link": LINK}
    components["securitySchemes"] = {"bearer": BEARER, "oauth2": _oauth(app.state.scopes)}
    components["parameters"] = {"Traceparent": TRACEPARENT, "IfNoneMatch": IF_NONE_MATCH}
    components["headers"] = {
        "Traceparent": {"description": TRACEPARENT["description"], "schema": {"type": "string"}},
        "Location": {
            "description": "Var det skapade finns. Where what was created is.",
            "schema": {"type": "string", "format": "uri"},
        },
        "ETag": {
            "description": (
                "Versionens eller kopians tagg; av det som lästes täcker den hela svaret. "
                "The tag of version or copy; of what was read it covers the whole answer."
            ),
            "schema": {"type": "string"},
        },
    }
    components["responses"] = {str(status): _problem(status, text) for status, text in PROBLEMS.items()}
    ending: Deprecation | None = getattr(app.state, "deprecation", None)
    for method, operation in _operations(contract):
        operation |= ending.declared() if ending else {}
        _complete(method, operation, schemas)
    _open_answers(contract, schemas)
    return contract


def _oauth(scopes: dict[str, str]) -> Json:
    """Where tokens come from is the issuer's to say; what they can be asked to permit is ours."""
    flow = {
        "authorizationUrl": "https://login.example.se/authorize",
        "tokenUrl": "https://login.example.se/token",
        "refreshUrl": "https://login.example.se/token",
        "scopes": scopes,
    }
    text = "Utfärdaren och dess adresser bestäms av den som driver tjänsten. The issuer is the operator's choice."
    return {"type": "oauth2", "description": text, "flows": {"authorizationCode": flow}}


def _operations(contract: Json) -> Iterator[tuple[str, Json]]:
    for path in contract["paths"].values():
        yield from path.items()


def _problem(status: int, text: str) -> Json:
    headers = {"traceparent": {"$ref": "#/components/headers/Traceparent"}}
    if status in (429, 503):
        headers["Retry-After"] = {"description": "Sekunder. Seconds.", "schema": {"type": "integer"}}
    if status in (401, 403):
        said = "Vad som begärs; vid 403 vilket scope som saknas. What is asked for; with 403 which scope is missing."
        headers["WWW-Authenticate"] = {"description": said, "schema": {"type": "string"}}
    problem: Json = {"$ref": "#/components/schemas/Problem"}
    if status == 410:
        problem = {"allOf": [problem, {"type": "object", "required": ["_links"], "properties": {"_links": LINKS}}]}
    content: Json = {"application/problem+json": {"schema": problem}}
    if status == 410:
        shown = {"status": status, "_links": [LINK["example"]]}
        content["application/problem+json"]["example"] = PROBLEM["example"] | shown
    return {"description": text, "headers": headers, "content": content}


def _complete(method: str, operation: Json, schemas: Json) -> None:
    parameters: list[Json] = operation.setdefault("parameters", [])
    names = {parameter["name"] for parameter in parameters}
    for parameter in parameters:
        parameter["schema"].pop("title", None)
        # Required on paper and optional in code, so that their absence has a status of its own.
        if parameter["name"] in ("If-Match", "Idempotency-Key"):
            parameter["required"] = not operation.get("x-first-write-is-free")
            retry = parameter["name"] == "Idempotency-Key"
            parameter["schema"] = {"type": "string", "pattern": "^[!-~]{1,128}$" if retry else conditional.PATTERN}
            parameter["example"] = "f1c7d2de-5a0e-4f7b-9a55-5a4f1c1f7e10" if retry else '"3"'
    parameters.append({"$ref": "#/components/parameters/Traceparent"})
    answers: Json = operation["responses"]
    answers.pop("422", None)
    if "304" in answers:
        parameters.append({"$ref": "#/components/parameters/IfNoneMatch"})
        for status in ("200", "304"):
            answers[status].setdefault("headers", {})["ETag"] = {"$ref": "#/components/headers/ETag"}
    if "201" in answers:
        answers["201"].setdefault("headers", {})["Location"] = {"$ref": "#/components/headers/Location"}
    if operation.get("deprecated"):
        for answer in answers.values():
            answer["headers"] = answer.get("headers", {}) | ENDING
    for answer in answers.values():
        answer.setdefault("headers", {})["traceparent"] = {"$ref": "#/components/headers/Traceparent"}
        for content in answer.get("content", {}).values():
            _describe(content, schemas)
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content["example"] = example(content["schema"], schemas)
    for status in _statuses(method, operation, names):
        answers[str(status)] = {"$ref": f"#/components/responses/{status}"}
    operation.pop("x-first-write-is-free", None)
    if method == "patch":
        content = operation["requestBody"]["content"]
        content["application/merge-patch+json"] = content["application/json"]


def _statuses(method: str, operation: Json, names: set[str]) -> Iterator[int]:
    yield from ALWAYS
    if operation.get("security") != []:
        yield from GUARDED
    if any(parameter.get("in") == "path" for parameter in operation["parameters"]) or method == "post":
        yield 404
    if "requestBody" in operation:
        yield from WITH_BODY
    if method != "get":
        yield from WRITING
    if "If-Match" in names:
        yield from CONDITIONAL
    if "410" in operation["responses"]:
        yield 410


def _describe(content: Json, schemas: Json) -> None:
    """Adds `_links`, and `_meta` to a list, and a whole example."""
    schema = content["schema"]
    listed = schema.get("$ref", "").endswith("List")
    extra = {"_links": LINKS} | ({"_meta": META} if listed else {})
    shown = {"_links": [LINK["example"]]} | ({"_meta": META["example"]} if listed else {})
    content["example"] = example(schema, schemas) | shown
    content["schema"] = {"allOf": [schema, {"type": "object", "required": sorted(extra), "properties": extra}]}


def _open_answers(contract: Json, schemas: Json) -> None:
    """What only answers hold may get new members in a minor version: readers are to tolerate them."""
    taken = set()
    for _, operation in _operations(contract):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            taken |= _reachable(content["schema"], schemas)
    for name, schema in schemas.items():
        if name not in taken:
            schema.pop("additionalProperties", None)
            # Every member is always there, null or not; only what is sent in may be left out.
            if "properties" in schema and name not in ("Problem", "Link"):
                schema["required"] = list(schema["properties"])
        # Made of the member's name by rote, and in the way of the names that generators make; needed only where a
        # choice may be null, which they would otherwise name by its place ("Type0").
        for member_name, member in schema.get("properties", {}).items():
            member.pop("title", None)
            for choice in member.get("anyOf", []):
                if "enum" in choice:
                    choice["title"] = member_name[0].upper() + member_name[1:]


def _reachable(schema: Any, schemas: Json) -> set[str]:
    if isinstance(schema, list):
        return set().union(*(_reachable(one, schemas) for one in schema)) if schema else set()
    if not isinstance(schema, dict):
        return set()
    found: set[str] = set()
    for key, value in schema.items():
        if key == "$ref":
            name = value.rsplit("/", 1)[-1]
            found |= {name} | _reachable(schemas[name], schemas)
        else:
            found |= _reachable(value, schemas)
    return found
