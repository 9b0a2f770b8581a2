"""Two schemas compared: is what was taken still taken (`narrowed`), is what is answered what was promised
(`widened`)?"""

from collections.abc import Iterator
from typing import Any

from tests.contract.profile.reading import Json, resolved

# A bound, and whether a greater value of it lets less through.
BOUNDS = {
    "minimum": True,
    "exclusiveMinimum": True,
    "minLength": True,
    "minItems": True,
    "minProperties": True,
    "maximum": False,
    "exclusiveMaximum": False,
    "maxLength": False,
    "maxItems": False,
    "maxProperties": False,
}
_Seen = frozenset[Any]


def narrowed(old: Json, was: Json, new: Json, now: Json, where: str, seen: _Seen = frozenset()) -> Iterator[str]:
    """How `now` takes less than `was`: both of what a client sends."""
    key = (was.get("$ref"), now.get("$ref"))
    if None not in key and key in seen:
        return
    seen |= {key}
    before, after = _variants(old, was), _variants(new, now)
    for one in before:
        yield from _best(
            [list(_takes_less(old, one, new, other, where, seen)) for other in _near(one, after)], one, where
        )


def widened(old: Json, was: Json, new: Json, now: Json, where: str, seen: _Seen = frozenset()) -> Iterator[str]:
    """How `now` answers what `was` did not promise: both of what a client reads."""
    key = (was.get("$ref"), now.get("$ref"))
    if None not in key and key in seen:
        return
    seen |= {key}
    before, after = _variants(old, was), _variants(new, now)
    for one in after:
        yield from _best(
            [list(_says_more(old, other, new, one, where, seen)) for other in _near(one, before)], one, where
        )


def _best(found: list[list[str]], one: Json, where: str) -> list[str]:
    """The fewest faults among those that it may be meant to be; none to be meant is a fault in itself."""
    return min(found, key=len) if found else [f"{where}: {one.get('type', 'anything')}: not on the other side"]


def _near(one: Json, others: list[Json]) -> list[Json]:
    """Those of the same type; a schema without a type is of every type."""
    kind = one.get("type")
    return [each for each in others if kind is None or each.get("type") in (None, kind, *_also(kind))]


def _also(kind: str) -> tuple[str, ...]:
    return ("number",) if kind == "integer" else ()


def _variants(document: Json, schema: Json) -> list[Json]:
    """The schema as a choice between plain ones: references followed, `allOf` put together, lists of types parted."""
    schema = resolved(document, schema)
    if "allOf" in schema:
        return [_together(document, schema)]
    for name in ("anyOf", "oneOf"):
        if name in schema:
            return [each for one in schema[name] for each in _variants(document, one)]
    if isinstance(schema.get("type"), list):
        return [schema | {"type": one} for one in schema["type"]]
    return [schema]


def _together(document: Json, schema: Json) -> Json:
    whole: Json = {name: value for name, value in schema.items() if name != "allOf"}
    properties, required = dict(schema.get("properties", {})), list(schema.get("required", ()))
    for one in schema["allOf"]:
        for part in _variants(document, one):
            whole |= {name: value for name, value in part.items() if name not in ("properties", "required")}
            properties |= part.get("properties", {})
            required += part.get("required", ())
    return whole | {"properties": properties, "required": required}


def _values(schema: Json) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _default(document: Json, schema: Json) -> Any:
    """What a member is taken to be when it is left out; it may stand beside a reference, or where that leads."""
    return schema.get("default", resolved(document, schema).get("default"))


def _takes_less(old: Json, was: Json, new: Json, now: Json, where: str, seen: _Seen) -> Iterator[str]:
    if was.get("type") is None and now.get("type") is not None:
        yield f"{where}: only {now['type']} is taken"
    values = _values(now)
    if values is not None:
        missing = [one for one in _values(was) or ["others"] if one not in values]
        yield from (f"{where}: {one} is no longer taken" for one in missing)
    for name in ("format", "pattern", "multipleOf"):
        if name in now and now[name] != was.get(name):
            yield f"{where}: {name} is now {now[name]}"
    for name, greater_is_less in BOUNDS.items():
        if name in now and (name not in was or ((now[name] > was[name]) == greater_is_less and now[name] != was[name])):
            yield f"{where}: {name} is now {now[name]}"
    if now.get("uniqueItems") and not was.get("uniqueItems"):
        yield f"{where}: doubles are no longer taken"
    open_before, open_now = was.get("additionalProperties", True), now.get("additionalProperties", True)
    if open_before is not False and open_now is False:
        yield f"{where}: unknown members are no longer taken"
    if isinstance(open_before, dict) and isinstance(open_now, dict):
        yield from narrowed(old, open_before, new, open_now, f"{where}/*", seen)
    yield from (
        f"{where}/{name}: now required" for name in now.get("required", ()) if name not in was.get("required", ())
    )
    for name, schema in was.get("properties", {}).items():
        if name in now.get("properties", {}):
            default = _default(new, now["properties"][name])
            if _default(old, schema) != default:
                yield f"{where}/{name}: {'no default' if default is None else 'another default'}"
            yield from narrowed(old, schema, new, now["properties"][name], f"{where}/{name}", seen)
        elif open_now is False:
            yield f"{where}/{name}: removed"
    if "items" in now:
        yield from narrowed(old, was.get("items", {}), new, now["items"], f"{where}/-", seen)


def _says_more(old: Json, was: Json, new: Json, now: Json, where: str, seen: _Seen) -> Iterator[str]:
    if now.get("type") is None and was.get("type") is not None:
        yield f"{where}: may be anything now"
    if _values(was) is not None and _values(now) is None:
        yield f"{where}: any value may come now"
    if "format" in was and now.get("format") != was["format"]:
        yield f"{where}: no longer of format {was['format']}"
    for name, schema in was.get("properties", {}).items():
        if name not in now.get("properties", {}):
            yield f"{where}/{name}: removed"
            continue
        if name in was.get("required", ()) and name not in now.get("required", ()):
            yield f"{where}/{name}: may be left out now"
        yield from widened(old, schema, new, now["properties"][name], f"{where}/{name}", seen)
    for inner, name in (("items", "-"), ("additionalProperties", "*")):
        if isinstance(was.get(inner), dict) and isinstance(now.get(inner), dict):
            yield from widened(old, was[inner], new, now[inner], f"{where}/{name}", seen)
