"""The change log names what is not released yet, each member and value of it; and what is released stays as it was."""

import hashlib
import json
import re
from copy import deepcopy
from pathlib import Path

import pytest

from app import main
from app.cli import changelog
from tests.contract.contracts import NAMES, OPENAPI, Contract
from tests.contract.profile import Json
from tests.contract.small import SMALL, Change, get, limit, parameter, schema, sent, told

LOG = OPENAPI / "CHANGELOG.md"


def test_the_change_log_has_the_version_and_every_operation_that_is_new() -> None:
    text = LOG.read_text()
    released = [changelog.last_released(OPENAPI, name, 1) for name in NAMES]
    for version in {main.VERSION, *(re.findall(r"-(\d+\.\d+\.\d+)\.json", str(path))[0] for path in released)}:
        assert f"\n## {version}\n" in text
    for name in NAMES:
        for line in changelog.added(OPENAPI, name, Contract(name).document):
            assert f"- {name}: {line}\n" in text, "run: sip openapi export"
    assert changelog.renewed(text, OPENAPI, {name: Contract(name).document for name in NAMES}) == text


def test_what_is_added_is_put_in_and_what_is_released_goes_out(tmp_path: Path) -> None:
    (tmp_path / "released").mkdir()
    old: Json = {"info": {"version": "1.0.0"}, "paths": {"/a": {"get": {"summary": "A"}}}}
    new: Json = {"info": {"version": "1.0.0"}, "paths": {"/a": {"get": {"summary": "A"}, "put": {"summary": "B"}}}}
    for version, document in (("1.0.0", old), ("1.9.0", old), ("1.10.0", new), ("2.0.0", old)):
        (tmp_path / "released" / f"journal-{version}.json").write_text(json.dumps(document))
    assert str(changelog.last_released(tmp_path, "journal", 1)).endswith("journal-1.10.0.json")
    assert (
        changelog.last_released(tmp_path, "journal", 3) is None
        and changelog.last_released(tmp_path, "citizen", 1) is None
    )
    assert changelog.added(tmp_path, "journal", new) == []
    (tmp_path / "released" / "journal-1.10.0.json").unlink()
    assert changelog.added(tmp_path, "journal", new) == ["`PUT /a` – B"]
    marked = "x\n<!-- not released -->\n- gone\n<!-- end of not released -->\ny"
    assert "- journal: `PUT /a` – B\n" in changelog.renewed(marked, tmp_path, {"journal": new})
    assert "gone" not in changelog.renewed(marked, tmp_path, {"journal": new})
    with pytest.raises(changelog.NoPlace):
        changelog.renewed("x", tmp_path, {})


ADDED: dict[str, tuple[Change, list[str]]] = {
    "nothing": (lambda d: get(d).update(summary="x"), []),
    "an operation, with all that it has": (
        lambda d: d["paths"].update({"/new": {"get": {"summary": "New", "parameters": [parameter("x", False)]}}}),
        ["`GET /new` – New"],
    ),
    "a parameter": (lambda d: get(d)["parameters"].append(parameter("x", False)), ["`GET /things`: parameter `x`"]),
    "a parameter's value": (
        lambda d: limit(d)["schema"].update(enum=[20]),
        ["`GET /things`: value `20` of `limit`"],
    ),
    "a member of a request": (lambda d: sent(d).update(size={"type": "string"}), ["`ThingIn`: member `size`"]),
    "a member of an answer, and what is in it": (
        lambda d: told(d).update(size={"type": "object", "properties": {"width": {"enum": ["a"]}}}),
        ["`Thing`: member `size`"],
    ),
    "a member of a member": (
        lambda d: told(d).update(parts={"items": {"properties": {"x": {}}}}),
        ["`Thing`: member `parts.x`"],
    ),
    "a value": (lambda d: schema(d, "Colour")["enum"].append("green"), ["`Colour`: value `green`"]),
    "a value of a member that may be null": (
        lambda d: told(d).update(note={"anyOf": [{"const": "x"}, {"type": "null"}]}),
        ["`Thing`: value `x` of `note`"],
    ),
    "a schema that a new member is of": (
        lambda d: (d["components"]["schemas"].update(New={"properties": {"x": {}}}), told(d).update(new={})),
        ["`Thing`: member `new`"],
    ),
}


@pytest.mark.parametrize("name", ADDED)
def test_the_change_log_names_each_member_and_value_that_is_added(name: str, tmp_path: Path) -> None:
    change, expected = ADDED[name]
    old = deepcopy(SMALL) | {"info": {"version": "1.0.0"}}
    for item in old["paths"].values():
        for operation in item.values():
            operation["summary"] = "x"
    new = deepcopy(old)
    change(new)
    (tmp_path / "released").mkdir()
    (tmp_path / "released" / "journal-1.0.0.json").write_text(json.dumps(old))
    assert changelog.added(tmp_path, "journal", new) == expected
    assert changelog.added(tmp_path, "journal", old) == []


def test_what_has_been_released_stays_as_it_was() -> None:
    """Another file under the same version would move what every later contract is compared with."""
    folder = OPENAPI / "released"
    pinned = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert pinned.keys() == {path.name for path in folder.glob("*.json")} and len(pinned) > 1
    for name, digest in pinned.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, f"{name} is not as it was released"
