"""The committed contracts, and the check that an answer keeps them: path, status, media type, headers and body."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

OPENAPI = Path(__file__).parent.parent.parent / "openapi"
METHODS = ("get", "put", "post", "patch", "delete")
# Served beside the contract: its own file and the pages that show it.
BESIDE = re.compile(r"/openapi\.json|/docs(/.*)?")
HOME = "urn:contract"
FORMATS = FormatChecker()


@FORMATS.checks("date-time")
def _is_utc_instant(value: object) -> bool:
    """Answered in UTC with `Z`, as the national profile asks (DOT.01)."""
    return not isinstance(value, str) or re.fullmatch(r"[0-9-]{10}T[0-9:]{8}(\.[0-9]+)?Z", value) is not None


class Contract:
    """One of the two committed contracts."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.document: dict[str, Any] = json.loads((OPENAPI / f"{name}.json").read_text())
        resource = Resource.from_contents(self.document, default_specification=DRAFT202012)
        self._registry = Registry().with_resource(HOME, resource)
        self._validators: dict[tuple[str, str, str, str], Draft202012Validator] = {}
        self.seen: set[tuple[str, str, str]] = set()

    def operations(self) -> list[tuple[str, str, dict[str, Any]]]:
        """(method, path template, operation) for every operation."""
        found = [
            (method, path, item[method])
            for path, item in self.document["paths"].items()
            for method in METHODS
            if method in item
        ]
        assert found, "a contract without operations"
        return found

    def template(self, path: str) -> str | None:
        """The template that the path fits; a literal segment wins over a parameter."""
        fits = [one for one in self.document["paths"] if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", one), path)]
        return min(fits, key=lambda one: one.count("{"), default=None)

    def check(self, method: str, path: str, response: httpx.Response) -> None:
        """Fails unless the contract declares this answer to this operation, headers and body included."""
        template = self.template(path)
        operation = self.document["paths"].get(template, {}).get(method.lower()) if template else None
        if operation is None:
            beside = method == "GET" and BESIDE.fullmatch(path)
            assert beside or response.status_code in (400, 404, 405, 414, 431), (
                f"{method} {path}: {response.status_code}"
            )
            return
        status = str(response.status_code)
        self.seen.add((method, template or "", status))
        where = f"{self.name} {method} {template} {status}"
        assert status in operation["responses"], f"{where}: undeclared status: {response.text[:300]}"
        declared = self._resolve(operation["responses"][status])
        assert "traceparent" in response.headers, f"{where}: no traceparent"
        if status == "201":
            assert response.headers.get("location", "").startswith("http"), f"{where}: no Location"
        if "content" not in declared:
            assert not response.content, f"{where}: a body where none is declared"
            return
        media = response.headers["content-type"].split(";")[0]
        assert media in declared["content"], f"{where}: undeclared media type {media}"
        key = (method, template or "", status, media)
        if key not in self._validators:
            # Nothing beyond what the contract names: a client tolerates new members, this suite does not.
            schema = json.dumps(declared["content"][media]["schema"]).replace('"#/', f'"{HOME}#/')
            closed = json.loads(schema) | {"unevaluatedProperties": False}
            self._validators[key] = Draft202012Validator(closed, registry=self._registry, format_checker=FORMATS)
        links = response.json().get("_links")
        if links is not None:
            assert any(one["rel"] == "self" for one in links), f"{where}: no self link"
            assert all(one["href"].startswith("http") for one in links), f"{where}: a link that is not absolute"
        errors = [
            f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
            for error in self._validators[key].iter_errors(response.json())
        ]
        assert not errors, f"{where}: {errors[:3]}"

    def _resolve(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            found: Any = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            node = found
        return node
