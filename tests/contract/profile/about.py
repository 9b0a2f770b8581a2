"""The document as a whole: what it says of the API, where it is, which version, and how one shows who calls."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from tests.contract.profile.reading import Json, operations, rule

SEMVER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


def _missing(node: Json, *names: str) -> Iterable[str]:
    return [f"{name} is missing" for name in names if not node.get(name)]


@rule("DOK.01")
def docs_are_public(document: Json) -> Iterable[str]:
    return _missing(document.get("externalDocs", {}), "url", "description")


@rule("DOK.03")
def the_chapters_are_there(document: Json) -> Iterable[str]:
    info = document["info"]
    yield from _missing(info, "title", "version", "description", "termsOfService")
    yield from _missing(info.get("contact", {}), "name", "url", "email")
    yield from _missing(info.get("license", {}), "name", "url")


@rule("DOK.06")
def in_swedish_and_english(document: Json) -> Iterable[str]:
    words = set(re.findall(r"\w+", document["info"]["description"].lower()))
    if not words & {"och", "för", "som", "av"}:
        yield "no Swedish"
    if not words & {"and", "for", "of", "the"}:
        yield "no English"


@rule("DOK.07", "DOK.11")
def what_it_is_for(document: Json) -> Iterable[str]:
    if len(document["info"].get("description", "").split()) < 20:
        yield "the description does not say what it is for"


@rule("DOK.08")
def the_service_level(document: Json) -> Iterable[str]:
    return _missing(document["info"].get("x-sla", {}), "availability", "responseTime", "support")


@rule("DOK.09")
def the_limits(document: Json) -> Iterable[str]:
    return _missing(document["info"], "x-limitations")


@rule("DOK.17")
def latest_openapi(document: Json) -> Iterable[str]:
    if not re.fullmatch(r"3\.1\.\d", document["openapi"]):
        yield document["openapi"]


@rule("DOK.21")
def authentication_is_in_it(document: Json) -> Iterable[str]:
    schemes = document["components"].get("securitySchemes", {})
    if not document.get("security") or not schemes:
        yield "none"
    named = [name for one in document.get("security", ()) for name in one]
    named += [name for _, _, operation in operations(document) for one in operation.get("security", ()) for name in one]
    yield from (f"{name} is no scheme" for name in named if name not in schemes)


@rule("UFN.01", "VER.05")
def server_has_api_and_version(document: Json) -> Iterable[str]:
    if not document.get("servers"):
        yield "no server"
    for server in document.get("servers", ()):
        if not re.fullmatch(r"/[a-z0-9-]+/v[0-9]+", urlsplit(server["url"]).path):
            yield server["url"]


@rule("UFN.02", "SAK.01")
def https_on_443(document: Json) -> Iterable[str]:
    for server in document.get("servers", ()):
        parts = urlsplit(server["url"])
        if parts.scheme != "https" or parts.port not in (None, 443):
            yield server["url"]


@rule("VER.04", "VER.12")
def semantic_version(document: Json) -> Iterable[str]:
    found = SEMVER.fullmatch(document["info"]["version"])
    if not found:
        yield "no SemVer"
    elif any(not server["url"].endswith(f"/v{found[1]}") for server in document.get("servers", ())):
        yield "the address has another major version"


@rule("VER.06", "VER.07", "VER.10")
def api_info(document: Json) -> Iterable[str]:
    if "get" not in document["paths"].get("/api-info", {}):
        yield "no /api-info"
    fields = document["components"]["schemas"].get("ApiInfo", {}).get("properties", {})
    for name in ("apiName", "apiVersion", "apiReleased", "apiDocumentation", "apiStatus"):
        if name not in fields:
            yield f"no {name}"
    states = {"alpha", "beta", "active", "deprecated", "retired", "decommissioned"}
    if set(fields.get("apiStatus", {}).get("enum", ())) != states:
        yield "other states"


def _schemes(document: Json) -> Iterable[tuple[str, Json]]:
    schemes: Json = document["components"].get("securitySchemes", {})
    return schemes.items()


@rule("SAK.09", "SAK.10")
def bearer_and_nothing_older(document: Json) -> Iterable[str]:
    for name, scheme in _schemes(document):
        if scheme["type"] == "http" and scheme["scheme"].lower() != "bearer":
            yield f"{name}: {scheme['scheme']}"


@rule("SAK.15", "SAK.16")
def keys_in_headers_alone(document: Json) -> Iterable[str]:
    for name, scheme in _schemes(document):
        if scheme["type"] == "apiKey" and scheme["in"] != "header":
            yield f"{name}: in {scheme['in']}"


@rule("SAK.18", "SAK.36")
def oauth(document: Json) -> Iterable[str]:
    flows = [flow for _, one in _schemes(document) if one["type"] == "oauth2" for flow in one["flows"].values()]
    if not flows:
        yield "no oauth2"
    for flow in flows:
        for name in ("authorizationUrl", "tokenUrl", "refreshUrl"):
            if not flow.get(name, "https://").startswith("https://"):
                yield f"{name} without https"
