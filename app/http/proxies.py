"""From where a request comes: the peer of its connection, or what a trusted proxy says of whom it speaks for.

Only for counting and for whose header is believed; who calls is said by the token alone.
"""

import ipaddress
from collections.abc import Iterable

from starlette.types import Scope

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


def _said(scope: Scope, settings: Settings) -> Iterable[str]:
    name = settings.client_address_header.lower().encode()
    lines = [value.decode("latin-1") for field, value in scope["headers"] if field == name]
    return (one.strip() for one in reversed(",".join(lines).split(",")))


def _address(host: str) -> Address | None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    # A socket for both families names an IPv4 peer in IPv6.
    return getattr(address, "ipv4_mapped", None) or address
