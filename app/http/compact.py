"""A signed token's outside: three parts, strict base64url, strict JSON, and the signature.

Libraries are kind where a token must not be: they take the last of two equal names, a `NaN`, a NUL, a header that
brings its own key. All of that is refused here, before the signature is looked at; joserfc does the signature alone.
What the claims mean is not judged here (`http.claims`).
"""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import Key
from joserfc.jws import JWSRegistry

from app.domain.refusal import Refusal
from app.http import json_body

LONGEST = 8 * 1024
# What key an algorithm asks for. `Ed25519` is RFC 9864's name for what most issuers still call `EdDSA`; no Ed448.
KEY_OF_ALGORITHM = {
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "PS256": ("RSA", None),
    "EdDSA": ("OKP", "Ed25519"),
    "Ed25519": ("OKP", "Ed25519"),
}
_TYPES = ("at+jwt", "application/at+jwt")
# Each of these lets the token say where its key is or how it is to be read.
_REFUSED_HEADERS = frozenset(("jku", "jwk", "x5u", "x5c", "crit", "zip", "b64"))
REFUSED_BESIDE_JWK = _REFUSED_HEADERS - {"jwk"}
_SHAPE = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")


class Refused(Exception):
    """Why a token does not hold, in a word of ours for the operator's log: never its content, nor for the client."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, repr=False)
class Compact:
    """A token read and not yet believed: until `signed_by`, `claims` may choose issuer and key, and nothing else."""

    algorithm: str
    header: dict[str, Any]
    claims: dict[str, Any]
    signing_input: bytes
    signature: bytes

    def signed_by(self, key: Key) -> bool:
        try:
            fits = (key.key_type, getattr(key, "curve_name", None)) == KEY_OF_ALGORITHM[self.algorithm]
            # The registry's front door warns at every EdDSA token; the list of algorithms is kept by us in any case.
            model = JWSRegistry.algorithms[self.algorithm]
            model.check_key(key)
            return fits and model.verify(self.signing_input, self.signature, key)
        except (JoseError, ValueError, TypeError, KeyError):
            return False


def read(token: str) -> Compact:
    """An access token. Raises `Refused` for whatever is not one in the one form that is accepted."""
    signed = take(token, _TYPES, _REFUSED_HEADERS)
    if not isinstance(signed.header.get("kid"), str):
        raise Refused("kid")
    return signed


def take(token: str, types: tuple[str, ...], refused_headers: frozenset[str]) -> Compact:
    """Anything signed that is of one of these types; a proof of possession is read by the same eyes as a token."""
    if len(token) > LONGEST:
        raise Refused("too long")
    parts = _SHAPE.fullmatch(token)
    if not parts:
        raise Refused("not three parts")
    header = _object(_decode(parts[1]))
    claims = _object(_decode(parts[2]))
    if not refused_headers.isdisjoint(header):
        raise Refused("header not allowed")
    if header.get("typ") not in types:
        raise Refused("typ")
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in KEY_OF_ALGORITHM:
        raise Refused("alg")
    signing_input = f"{parts[1]}.{parts[2]}".encode("ascii")
    return Compact(algorithm, header, claims, signing_input, _decode(parts[3]))


def _object(content: bytes) -> dict[str, Any]:
    try:
        value = json_body.read(content)
    except Refusal:
        raise Refused("not strict json") from None
    if not isinstance(value, dict):
        raise Refused("not an object")
    return value


def _decode(part: str) -> bytes:
    """Written back it must give the same letters: otherwise one token could be written in several ways."""
    try:
        content = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except binascii.Error:
        raise Refused("not base64url") from None
    if base64.urlsafe_b64encode(content).rstrip(b"=") != part.encode("ascii"):
        raise Refused("not base64url")
    return content
