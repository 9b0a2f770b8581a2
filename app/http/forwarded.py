"""The `Forwarded` field (RFC 7239): what each proxy on the way says of the request that it took.

Only how the field is read; whose word is believed is decided in `http.proxies`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

NAME = "forwarded"
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PAIR = re.compile(rf'[ \t]*({_TOKEN})=(?:({_TOKEN})|"([^"\\,;]*)")[ \t]*')
_NODE = re.compile(r"\[([0-9A-Fa-f:.]{2,45})\](?::[0-9]{1,5})?|([0-9.]{7,15})(?::[0-9]{1,5})?")
_HOST = re.compile(r"([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::([0-9]{1,5}))?")
_DEFAULT_PORTS = {"http": "80", "https": "443"}


def elements(scope: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    """The field's elements from the last, which the nearest proxy wrote; one that cannot be read says nothing.

    A comma always parts them: nothing that is read here has one, and a quote that is opened and never closed must not
    swallow what the next proxy writes.
    """
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name == NAME.encode()]
    for element in reversed(",".join(lines).split(",")):
        pairs = [_PAIR.fullmatch(pair) for pair in element.split(";")]
        said = {pair[1].lower(): pair[2] or pair[3] or "" for pair in pairs if pair}
        # Twice the same name, or anything else beside the pairs, and nobody knows what was meant.
        yield said if len(said) == len(pairs) else {}


def node(said: Mapping[str, str]) -> str:
    """The address in `for`, without its port; empty when there is none, as for `unknown` and hidden names."""
    found = _NODE.fullmatch(said.get("for", ""))
    return (found[1] or found[2]) if found else ""


def origin(said: Mapping[str, str]) -> str | None:
    """The scheme and host that the proxy was asked by, in one spelling; None unless both are said."""
    scheme, host = said.get("proto", "").lower(), _HOST.fullmatch(said.get("host", ""))
    if scheme not in _DEFAULT_PORTS or not host:
        return None
    port = "" if host[2] in (None, _DEFAULT_PORTS[scheme]) else f":{host[2]}"
    return f"{scheme}://{host[1].lower()}{port}"
