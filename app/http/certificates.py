"""The client's certificate (RFC 8705), from a proxy that has seen it.

TLS ends in the proxy in front, so the certificate comes in a header, and a header can be written by anybody: it counts
only when the connection comes from an address in `SIP_TRUSTED_PROXIES`, and from everybody else it is as if it were
not there. The proxy must have asked for the certificate, and must throw away a header of that name that came from
outside (RFC 9440 2.4). Whether the certificate is valid is the proxy's question; whose token it is, is ours.
"""

import base64
import hashlib
import re
from urllib.parse import unquote

from starlette.requests import HTTPConnection

from app.http import proxies
from app.http.compact import Refused
from app.settings import Settings

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----\s([A-Za-z0-9+/=\s]+)\s-----END CERTIFICATE-----\s*")


def thumbprint(request: HTTPConnection, settings: Settings) -> str | None:
    """`x5t#S256` of the certificate; None when there is none that counts. `Refused` for one that cannot be read."""
    if request.client is None or not proxies.is_trusted(request.client.host, settings):
        return None
    values = request.headers.getlist(settings.client_certificate_header)
    if not any(values):
        return None
    if len(values) > 1:
        raise Refused("two certificates")
    digest = hashlib.sha256(_der(values[0])).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def _der(value: str) -> bytes:
    """Two spellings: `:base64:` (RFC 9440), and the escaped PEM that nginx calls `$ssl_client_escaped_cert`."""
    try:
        if len(value) > 2 and value[0] == value[-1] == ":":
            return base64.b64decode(value[1:-1], validate=True)
        if pem := _PEM.fullmatch(unquote(value, errors="strict")):
            return base64.b64decode("".join(pem[1].split()), validate=True)
    except ValueError:
        pass
    raise Refused("certificate header")
