"""Wrong inputs, drawn at random: a good request with one thing wrong in its body, query, address or header fields."""

import json
import random
import re
from dataclasses import dataclass, field
from typing import Any

from tests.house.operations import Operation
from tests.soak.rounds import Round

# What stands in the place of a good value, as text that need not be JSON.
VALUES = ("NaN", "-Infinity", "1e400", "-1e400", "9223372036854775808", "-9223372036854775809", "9" * 5000, "1e-400",
          '"a\\u0000b"', '"\\ud800"', '"\\udfff\\ud800"', '"\u202e"', '"\u2066"', "true", "null", "5", '"5"', "5.5",
          "-1", '""', '"   "', "[]", "{}", "[null]", '{"": null}', "[[]]", '"2026-02-30"', '"2026-02-30T10:15:00Z"',
          '"0000-01-01T00:00:00Z"', '"9999-12-31T23:59:59-14:00"', '"0001-01-01T00:00:00+14:00"', '"9999-12-31"',
          '"20260303T101500Z"', '"٢٠٢٦-٠٣-٠٣"', '"٥"', '"199002309801"', '"000000000000"', '"SE"', '"SE2329990015-"',
          '"https://[::1"', '"https://\\u0000/"', '"' + "x" * 100_000 + '"', '"' + "å" * 5_000 + '"', '"\\uffff"',
          "[" * 33 + "]" * 33, "[" * 900 + "]" * 900, '{"a":' * 40 + "1" + "}" * 40)  # fmt: skip
NUMBERS = ("5_0", "%205", "+5", "-5", "%D9%A5", "5.0", "0x5", "", "true", "NaN", "9223372036854775808", "2147483648",
           "9" * 400, "%00", "%FF", "%ED%A0%80", "0")  # fmt: skip
IDS = ("x", "%00", "%FF", "%ED%A0%80", "%2F", "..%2F..", "%0A", "0" * 32, "{}", "0" * 600, "%D9%A5", "-", "%25",
       "'--", "00000000-0000-0000-0000-00000000000g", "urn:uuid:00000000-0000-0000-0000-000000000000")  # fmt: skip
WORDS = ("", "\xff", "ÅÄÖ", '"', '""', '"x', "W/", 'W/"1"', '"1", "2"', "*, *", "1", '"-1"', '"1-ended-ended"',
         ",,,", "x" * 8_000, "a=b;c", "application/xml", "text/plain; charset=utf-16", "application/json; charset=x",
         "gzip, br", "Bearer", "Bearer x", "Bearer a.b.c", "DPoP x", "Basic eDp4", "9999-99-99T99:99:99Z", "00-0-0-00",
         "q=9;q=x", "9" * 300, "0000-00-00", "2026-03-03T10:15:00", "199001019801", "\u00a0", "*/*;q=0")  # fmt: skip
FIELDS = ("If-Match", "If-None-Match", "Idempotency-Key", "Accept", "Accept-Language", "Content-Type", "Authorization",
          "Content-Encoding", "traceparent", "Sip-Development-Time", "DPoP", "Forwarded", "X-Forwarded-For",
          "Range", "Expect", "Content-Language", "Client-Cert")  # fmt: skip
QUERIES = ("page={0}", "limit={0}", "page=1&page=2", "{0}=1", "page=1&limit={0}", "asOf={0}", "from={0}", "wait={0}",
           "after={0}", "since={0}", "until={0}", "unit={0}", "status={0}", "matching={0}", "={0}", "&&=&")  # fmt: skip


@dataclass
class Wrong:
    """One request. `what` says where it is wrong."""

    what: str
    method: str
    path: str
    content: bytes
    headers: dict[str, bytes] = field(default_factory=dict)


def draw(chance: random.Random, one: Operation, about: Round) -> Wrong:
    """That operation, with one thing wrong; now and then what was drawn happens to be right."""
    good = Wrong("", one.method.upper(), about.address(one), about.body(one).encode())
    good.headers = {"If-Match": b"*"} if one.method != "get" else {}
    if good.content:
        good.headers["Content-Type"] = b"application/json"
        if chance.random() < 0.75:
            return chance.choice([_value, _value, _value, _member, _octets])(chance, good)
    return chance.choice([_query, _query, _address, _field, _field, _method])(chance, good)


def _value(chance: random.Random, good: Wrong) -> Wrong:
    """One value of the body, at whatever depth, is another."""
    document = json.loads(good.content)
    places = list(_places(document))
    holder, name = chance.choice(places)
    holder[name] = "@wrong@"
    text = json.dumps(document, ensure_ascii=False).replace('"@wrong@"', chance.choice(VALUES))
    good.what, good.content = f"value {name}", text.encode()
    return good


def _places(document: Any) -> Any:
    inner = document.items() if isinstance(document, dict) else enumerate(document)
    for name, value in inner:
        yield document, name
        if isinstance(value, dict | list):
            yield from _places(value)


def _member(chance: random.Random, good: Wrong) -> Wrong:
    """One name is missing, twice there, unknown or misspelt."""
    text = good.content.decode()
    names = re.findall(r'"(\w+)":', text)
    name = chance.choice(names)
    changed = (f'"{name}": null, "{name}":', '"okänt": 1, "x":', f'"{name}\\u0000":', f'"{name.upper()}":', '"":')
    good.what, good.content = f"name {name}", text.replace(f'"{name}":', chance.choice(changed), 1).encode()
    return good


def _octets(chance: random.Random, good: Wrong) -> Wrong:
    """Something that is not this body in UTF-8."""
    content, cut = good.content, chance.randrange(1, len(good.content))
    some = bytes(chance.getrandbits(8) for _ in range(3))
    made = (
        content[:cut], content[cut:], content[:cut] + some + content[cut:], content + content, b"", b"   ", b"null",
        b"[" + content + b"]", b"\xef\xbb\xbf" + content, content.decode().encode("utf-16"), b"\0" * 50, b"{" * 5000,
        content.replace(b'"', b"'"), content.replace(b":", b""), b"5", b'"' + b"x" * 200_000 + b'"',
        b"\x1f\x8b" + content,
    )  # fmt: skip
    good.what, good.content = "octets", chance.choice(made)
    return good


def _query(chance: random.Random, good: Wrong) -> Wrong:
    good.what = "query"
    good.path += "?" + chance.choice(QUERIES).format(chance.choice(NUMBERS))
    return good


def _address(chance: random.Random, good: Wrong) -> Wrong:
    """One segment is another, or there is one too many."""
    places = good.path.split("/")
    places[chance.randrange(3, len(places))] = chance.choice(IDS)
    good.what = "address"
    good.path = "/".join(places) if chance.random() < 0.9 else good.path + "/" + chance.choice(IDS)
    return good


def _field(chance: random.Random, good: Wrong) -> Wrong:
    name = chance.choice(FIELDS)
    good.what = f"field {name}"
    good.headers[name] = chance.choice(WORDS).encode()
    return good


def _method(chance: random.Random, good: Wrong) -> Wrong:
    good.what = "method"
    good.method = chance.choice([one for one in ("GET", "PUT", "POST", "PATCH", "DELETE") if one != good.method])
    return good
