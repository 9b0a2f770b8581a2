"""What would break a client between two contracts, in sentences; nothing means that she can go on as she is.

Additions are free: an operation, an optional parameter or member, a member or a value in an answer, a new error status.
All else that a client may rest on stands: what is sent is taken as before, and what is answered is what was promised.
A name in an answer that a client does not know is hers to tolerate (VER.03).
"""

import re
from collections.abc import Iterator
from typing import Any

from tests.contract.profile.reading import METHODS, Json, resolved
from tests.contract.schemas import narrowed, widened


def breaks(old: Json, new: Json) -> list[str]:
    """Every way in which `new` breaks who keeps to `old`."""
    return list(dict.fromkeys(_breaks(old, new)))


def _breaks(old: Json, new: Json) -> Iterator[str]:
    # An operation that says the same, and means the same by it, breaks nobody.
    alike = all(old.get(part) == new.get(part) for part in ("components", "security"))
    for path, item in old["paths"].items():
        for method in METHODS:
            if method not in item:
                continue
            where = f"{method.upper()} {path}"
            after = new["paths"].get(path, {}).get(method)
            if after is None:
                yield f"{where}: removed"
                continue
            before = item[method]
            if alike and before == after:
                continue
            if before.get("operationId") != after.get("operationId"):
                yield f"{where}: another operationId; generated clients call it by that name"
            yield from _security(old, new, before, after, where)
            yield from _parameters(old, new, before, after, where)
            yield from _body(old, new, before, after, where)
            yield from _answers(old, new, before, after, where)


def _security(old: Json, new: Json, before: Json, after: Json, where: str) -> Iterator[str]:
    """Each way to be let in is still one: with the same schemes, and no more scopes than it took."""
    ways = before.get("security", old.get("security")) or [{}]
    now = after.get("security", new.get("security")) or [{}]
    for way in ways:
        if not any(all(name in way and set(scopes) <= set(way[name]) for name, scopes in one.items()) for one in now):
            yield f"{where}: security: {' and '.join(way) or 'nobody in particular'} is not let in as before"


def _parameters(old: Json, new: Json, before: Json, after: Json, where: str) -> Iterator[str]:
    def named(document: Json, operation: Json) -> dict[tuple[str, str], Json]:
        given = [resolved(document, one) for one in operation.get("parameters", ())]
        return {(one["in"], one["name"].lower() if one["in"] == "header" else one["name"]): one for one in given}

    known, now = named(old, before), named(new, after)
    for key, one in known.items():
        what = f"{where}: {key[0]} parameter {key[1]}"
        if key not in now:
            yield f"{what}: removed"
            continue
        if now[key].get("required") and not one.get("required"):
            yield f"{what}: now required"
        if now[key]["schema"].get("default") != one["schema"].get("default"):
            yield f"{what}: another default"
        yield from narrowed(old, one["schema"], new, now[key]["schema"], what)
    for key, one in now.items():
        if key not in known and one.get("required"):
            yield f"{where}: {key[0]} parameter {key[1]}: new and required"


def _body(old: Json, new: Json, before: Json, after: Json, where: str) -> Iterator[str]:
    was, now = (resolved(doc, one.get("requestBody", {})) for doc, one in ((old, before), (new, after)))
    if now.get("required") and not was.get("required"):
        yield f"{where}: a body is now required"
    for media, content in was.get("content", {}).items():
        if media not in now.get("content", {}):
            yield f"{where}: a body as {media}: no longer taken"
        else:
            yield from narrowed(old, content["schema"], new, now["content"][media]["schema"], f"{where}: body")


def _answers(old: Json, new: Json, before: Json, after: Json, where: str) -> Iterator[str]:
    for status in after["responses"]:
        if re.fullmatch("2..", status) and status not in before["responses"]:
            yield f"{where}: {status}: a success that nobody expects"
    for status, given in before["responses"].items():
        what = f"{where}: {status}"
        if status not in after["responses"]:
            yield f"{what}: removed"
            continue
        was, now = resolved(old, given), resolved(new, after["responses"][status])
        for name in was.get("headers", {}):
            if name not in now.get("headers", {}):
                yield f"{what}: header {name}: removed"
        for media, content in was.get("content", {}).items():
            other: Any = now.get("content", {}).get(media)
            if other is None:
                yield f"{what}: as {media}: removed"
            else:
                yield from widened(old, content["schema"], new, other["schema"], what)
