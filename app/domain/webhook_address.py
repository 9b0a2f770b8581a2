"""Where a webhook may be sent: an https address on the public internet, or in a network that the operator has named.

Asked twice: of the address as it is written, when a subscription is made, and of every network address that its name
leads to, each time before a connection is made. What a name leads to may change at any time (DNS rebinding), and a
number can be written in many ways; so the second question is the one that counts.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from app.domain.contents.asking import refuse_if
from app.domain.rule import Rule

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
ADDRESS = Rule(
    "webhook-address",
    "Adressen ska vara en https-adress utan användarnamn och fragment, som leder ut på det publika nätet.",
    "The address must be an https address without user name and fragment that leads to the public internet.",
)
MOST_CHARACTERS = 2000
# Addresses that hold another address, which a gateway may lead on to; and a cloud's service for its own machines, which
# has a public address. What is private, shared, local or reserved, `ipaddress` knows.
_GATEWAYS = ("::ffff:0:0/96", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "192.88.99.0/24")
_NEVER = tuple(map(ip_network, (*_GATEWAYS, "fec0::/10", "168.63.129.16/32")))
# Of what was set apart lately, not every Python knows: addresses for documentation and for protocols.
_NOT_PUBLIC = tuple(map(ip_network, ("192.0.0.0/24", "3fff::/20")))
_GLOBAL_UNICAST = ip_network("2000::/3")


def may_be_reached(address: Address, networks: Iterable[Network] = (), *, loopback: bool = False) -> bool:
    """Whether a connection may be made to this address. `networks` are those that the operator has named.

    What is this very machine's or this very link's is not reached by being named: there are the metadata services.
    """
    if address.is_loopback:
        return loopback
    if address.is_link_local or address.is_multicast or address.is_unspecified or _held(address, _NEVER):
        return False
    if _held(address, networks):
        return True
    public = address.version == 4 or address in _GLOBAL_UNICAST
    return public and address.is_global and not _held(address, _NOT_PUBLIC)


def _held(address: Address, networks: Iterable[Network]) -> bool:
    return any(address.version == one.version and address in one for one in networks)


def fits(text: str, networks: Iterable[Network] = (), *, loopback: bool = False) -> bool:
    """Whether an address is written as it must be. `loopback`: http, and this very machine, are taken too."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    written = text.isascii() and text.isprintable() and " " not in text and "\\" not in text
    if not written or not host or parts.username is not None or "#" in text or "@" in parts.netloc or port == 0:
        return False
    try:
        number: Address | None = ip_address(host)
    except ValueError:
        number = None
    if number is not None and not may_be_reached(number, networks, loopback=loopback):
        return False
    if parts.scheme == "http":
        return loopback and (host == "localhost" or (number is not None and number.is_loopback))
    return parts.scheme == "https"


def require_address(text: str, networks: Iterable[Network], *, loopback: bool) -> None:
    refuse_if(not fits(text, networks, loopback=loopback), ADDRESS, "/address")
