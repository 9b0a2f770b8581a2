"""Where the service listens: in development mode on this computer only.

A development installation mints its own tokens and lets the clock be moved, so whoever reaches it is everybody.
"""

import ipaddress

from app.settings import Settings

_LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


class BindingFault(RuntimeError):
    """The address to listen on is not allowed in this mode."""


def require_loopback(settings: Settings) -> None:
    """Raises `BindingFault` when development would listen on anything but 127.0.0.0/8, ::1 or localhost."""
    if settings.development and not _is_loopback(settings.host):
        raise BindingFault(
            "development mode listens on loopback only: set SIP_HOST to 127.0.0.1, ::1 or localhost, "
            "or SIP_MODE to production"
        )


def _is_loopback(host: str) -> bool:
    """An empty host means every address, and a name other than localhost may mean any: both are no."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in _LOOPBACK)
