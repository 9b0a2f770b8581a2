"""Each kind of break between two contracts is seen, and no addition is taken for one.

That nothing breaks the contracts that were released last: `tests/house/test_contracts.py`.
"""

from copy import deepcopy

import pytest

from tests.contract.breaking import breaks
from tests.contract.contracts import NAMES, Contract
from tests.contract.small import SMALL, Change, get, limit, parameter, post, schema, sent, told


@pytest.mark.parametrize("name", NAMES)
def test_a_field_or_operation_of_the_real_contract_is_missed(name: str) -> None:
    current = Contract(name).document
    assert breaks(current, current) == []
    # Compared part by part, which is only done where something differs.
    more = current | {"components": current["components"] | {"another": {}}}
    assert breaks(current, more) == [] == breaks(more, current)
    # One after the other is taken out of the same copy, and put back.
    fewer = deepcopy(current)
    for method, path, _ in Contract(name).operations():
        missed = fewer["paths"][path].pop(method)
        assert breaks(current, fewer) == [f"{method.upper()} {path}: removed"]
        fewer["paths"][path][method] = missed
    members = fewer["components"]["schemas"]["PlanOut" if name == "journal" else "CitizenPlan"]["properties"]
    for member in list(members):
        missed = members.pop(member)
        assert any(f"/{member}: removed" in each for each in breaks(current, fewer)), member
        members[member] = missed
    assert breaks(current, fewer) == []


BREAKING: dict[str, tuple[Change, str]] = {
    "a path": (lambda d: d["paths"].pop("/about"), "GET /about: removed"),
    "an operation": (lambda d: d["paths"]["/things"].pop("post"), "POST /things: removed"),
    "an operation's name": (lambda d: get(d).update(operationId="things"), "another operationId"),
    "a status": (lambda d: get(d)["responses"].pop("404"), "404: removed"),
    "another success": (lambda d: post(d)["responses"].update({"202": {}}), "202: a success that nobody expects"),
    "a media type of an answer": (
        lambda d: get(d)["responses"]["200"]["content"].clear(),
        "as application/json: removed",
    ),
    "a header of an answer": (lambda d: get(d)["responses"]["200"]["headers"].clear(), "header ETag: removed"),
    "a field of an answer": (lambda d: told(d).pop("name"), "/name: removed"),
    "a field beside the named ones": (
        lambda d: get(d)["responses"]["200"]["content"]["application/json"]["schema"]["allOf"].pop(),
        "/_links: removed",
    ),
    "a field may be absent": (lambda d: schema(d, "Thing")["required"].remove("name"), "/name: may be left out now"),
    "a field may be null": (
        lambda d: told(d).update(name={"anyOf": [{"type": "string"}, {"type": "null"}]}),
        "/name: null: not on the other side",
    ),
    "a field may be null, said in another way": (
        lambda d: told(d)["name"].update(type=["string", "null"]),
        "/name: null",
    ),
    "a field's type": (lambda d: told(d)["name"].update(type="integer"), "/name: integer: not on the other side"),
    "a field's format": (lambda d: told(d)["id"].pop("format"), "/id: no longer of format uuid"),
    "a field's values": (lambda d: told(d).update(colour={"type": "string"}), "/colour: any value may come now"),
    "anything in a field": (lambda d: told(d).update(name={}), "/name: may be anything now"),
    "a new required member": (
        lambda d: (sent(d).update(size={"type": "string"}), schema(d, "ThingIn")["required"].append("size")),
        "/size: now required",
    ),
    "a member required": (lambda d: schema(d, "ThingIn")["required"].append("note"), "/note: now required"),
    "a member not taken": (lambda d: sent(d).pop("note"), "/note: removed"),
    "a member not null": (lambda d: sent(d).update(note={"type": "string"}), "/note: null: not on the other side"),
    "a member's type": (lambda d: sent(d)["name"].update(type="integer"), "/name: string: not on the other side"),
    "a member's value": (lambda d: schema(d, "Colour").update(enum=["red"]), "/colour: blue is no longer taken"),
    "a member's one value": (
        lambda d: sent(d).update(colour={"type": "string", "const": "red"}),
        "blue is no longer taken",
    ),
    "only some values": (lambda d: sent(d)["name"].update(enum=["a"]), "/name: others is no longer taken"),
    "a shorter text": (lambda d: sent(d)["name"].update(maxLength=50), "/name: maxLength is now 50"),
    "a longer least text": (lambda d: sent(d)["name"].update(minLength=2), "/name: minLength is now 2"),
    "a new bound": (lambda d: sent(d)["labels"].update(minItems=1), "/labels: minItems is now 1"),
    "a smaller number": (lambda d: sent(d)["count"].update(maximum=8), "/count: maximum is now 8"),
    "a pattern": (lambda d: sent(d)["name"].update(pattern="^a"), "/name: pattern is now ^a"),
    "a format": (lambda d: sent(d)["name"].update(format="date"), "/name: format is now date"),
    "no doubles": (lambda d: sent(d)["labels"].update(uniqueItems=True), "/labels: doubles are no longer taken"),
    "a member's default": (lambda d: sent(d)["count"].update(default=1), "body/count: another default"),
    "the default of a member by a name": (
        lambda d: sent(d)["colour"].update(default="red"),
        "/colour: another default",
    ),
    "a default no longer said": (lambda d: sent(d)["label"].pop("default"), "/label: no default"),
    "inside a list": (lambda d: sent(d)["labels"]["items"].update(maxLength=5), "/labels/-: maxLength is now 5"),
    "a parameter": (lambda d: get(d)["parameters"].pop(0), "query parameter limit: removed"),
    "a new required parameter": (lambda d: get(d)["parameters"].append(parameter("x", True)), "x: new and required"),
    "a parameter required": (lambda d: limit(d).update(required=True), "query parameter limit: now required"),
    "a parameter's type": (
        lambda d: limit(d)["schema"].update(type="boolean"),
        "limit: integer: not on the other side",
    ),
    "a parameter's bounds": (lambda d: limit(d)["schema"].update(maximum=50), "limit: maximum is now 50"),
    "a parameter's default": (
        lambda d: limit(d)["schema"].update(default=10),
        "query parameter limit: another default",
    ),
    "a body required": (lambda d: post(d)["requestBody"].update(required=True), "a body is now required"),
    "a new body": (lambda d: get(d).update(requestBody={"required": True, "content": {}}), "a body is now required"),
    "a body's media type": (
        lambda d: post(d)["requestBody"]["content"].pop("application/merge-patch+json"),
        "merge-patch+json: no longer taken",
    ),
    "a login": (lambda d: d["paths"]["/about"]["get"].pop("security"), "security: nobody in particular"),
    "another login": (lambda d: d.update(security=[{"mutual": []}]), "security: bearer is not let in as before"),
    "one login more": (lambda d: d.update(security=[{"bearer": [], "mutual": []}]), "security: bearer"),
    "a scope": (lambda d: d.update(security=[{"bearer": ["things:read"]}]), "security: bearer"),
}
HARMLESS: dict[str, Change] = {
    "nothing": lambda d: None,
    "texts and examples": lambda d: get(d).update(summary="x", description="y", tags=["z"]),
    "a path": lambda d: d["paths"].update({"/others": {"get": {"operationId": "x", "responses": {"200": {}}}}}),
    "an operation": lambda d: d["paths"]["/about"].update({"put": {"operationId": "x", "responses": {"200": {}}}}),
    "an optional parameter": lambda d: get(d)["parameters"].append(parameter("x", False)),
    "a header's spelling": lambda d: get(d)["parameters"][1].update(name="if-none-match"),
    "an optional member": lambda d: sent(d).update(size={"type": "string"}),
    "a member no longer required": lambda d: schema(d, "ThingIn")["required"].clear(),
    "a member that may be null": lambda d: sent(d).update(name={"anyOf": [sent(d)["name"], {"type": "null"}]}),
    "a value that is taken and told": lambda d: schema(d, "Colour")["enum"].append("green"),
    "wider bounds": lambda d: (sent(d)["name"].update(maxLength=200, minLength=0), sent(d)["count"].pop("minimum")),
    "a format no longer asked for": lambda d: sent(d)["name"].update(format=None) or sent(d)["name"].pop("format"),
    "a number instead of a whole one is taken": lambda d: sent(d)["count"].update(type="number"),
    "a member of an answer": lambda d: told(d).update(size={"type": "string"}),
    "a member of an answer always there": lambda d: schema(d, "Thing")["required"].append("note"),
    "a member of an answer never null": lambda d: told(d).update(note={"type": "string"}),
    "a status": lambda d: get(d)["responses"].update({"410": {"$ref": "#/components/responses/404"}}),
    "a header of an answer": lambda d: get(d)["responses"]["200"]["headers"].update({"Link": {}}),
    "a media type that is taken": lambda d: post(d)["requestBody"]["content"].update(
        {"application/xml": {"schema": {}}}
    ),
    "a media type that is answered": lambda d: get(d)["responses"]["200"]["content"].update(
        {"text/csv": {"schema": {}}}
    ),
    "a default of an answer": lambda d: told(d)["name"].update(default="x"),
    "a default said where the schema has its name": lambda d: (
        d["components"]["schemas"].update(Count=sent(d)["count"]),
        sent(d).update(count={"$ref": "#/components/schemas/Count"}),
    ),
    "another way to log in": lambda d: d["security"].append({"mutual": []}),
    "no login": lambda d: get(d).update(security=[]),
    "a schema by another name": lambda d: (
        d["components"]["schemas"].update(Shade=d["components"]["schemas"]["Colour"]),
        sent(d).update(colour={"$ref": "#/components/schemas/Shade"}),
    ),
}


@pytest.mark.parametrize("name", BREAKING)
def test_a_break_is_seen(name: str) -> None:
    change, expected = BREAKING[name]
    new = deepcopy(SMALL)
    change(new)
    found = breaks(SMALL, new)
    assert any(expected in each for each in found), found


@pytest.mark.parametrize("name", HARMLESS)
def test_an_addition_is_free(name: str) -> None:
    new = deepcopy(SMALL)
    HARMLESS[name](new)
    assert breaks(SMALL, new) == []
