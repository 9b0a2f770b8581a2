"""Bodies, answers and their header fields."""

from collections.abc import Iterable

from tests.contract.profile.reading import Json, contents, operations, parameters, resolved, responses, rule

# What a request's header may hold: conditions, a retry key and a trace; never content.
FIELDS = {"If-Match", "If-None-Match", "Idempotency-Key", "traceparent"}
PROBLEM = {"type", "title", "status", "detail", "instance"}


@rule("DOK.15")
def examples(document: Json) -> Iterable[str]:
    problem = document["components"]["schemas"].get("Problem", {})
    for where, media, content in contents(document):
        if (
            "example" not in content
            and "examples" not in content
            and not (media == "application/problem+json" and problem.get("example"))
        ):
            yield f"{where} {media}"


@rule("DOK.13", "DOK.20", "ARP.02")
def every_status_is_described(document: Json) -> Iterable[str]:
    for where, _, answer in responses(document):
        if not answer.get("description"):
            yield where
    for method, path, operation in operations(document):
        for status in ("400", "404", "429", "500", "503"):
            needed = status != "404" or "{" in path
            if needed and status not in operation["responses"]:
                yield f"{method} {path}: no {status}"


@rule("AME.01", "AME.02")
def json_everywhere(document: Json) -> Iterable[str]:
    for where, status, answer in responses(document):
        if status < 400 and answer.get("content") and "application/json" not in answer["content"]:
            yield where
    for method, path, operation in operations(document):
        body = resolved(document, operation.get("requestBody", {})).get("content")
        if body is not None and "application/json" not in body:
            yield f"{method} {path}"


@rule("ARQ.01")
def utf_8(document: Json) -> Iterable[str]:
    return [f"{where} {media}" for where, media, _ in contents(document) if "charset" in media]


@rule("ARQ.03")
def conditional_requests(document: Json) -> Iterable[str]:
    for where, status, answer in responses(document):
        if status == 304 and "ETag" not in answer.get("headers", {}):
            yield f"{where}: no ETag"
    asked = {one["name"] for _, one in parameters(document, "header")}
    yield from (f"{name} is no parameter" for name in asked & {"Accept", "Cookie", "Date", "ETag", "Connection"})


@rule("ARQ.05")
def no_content_in_headers(document: Json) -> Iterable[str]:
    return [where for where, one in parameters(document, "header") if one["name"] not in FIELDS]


@rule("ARP.03")
def created_where(document: Json) -> Iterable[str]:
    for where, status, answer in responses(document):
        if status in (201, 202) and "Location" not in answer.get("headers", {}):
            yield where


@rule("FEL.01")
def a_problem_is_whole(document: Json) -> Iterable[str]:
    for where, media, content in contents(document):
        if media == "application/problem+json":
            schema = resolved(document, content["schema"])
            # A problem that leads on has its links beside it.
            parts = [resolved(document, one) for one in schema.get("allOf", [schema])]
            required = {name for part in parts for name in part.get("required", ())}
            if any(part.get("type") != "object" for part in parts) or not required >= PROBLEM:
                yield where


@rule("FEL.02")
def errors_are_problems(document: Json) -> Iterable[str]:
    for where, status, answer in responses(document):
        if status >= 400 and set(answer.get("content", {})) != {"application/problem+json"}:
            yield where


@rule("SPA.02")
def a_trace_is_taken(document: Json) -> Iterable[str]:
    with_trace = {
        where.rsplit(" ", 1)[0] for where, one in parameters(document, "header") if one["name"] == "traceparent"
    }
    return [f"{method} {path}" for method, path, _ in operations(document) if f"{method} {path}" not in with_trace]


@rule("SPA.04")
def a_trace_is_given(document: Json) -> Iterable[str]:
    return [where for where, _, answer in responses(document) if "traceparent" not in answer.get("headers", {})]


@rule("SPA.07")
def no_other_trace(document: Json) -> Iterable[str]:
    others = {"x-request-id", "x-correlation-id"}
    return [where for where, one in parameters(document, "header") if one["name"].lower() in others]
