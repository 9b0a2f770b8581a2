"""What a request presents: the token in its Authorization header, and what came with it to prove the sender.

`Bearer` (RFC 6750) or `DPoP` (RFC 9449), in the header and nowhere else. What it is worth is said in `http.tokens`.
"""

import logging
import re
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from app.domain.refusal import Unauthenticated
from app.http import certificates, problems
from app.http.challenges import NOT_LOGGED_IN, PROOF_NOT_VALID, TOKEN_NOT_VALID
from app.http.compact import Refused
from app.http.dpop import Proof

_SCHEMES = ("bearer", "dpop")
_CREDENTIALS = re.compile(r"(?i:bearer|dpop)(?: +([A-Za-z0-9._~+/-]+=*))?")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class Presented:
    """A token and what came with it to show that it was sent by whom it was given to."""

    token: str
    proof: Proof | None = None
    certificate: str | None = None


def presented(request: HTTPConnection) -> Presented:
    """The one token of the request with its proofs. Two Authorization headers are one too many, whatever is in them."""
    values = request.headers.getlist("authorization")
    if not values:
        raise Unauthenticated(NOT_LOGGED_IN)
    if len(values) > 1:
        raise Unauthenticated(TOKEN_NOT_VALID)
    scheme = values[0].partition(" ")[0].lower()
    if scheme not in _SCHEMES:
        raise Unauthenticated(NOT_LOGGED_IN)
    parts = _CREDENTIALS.fullmatch(values[0])
    if not parts or not parts[1]:
        raise Unauthenticated(TOKEN_NOT_VALID)
    try:
        certificate = certificates.thumbprint(request, request.app.state.settings)
    except Refused as refused:
        _log.info("token refused: %s", refused.reason)
        raise Unauthenticated(TOKEN_NOT_VALID) from None
    return Presented(parts[1], _proof(request) if scheme == "dpop" else None, certificate)


def _proof(request: HTTPConnection) -> Proof:
    values = request.headers.getlist("dpop")
    if len(values) != 1:
        raise Unauthenticated(PROOF_NOT_VALID)
    path = request.scope.get("raw_path") or request.scope["path"].encode()
    address = problems.base_url(request.scope) + path.partition(b"?")[0].decode("latin-1")
    return Proof(values[0], request.scope["method"], address)
