"""The committed contracts, and the check that an answer keeps them: path, status, media type, headers and body."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from jsonschema_rs import Draft202012, Registry, Validator, validator_for

OPENAPI = Path(__file__).parent.parent.parent / "openapi"
NAMES = ("journal", "citizen")
METHODS = ("get", "put", "post", "patch", "delete")
# Served beside the contract: its own file and the pages that show it.
BESIDE = re.compile(r"/openapi\.json|/docs(/.*)?")
HOME = "urn:contract"
# Of those that IANA has registered, the ones that the profile's page names.
RELATIONS = {
    *("self", "edit", "related", "collection", "up", "first", "prev", "next", "last"),
    *("latest-version", "predecessor-version", "successor-version", "status"),
}


def _is_utc_instant(value: str) -> bool:
    """Answered in UTC with `Z`, as the national profile asks (DOT.01)."""
    return re.fullmatch(r"[0-9-]{10}T[0-9:]{8}(\.[0-9]+)?Z", value) is not None


class Contract:
    """One of the two committed contracts."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.document: dict[str, Any] = json.loads((OPENAPI / f"{name}.json").read_text())
        self._registry = Registry([(HOME, self.document)], draft=Draft202012)
        self._validators: dict[tuple[str, str, str, str], Validator] = {}
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

    @cache  # noqa: B019 - there are two contracts, and they live as long as the suite
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
            self._validators[key] = self.validator(declared["content"][media]["schema"])
        links = response.json().get("_links")
        if links is not None:
            assert any(one["rel"] == "self" for one in links), f"{where}: no self link"
            assert all(one["href"].startswith("http") for one in links), f"{where}: a link that is not absolute"
            strange = {one["rel"] for one in links} - RELATIONS
            assert not strange, f"{where}: no relation of IANA's: {strange}"
        errors = said(self._validators[key], response.json())
        assert not errors, f"{where}: {errors[:3]}"

    def validator(self, schema: dict[str, Any]) -> Validator:
        """Of a schema of the contract, and of nothing beyond what it names: a client tolerates new members, this suite
        does not."""
        closed = json.loads(json.dumps(schema).replace('"#/', f'"{HOME}#/')) | {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "unevaluatedProperties": False,
        }
        return validator_for(
            closed,
            registry=self._registry,
            validate_formats=True,
            ignore_unknown_formats=False,
            formats={"date-time": _is_utc_instant},
        )

    def _resolve(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            found: Any = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            node = found
        return node


def said(validator: Validator, answer: Any) -> list[str]:
    """What is wrong with the answer: where, and what."""
    return [
        f"{'/'.join(map(str, error.instance_path))}: {error.message[:200]}" for error in validator.iter_errors(answer)
    ]
