"""Proofs of possession made by hand: DPoP proofs (RFC 9449) and the thumbprints that tokens are bound by."""

import hashlib
import json
from typing import Any

from app.http.dpop import Proof

from . import craft
from .craft import NOW, STAFF, b64, jwk, raw, token, without

KEY, OTHER = craft.P256_STRANGER, craft.P384
METHOD, ADDRESS = "GET", "https://sip.example.se/journal/v1/plans"
REQUIRED = {"EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n"), "OKP": ("crv", "kty", "x")}
CERTIFICATE = b64(hashlib.sha256(b"a certificate").digest())


def public(key: Any) -> dict[str, Any]:
    return without(jwk(key, "-"), "kid")


def thumbprint(key: Any) -> str:
    """RFC 7638."""
    whole = public(key)
    part = {name: whole[name] for name in REQUIRED[whole["kty"]]}
    return b64(hashlib.sha256(json.dumps(part, sort_keys=True, separators=(",", ":")).encode()).digest())


def bound(key: Any = KEY, **more: Any) -> str:
    return token({**STAFF, "cnf": {"jkt": thumbprint(key)}, **more})


BOUND = bound()


def header(key: Any = KEY, algorithm: str = "ES256", **more: Any) -> dict[str, Any]:
    return {"typ": "dpop+jwt", "alg": algorithm, "jwk": public(key), **more}


def said(for_token: str = BOUND, **more: Any) -> dict[str, Any]:
    """What a proof says, each with a `jti` of its own."""
    ath = b64(hashlib.sha256(for_token.encode()).digest())
    said.count += 1  # type: ignore[attr-defined]
    jti = f"j{said.count}"  # type: ignore[attr-defined]
    return {"jti": jti, "htm": METHOD, "htu": ADDRESS, "iat": NOW, "ath": ath, **more}


said.count = 0  # type: ignore[attr-defined]


def proof(
    claims: dict[str, Any] | None = None, head: dict[str, Any] | None = None, key: Any = KEY, text: str | None = None
) -> Proof:
    """A proof as it comes with a GET of the list of plans."""
    written = raw(json.dumps(head or header()), json.dumps(claims or said()), key) if text is None else text
    return Proof(written, METHOD, ADDRESS)
