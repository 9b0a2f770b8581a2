"""Tokens made by hand, signed with `cryptography` alone: no bug of a JWT library is then on both sides."""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

NOW = 1_800_000_000
REGION = "https://idp.region.example/"
PORTAL = "https://idp.portal.example/"
MACHINES = "https://idp.machines.example/"
P256, P256_PORTAL, P256_STRANGER = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
P384 = ec.generate_private_key(ec.SECP384R1())
RSA = rsa.generate_private_key(65537, 2048)
ED = ed25519.Ed25519PrivateKey.generate()

TIMES = {"iat": NOW - 10, "exp": NOW + 890}
COMMON = {"aud": "sip", "jti": "a1", **TIMES}
STAFF = {
    **COMMON,
    "iss": REGION,
    "sub": "u1",
    "client_id": "record-system",
    "acr": "loa3",
    "scope": "journal:read journal:write",
    "employeeHsaId": "SE2329990015-1A2B",
    "healthCareUnitHsaId": "SE2329990015-U1",
    "healthCareProviderHsaId": "SE2329990015",
    "commissionPurpose": "Vård och behandling",
}
CITIZEN = {
    **COMMON,
    "iss": PORTAL,
    "sub": "u2",
    "client_id": "portal",
    "scope": "citizen:read",
    "personalIdentityNumber": "199707119880",
}
SYSTEM = {**COMMON, "iss": MACHINES, "sub": "feed", "client_id": "feed", "scope": "events:read"}
HEADER = {"alg": "ES256", "typ": "at+jwt", "kid": "p256"}


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def signature(key: Any, message: bytes) -> bytes:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        digest = hashes.SHA256() if key.key_size == 256 else hashes.SHA384()
        r, s = decode_dss_signature(key.sign(message, ec.ECDSA(digest)))
        size = key.key_size // 8
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(message, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    if isinstance(key, bytes):
        return hmac.new(key, message, hashlib.sha256).digest()
    return key.sign(message)


def raw(header: str | bytes, payload: str | bytes, key: Any = P256) -> str:
    """A well signed token around exactly these bytes."""
    parts = [b64(part.encode("utf-8") if isinstance(part, str) else part) for part in (header, payload)]
    return ".".join((*parts, b64(signature(key, ".".join(parts).encode()))))


def token(claims: dict[str, Any], header: dict[str, Any] | None = None, key: Any = P256) -> str:
    return raw(json.dumps(HEADER if header is None else header), json.dumps(claims), key)


def without(claims: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in claims.items() if name not in names}


def padded(most: int) -> str:
    """A token of staff's, as long as it can be with so many characters."""
    padding = next(n for n in range(most // 2, most) if len(token({**STAFF, "padding": "x" * n})) > most)
    return token({**STAFF, "padding": "x" * (padding - 1)})


def jwk(key: Any, kid: str, **more: Any) -> dict[str, Any]:
    public = key.public_key()
    if isinstance(public, ec.EllipticCurvePublicKey):
        numbers, size = public.public_numbers(), public.key_size // 8
        x, y = (b64(number.to_bytes(size, "big")) for number in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": f"P-{public.key_size}", "x": x, "y": y, "kid": kid, **more}
    if isinstance(public, rsa.RSAPublicKey):
        numbers = public.public_numbers()
        n = b64(numbers.n.to_bytes(public.key_size // 8, "big"))
        return {"kty": "RSA", "n": n, "e": b64(numbers.e.to_bytes(3, "big")), "kid": kid, **more}
    return {"kty": "OKP", "crv": "Ed25519", "x": b64(public.public_bytes_raw()), "kid": kid, **more}


ENTRIES = [
    {
        "issuer": REGION,
        "algorithms": ["ES256", "ES384", "PS256", "EdDSA", "Ed25519"],
        "kinds": ["staff"],
        "principals": ["SE2329990015"],
        "clients": ["record-system"],
        "acr": ["loa3", "loa4"],
        "jwks": "region.json",
    },
    {
        "issuer": PORTAL,
        "algorithms": ["ES256"],
        "kinds": ["citizen"],
        "clients": ["portal"],
        "jwks": "portal.json",
    },
    {
        "issuer": MACHINES,
        "algorithms": ["ES256"],
        "kinds": ["system"],
        "principals": ["SE2329990015"],
        "clients": ["feed"],
        "jwks": "region.json",
    },
]
KEY_SETS = {
    "region.json": {
        "keys": [jwk(P256, "p256"), jwk(P384, "p384"), jwk(RSA, "rsa"), jwk(ED, "ed"), jwk(RSA, "enc", use="enc")]
    },
    "portal.json": {"keys": [jwk(P256_PORTAL, "portal", use="sig", alg="ES256")]},
}
