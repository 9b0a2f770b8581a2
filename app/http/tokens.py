"""Tokens: from what a request presents (`http.credentials`) to an actor, or to nobody.

Access tokens by RFC 9068 from the issuers of `http.issuers`, and nothing else: no identity in a plain header, no
ID token, and no switch that turns this off. The client learns that a token does not hold, never why; the log gets a
word of ours for the reason and nothing of the token. The time is the wall clock's, never the movable one of
`http.clock`: whoever could move that could use a token that has ended.
"""

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from joserfc.jwk import Key
from starlette.requests import HTTPConnection

from app.domain.actor import Actor
from app.domain.refusal import Unauthenticated
from app.http import claims, compact, confirmation, credentials
from app.http.challenges import CHALLENGES, NOT_LOGGED_IN, PROOF_NOT_VALID, TOKEN_NOT_VALID
from app.http.compact import Refused
from app.http.confirmation import Confirmation
from app.http.credentials import Presented
from app.http.dpop import ProofRefused, Proofs
from app.http.issuers import Issuer

__all__ = ["CHALLENGES", "NOT_LOGGED_IN", "PROOF_NOT_VALID", "TOKEN_NOT_VALID", "Verifier", "make_authenticate"]

_CACHED = 10_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class Held:
    """What was found out about a token that held: who, bound to what, from when until when, and signed by which key."""

    actor: Actor
    confirmation: Confirmation
    since: int
    until: int
    issuer: Issuer
    key: Key
    kid: str


class Verifier:
    """Holds the issuers and remembers tokens that held, by their digest: a signature costs more than most reads."""

    def __init__(self, issuers: Iterable[Issuer]):
        self._issuers = {issuer.issuer: issuer for issuer in issuers}
        self._held: OrderedDict[bytes, Held] = OrderedDict()
        self._proofs = Proofs()
        self._lock = threading.Lock()

    async def verify(self, presented: Presented, now: float | None = None) -> Actor:
        """Who calls. Raises `Unauthenticated` for every token that does not hold at this second for this sender."""
        now = time.time() if now is None else now
        try:
            held = await self._believed(presented.token, now)
            self._prove(held.confirmation, presented, now)
            return held.actor
        except Refused as refused:
            _log.info("token refused: %s", refused.reason)
            rule = PROOF_NOT_VALID if isinstance(refused, ProofRefused) else TOKEN_NOT_VALID
            raise Unauthenticated(rule) from None

    def _prove(self, bound: Confirmation, presented: Presented, now: float) -> None:
        """The sender is who the token was given to. Nothing of this is remembered: each request proves it anew."""
        if bound.certificate is not None and presented.certificate != bound.certificate:
            raise Refused("certificate")
        if presented.proof is None:
            if bound.key is not None:
                raise Refused("bound to a key, sent as bearer")
        elif bound.key is None:
            raise Refused("sent with a proof, bound to no key")
        else:
            self._proofs.check(presented.proof, presented.token, bound.key, now)

    async def _believed(self, token: str, now: float) -> Held:
        if not token.isascii():
            raise Refused("not ascii")
        digest = hashlib.sha256(token.encode("ascii")).digest()
        held = self._known(digest, now)
        # A key that its issuer has withdrawn takes the tokens with it that it has signed.
        if held is None or await held.issuer.keys.find(held.kid) is not held.key:
            held = self._remember(digest, await self._judge(token, now))
        return held

    async def _judge(self, token: str, now: float) -> Held:
        unbelieved = compact.read(token)
        name = unbelieved.claims.get("iss")
        issuer = self._issuers.get(name) if isinstance(name, str) else None
        if issuer is None:
            raise Refused("iss")
        if unbelieved.algorithm not in issuer.algorithms:
            raise Refused("alg of another issuer")
        kid = unbelieved.header["kid"]
        key = await issuer.keys.find(kid)
        if key is None:
            raise Refused("kid unknown")
        if not unbelieved.signed_by(key):
            raise Refused("signature")
        believed = unbelieved.claims
        since, until = claims.period(believed, now)
        bound = confirmation.read(issuer, believed)
        return Held(claims.actor(issuer, believed), bound, since, until, issuer, key, kid)

    def _known(self, digest: bytes, now: float) -> Held | None:
        with self._lock:
            held = self._held.get(digest)
            if held is None:
                return None
            if not held.since <= now < held.until:
                del self._held[digest]
                return None
            self._held.move_to_end(digest)
            return held

    def _remember(self, digest: bytes, held: Held) -> Held:
        with self._lock:
            self._held[digest] = held
            if len(self._held) > _CACHED:
                self._held.popitem(last=False)
        return held


def make_authenticate(verifier: Verifier) -> Callable[[HTTPConnection], Awaitable[Actor]]:
    """What the application keeps as `app.state.authenticate`."""

    async def authenticate(request: HTTPConnection) -> Actor:
        return await verifier.verify(credentials.presented(request))

    return authenticate
