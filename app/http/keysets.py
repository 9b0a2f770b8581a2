"""An issuer's public keys, by their kid, out of a JWKS file (RFC 7517).

Only what fits the issuer's algorithms is kept. A private key in such a file is a leak and stops the start.
A key set fetched over https is not read here yet.
"""

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import JWKRegistry, Key

from app.domain.refusal import Refusal
from app.http import json_body
from app.http.compact import KEY_OF_ALGORITHM

_MOST_KEYS = 50
_LEAST_RSA_BITS = 2048
_PRIVATE_PARTS = frozenset(("d", "p", "q", "dp", "dq", "qi", "oth", "k"))


class IssuersFault(RuntimeError):
    """The list of issuers, or a key set beside it, cannot be used. Names the file and the place in it."""


def read_keys(path: Path, algorithms: Sequence[str]) -> Mapping[str, Key]:
    """The keys that fit the algorithms; others in the set, such as for encryption, are passed over."""
    content = read_json(path)
    listed = content.get("keys") if isinstance(content, dict) else None
    if not isinstance(listed, list) or not all(isinstance(jwk, dict) for jwk in listed) or len(listed) > _MOST_KEYS:
        raise IssuersFault(f"{path} is not a key set of at most {_MOST_KEYS} keys")
    if any(not _PRIVATE_PARTS.isdisjoint(jwk) for jwk in listed):
        raise IssuersFault(f"{path} holds a private or secret key; only public keys belong in it")
    usable: dict[str, Key] = {}
    for jwk in listed:
        if not _fits(jwk, algorithms):
            continue
        kid = jwk.get("kid")
        if not isinstance(kid, str) or not kid or kid in usable:
            raise IssuersFault(f"{path} holds a key without a kid of its own")
        usable[kid] = _imported(path, jwk)
    if not usable:
        raise IssuersFault(f"{path} holds no key for the algorithms of its issuer")
    return MappingProxyType(usable)


def read_json(path: Path) -> Any:
    """The content of a configuration file, read as strictly as a token is."""
    try:
        return json_body.read(path.read_bytes())
    except OSError as error:
        raise IssuersFault(f"{path} cannot be read: {error.strerror}") from None
    except Refusal:
        raise IssuersFault(f"{path} is not JSON without double names") from None


def _fits(jwk: dict[str, Any], algorithms: Sequence[str]) -> bool:
    if jwk.get("use", "sig") != "sig" or jwk.get("alg", algorithms[0]) not in algorithms:
        return False
    return (jwk.get("kty"), jwk.get("crv")) in {KEY_OF_ALGORITHM[algorithm] for algorithm in algorithms}


def _imported(path: Path, jwk: dict[str, Any]) -> Key:
    try:
        with warnings.catch_warnings():
            # joserfc warns of a small RSA key; below it is refused.
            warnings.simplefilter("ignore", SecurityWarning)
            key = JWKRegistry.import_key(jwk)
    except (JoseError, ValueError, TypeError, KeyError):
        raise IssuersFault(f"{path} holds something that is not a key") from None
    if jwk["kty"] == "RSA" and key.public_key.key_size < _LEAST_RSA_BITS:
        raise IssuersFault(f"{path} holds an RSA key of less than {_LEAST_RSA_BITS} bits")
    return key
