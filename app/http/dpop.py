"""DPoP (RFC 9449): a proof, fresh for each request, that its sender holds the key that the token is bound to.

There is no server nonce. A proof holds for a minute, for one method, address and token, and once; a nonce would stop
only proofs that somebody has made beforehand with the client's own key, and would cost a round trip and a memory that
several processes share. The memory of proofs is the process's own, and bounded: when it is full of proofs that still
could come again, no more are taken (503) until some have ended. Nobody without a valid token can fill it.
"""

import hashlib
import json
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from app.domain.refusal import BUSY, Unavailable
from app.http import compact, keysets
from app.http.compact import Refused

OLDEST = 60
LEEWAY = 30
_REMEMBERED = 200_000
_TYPES = ("dpop+jwt",)
_LONGEST_ID = 255
# RFC 7638 3.2: what makes a key the key that it is, in this order.
_THUMBPRINT = {"EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n"), "OKP": ("crv", "kty", "x")}
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ADDRESS = re.compile(r"(?i:https?)://[!-~]+")
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile("[A-Za-z0-9._~-]")


class ProofRefused(Refused):
    """The proof does not hold; the token may."""


@dataclass(frozen=True, slots=True, repr=False)
class Proof:
    """The proof as it came, and the request it came with. `address` is ours, never the caller's word."""

    text: str
    method: str
    address: str


class Proofs:
    """Judges proofs, and remembers them for as long as they could come again."""

    def __init__(self) -> None:
        self._seen: dict[bytes, float] = {}

    def check(self, proof: Proof, token: str, thumbprint: str, now: float) -> None:
        """Raises `ProofRefused` unless this proof holds for this request and token, with this very key, and once."""
        try:
            signed = compact.take(proof.text, _TYPES, compact.REFUSED_BESIDE_JWK)
            jwk = _public(signed.header.get("jwk"), signed.algorithm)
            # Before the signature: only a key that the token names is worth the work.
            if _thumbprint(jwk) != thumbprint:
                raise Refused("another key")
            if not signed.signed_by(keysets.public_key(jwk)):
                raise Refused("signature")
            identity = _check_claims(signed.claims, proof, token, now)
        except (Refused, keysets.NotAKey) as refused:
            raise ProofRefused(f"proof: {refused}") from None
        self._remember(hashlib.sha256(f"{thumbprint} {identity}".encode()).digest(), now)

    def _remember(self, digest: bytes, now: float) -> None:
        """Each for as long as the last of its validity could be; so the first in is the first out."""
        while self._seen:
            first = next(iter(self._seen))
            if self._seen[first] > now:
                break
            del self._seen[first]
        if digest in self._seen:
            raise ProofRefused("proof: used before")
        if len(self._seen) >= _REMEMBERED:
            raise Unavailable(BUSY)
        self._seen[digest] = now + OLDEST + LEEWAY


def _public(jwk: Any, algorithm: str) -> dict[str, Any]:
    if not isinstance(jwk, dict) or not keysets.is_public(jwk) or not keysets.fits(jwk, [algorithm]):
        raise Refused("jwk")
    return jwk


def _thumbprint(jwk: dict[str, Any]) -> str:
    members = {name: jwk.get(name) for name in _THUMBPRINT[jwk["kty"]]}
    return _digest(json.dumps(members, separators=(",", ":")))


def _check_claims(claims: dict[str, Any], proof: Proof, token: str, now: float) -> str:
    """Returns the proof's `jti`."""
    if claims.get("htm") != proof.method:
        raise Refused("htm")
    address = claims.get("htu")
    if not isinstance(address, str) or _plain(address) is None or _plain(address) != _plain(proof.address):
        raise Refused("htu")
    if claims.get("ath") != _digest(token):
        raise Refused("ath")
    made = claims.get("iat")
    if type(made) is not int or not now - OLDEST < made <= now + LEEWAY:
        raise Refused("iat")
    identity = claims.get("jti")
    if not isinstance(identity, str) or not identity.strip() or len(identity) > _LONGEST_ID:
        raise Refused("jti")
    return identity


def _plain(address: str) -> str | None:
    """RFC 9449 4.3: without query and fragment, and in one spelling (RFC 3986 6.2.2, 6.2.3); None for no address."""
    try:
        parts = urlsplit(address) if _ADDRESS.fullmatch(address) else None
        port = parts.port if parts else None
    except ValueError:
        return None
    if parts is None or not parts.hostname or parts.username is not None:
        return None
    authority = parts.hostname if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{parts.hostname}:{port}"
    return f"{parts.scheme}://{authority}{_ESCAPE.sub(_escape, parts.path) or '/'}"


def _escape(found: re.Match[str]) -> str:
    letter = chr(int(found[1], 16))
    return letter if _UNRESERVED.fullmatch(letter) else found[0].upper()


def _digest(text: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(text.encode("ascii")).digest()).rstrip(b"=").decode("ascii")
