"""Public keys by their kid, out of a key set (RFC 7517), and where an issuer's are found.

Only what fits the issuer's algorithms is kept. A private key in a key set is a leak: it stops the start, or, fetched,
the whole set. Here are the sets that lie in files; those behind an address are fetched in `http.jwks`.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import JWKRegistry, Key

from app.domain.refusal import Refusal
from app.http import json_body
from app.http.compact import KEY_OF_ALGORITHM

_MOST_KEYS = 50
_LEAST_RSA_BITS = 2048
_PRIVATE_PARTS = frozenset(("d", "p", "q", "dp", "dq", "qi", "oth", "k"))


class IssuersFault(RuntimeError):
    """The list of issuers, or a key set that it leads to, cannot be used. Names the file and the place in it."""


class NotAKey(ValueError):
    """A key that is not to be used, with why in a word of ours."""


class Keys(Protocol):
    """Where an issuer's keys are."""

    async def find(self, kid: str) -> Key | None:
        """The key; None when there is no such key. Raises `Unavailable` when that cannot be said now."""


@dataclass(frozen=True, slots=True, eq=False)
class FixedKeys:
    """Keys that were read at start and stand until the next one."""

    keys: Mapping[str, Key] = field(repr=False)

    async def find(self, kid: str) -> Key | None:
        return self.keys.get(kid)


def read_keys(path: Path, algorithms: Sequence[str]) -> FixedKeys:
    return FixedKeys(usable(read_json(path), algorithms, str(path)))


def usable(content: Any, algorithms: Sequence[str], place: str) -> Mapping[str, Key]:
    """The keys that fit the algorithms; others in the set, such as for encryption, are passed over."""
    listed = content.get("keys") if isinstance(content, dict) else None
    if not isinstance(listed, list) or not all(isinstance(jwk, dict) for jwk in listed) or len(listed) > _MOST_KEYS:
        raise IssuersFault(f"{place} is not a key set of at most {_MOST_KEYS} keys")
    if not all(map(is_public, listed)):
        raise IssuersFault(f"{place} holds a private or secret key; only public keys belong in it")
    found: dict[str, Key] = {}
    for jwk in listed:
        if not fits(jwk, algorithms):
            continue
        kid = jwk.get("kid")
        if not isinstance(kid, str) or not kid or kid in found:
            raise IssuersFault(f"{place} holds a key without a kid of its own")
        try:
            found[kid] = public_key(jwk)
        except NotAKey as fault:
            raise IssuersFault(f"{place} holds {fault}") from None
    if not found:
        raise IssuersFault(f"{place} holds no key for the algorithms of its issuer")
    return MappingProxyType(found)


def read_json(path: Path) -> Any:
    """The content of a configuration file, read as strictly as a token is."""
    try:
        return json_body.read(path.read_bytes())
    except OSError as error:
        raise IssuersFault(f"{path} cannot be read: {error.strerror}") from None
    except Refusal:
        raise IssuersFault(f"{path} is not JSON without double names") from None


def is_public(jwk: dict[str, Any]) -> bool:
    return _PRIVATE_PARTS.isdisjoint(jwk)


def fits(jwk: dict[str, Any], algorithms: Sequence[str]) -> bool:
    """Whether it says itself to be a key for signatures by one of these algorithms."""
    if jwk.get("use", "sig") != "sig" or jwk.get("alg", algorithms[0]) not in algorithms:
        return False
    # A list, not a set: what stands in a key set need not be hashable.
    return (jwk.get("kty"), jwk.get("crv")) in [KEY_OF_ALGORITHM[algorithm] for algorithm in algorithms]


def public_key(jwk: dict[str, Any]) -> Key:
    """The key of a JWK that is public and `fits`."""
    try:
        with warnings.catch_warnings():
            # joserfc warns of a small RSA key; below it is refused.
            warnings.simplefilter("ignore", SecurityWarning)
            key = JWKRegistry.import_key(jwk)
        small = jwk["kty"] == "RSA" and key.public_key.key_size < _LEAST_RSA_BITS
    except (JoseError, UnsupportedAlgorithm, ValueError, TypeError, KeyError):
        raise NotAKey("something that is not a key") from None
    if small:
        raise NotAKey(f"an RSA key of less than {_LEAST_RSA_BITS} bits")
    return key
