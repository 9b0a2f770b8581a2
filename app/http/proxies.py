"""From where a request comes, and by which address: the peer of its connection, or what a trusted proxy says.

Only for counting, for whose header is believed and for links; who calls is said by the token alone.
"""

import ipaddress
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from starlette.types import Scope

from app.http import forwarded
from app.settings import Settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# A household, or a whole server, has one of these (RFC 6177): its single addresses are no limit to anybody.
_NETWORK_OF_A_CLIENT = 64


def is_trusted(host: str, settings: Settings) -> bool:
    """Whether the word of whoever has that address is taken (`SIP_TRUSTED_PROXIES`)."""
    address = _address(host)
    return address is not None and any(address in network for network in settings.trusted_proxies)


def client(scope: Scope, settings: Settings) -> str:
    """The address that a request is counted under; IPv6 by its network.

    The list that proxies add to is read from its end, as far as its writers are trusted: what stands before that was
    written by the client, or by anybody.
    """
    host = (scope.get("client") or ("", None))[0]
    for said in _said(scope, settings):
        if not is_trusted(host, settings) or _address(said) is None:
            break
        host = said
    address = _address(host)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _NETWORK_OF_A_CLIENT), strict=False))
    return host if address is None else str(address)


def gateway(scope: Mapping[str, Any], settings: Settings) -> str | None:
    """The base address that the client asked by, as a gateway in front says it in `Forwarded` (RFC 7239).

    None where no trusted proxy says so, and where what is said is not an address in `SIP_GATEWAY_URLS`: proxies copy
    the host from what the client wrote, so trust in a proxy is none in that.
    """
    if not settings.gateway_urls:
        return None
    host, asked = (scope.get("client") or ("", None))[0], None
    for said in forwarded.elements(scope):
        if not is_trusted(host, settings):
            break
        # The outermost of those that are trusted is the one that the client spoke to.
        host, asked = forwarded.node(said), forwarded.origin(said)
    return next((one for one in settings.gateway_urls if asked is not None and _origin(one) == asked), None)


@cache
def _origin(url: str) -> str | None:
    parts = urlsplit(url)
    return forwarded.origin({"proto": parts.scheme, "host": parts.netloc})


def _said(scope: Scope, settings: Settings) -> Iterable[str]:
    name = settings.client_address_header.lower().encode()
    if name == forwarded.NAME.encode():
        return map(forwarded.node, forwarded.elements(scope))
    lines = [value.decode("latin-1") for field, value in scope["headers"] if field == name]
    return (one.strip() for one in reversed(",".join(lines).split(",")))


def _address(host: str) -> Address | None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    # A socket for both families names an IPv4 peer in IPv6.
    return getattr(address, "ipv4_mapped", None) or address
