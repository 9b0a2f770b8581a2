"""Operations: their texts, their methods, what they take, and where POST stands in for GET."""

import re
from collections.abc import Iterable

from tests.contract.profile.reading import Json, operations, resolved, rule


@rule("DOK.12", "DOK.19")
def operations_are_described(document: Json) -> Iterable[str]:
    for method, path, operation in operations(document):
        for name in ("summary", "description"):
            if not operation.get(name):
                yield f"{method} {path}: no {name}"


@rule("DOK.16")
def a_model_can_be_made_of_it(document: Json) -> Iterable[str]:
    ids = [operation.get("operationId", "") for _, _, operation in operations(document)]
    if len(set(ids)) != len(ids) or "" in ids:
        yield "operationIds are missing or double"
    for method, path, operation in operations(document):
        for content in resolved(document, operation.get("requestBody", {})).get("content", {}).values():
            if "$ref" not in content["schema"]:
                yield f"{method} {path}: a body without a name"


@rule("MOG.03")
def post_instead_of_get_is_explained(document: Json) -> Iterable[str]:
    for method, path, operation in operations(document):
        if method == "post" and path.endswith("-searches") and "POST" not in operation["description"]:
            yield path


@rule("FOR.02")
def get_has_no_body(document: Json) -> Iterable[str]:
    return [path for method, path, operation in operations(document) if method == "get" and "requestBody" in operation]


@rule("SAK.06", "SAK.28")
def what_is_sent_is_bounded(document: Json) -> Iterable[str]:
    """Nothing unknown in a body."""
    for method, path, operation in operations(document):
        for content in resolved(document, operation.get("requestBody", {})).get("content", {}).values():
            if resolved(document, content["schema"]).get("additionalProperties") is not False:
                yield f"{method} {path}"


@rule("SAK.08")
def only_api_info_is_public(document: Json) -> Iterable[str]:
    for method, path, operation in operations(document):
        if operation.get("security", document.get("security")) == [] and path != "/api-info":
            yield f"{method} {path}"
        if path != "/api-info" and not {"401", "403"} <= set(operation["responses"]):
            yield f"{method} {path}: no 401 and 403"


@rule("SAK.29", "SAK.31")
def content_type_is_respected(document: Json) -> Iterable[str]:
    for method, path, operation in operations(document):
        if "requestBody" in operation and not {"413", "415"} <= set(operation["responses"]):
            yield f"{method} {path}"


@rule("DOK.04")
def writes_are_conditional_or_safe_to_send_again(document: Json) -> Iterable[str]:
    """The part of being a contract that a retry rests on: a PATCH builds on a version."""
    for method, path, operation in operations(document):
        names = {resolved(document, one)["name"] for one in operation.get("parameters", ())}
        if method == "patch" and ("If-Match" not in names or not re.search("Patch", operation["description"])):
            yield f"{method} {path}"
