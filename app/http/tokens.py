"""Tokens: from the Authorization header to an actor, or to nobody.

Access tokens by RFC 9068 from the issuers of `http.issuers`, and nothing else: no identity in a plain header, no
ID token, and no switch that turns this off. The client learns that a token does not hold, never why; the log gets a
word of ours for the reason and nothing of the token. The time is the wall clock's, never the movable one of
`http.clock`: whoever could move that could use a token that has ended.
"""

import hashlib
import logging
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable

from starlette.requests import HTTPConnection

from app.domain.actor import Actor
from app.domain.refusal import Unauthenticated
from app.domain.rule import Rule
from app.http import claims, compact
from app.http.compact import Refused
from app.http.issuers import Issuer

NOT_LOGGED_IN = Rule(
    "not-logged-in",
    "Anropet saknar åtkomsttoken: logga in och skicka den i fältet Authorization.",
    "The call carries no access token: log in and send it in the Authorization header.",
    "RFC 6750 2.1",
)
TOKEN_NOT_VALID = Rule(
    "token-not-valid",
    "Åtkomsttoken gäller inte här.",
    "The access token does not hold here.",
    "RFC 6750 3.1; RFC 9068 4",
)
# What `WWW-Authenticate` says for each rule. RFC 6750 3.1: no error code when there was no token to be wrong.
CHALLENGES = {
    NOT_LOGGED_IN.id: 'Bearer realm="sip"',
    TOKEN_NOT_VALID.id: 'Bearer realm="sip", error="invalid_token"',
}
_CACHED = 10_000
_BEARER = re.compile(r"(?i:bearer)(?: +([A-Za-z0-9._~+/-]+=*))?")
_log = logging.getLogger(__name__)


class Verifier:
    """Holds the issuers and remembers tokens that held, by their digest: a signature costs more than most reads."""

    def __init__(self, issuers: Iterable[Issuer]):
        self._issuers = {issuer.issuer: issuer for issuer in issuers}
        self._held: OrderedDict[bytes, tuple[Actor, int, int]] = OrderedDict()
        self._lock = threading.Lock()

    def verify(self, token: str, now: float | None = None) -> Actor:
        """Who calls. Raises `Unauthenticated` for every token that does not hold at this second."""
        now = time.time() if now is None else now
        try:
            if not token.isascii():
                raise Refused("not ascii")
            digest = hashlib.sha256(token.encode("ascii")).digest()
            known = self._known(digest, now)
            if known is not None:
                return known
            return self._remember(digest, *self._judge(token, now))
        except Refused as refused:
            _log.info("token refused: %s", refused.reason)
            raise Unauthenticated(TOKEN_NOT_VALID) from None

    def _judge(self, token: str, now: float) -> tuple[Actor, int, int]:
        unbelieved = compact.read(token)
        name = unbelieved.claims.get("iss")
        issuer = self._issuers.get(name) if isinstance(name, str) else None
        if issuer is None:
            raise Refused("iss")
        key = issuer.keys.get(unbelieved.kid)
        if unbelieved.algorithm not in issuer.algorithms or key is None:
            raise Refused("alg or kid")
        if not unbelieved.signed_by(key):
            raise Refused("signature")
        believed = unbelieved.claims
        since, until = claims.period(believed, now)
        return claims.actor(issuer, believed), since, until

    def _known(self, digest: bytes, now: float) -> Actor | None:
        with self._lock:
            held = self._held.get(digest)
            if held is None:
                return None
            actor, since, until = held
            if not since <= now < until:
                del self._held[digest]
                return None
            self._held.move_to_end(digest)
            return actor

    def _remember(self, digest: bytes, actor: Actor, since: int, until: int) -> Actor:
        with self._lock:
            self._held[digest] = (actor, since, until)
            if len(self._held) > _CACHED:
                self._held.popitem(last=False)
        return actor


def bearer(request: HTTPConnection) -> str:
    """The one bearer token of the request. Two Authorization headers are one too many, whatever is in them."""
    values = request.headers.getlist("authorization")
    if not values:
        raise Unauthenticated(NOT_LOGGED_IN)
    if len(values) > 1:
        raise Unauthenticated(TOKEN_NOT_VALID)
    if values[0].partition(" ")[0].lower() != "bearer":
        raise Unauthenticated(NOT_LOGGED_IN)
    parts = _BEARER.fullmatch(values[0])
    if not parts or not parts[1]:
        raise Unauthenticated(TOKEN_NOT_VALID)
    return parts[1]


def make_authenticate(verifier: Verifier) -> Callable[[HTTPConnection], Awaitable[Actor]]:
    """What the application keeps as `app.state.authenticate`."""

    async def authenticate(request: HTTPConnection) -> Actor:
        return verifier.verify(bearer(request))

    return authenticate
