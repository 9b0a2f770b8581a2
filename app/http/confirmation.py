"""What a token is bound to (`cnf`, RFC 7800): a key of the sender's, a certificate of the sender's, both or nothing.

A bound token holds only together with its proof, whatever the issuer's entry asks for; the entry can only ask for
more. The proofs themselves are `http.dpop` and `http.certificates`.
"""

import re
from dataclasses import dataclass
from typing import Any

from app.http.compact import Refused
from app.http.issuers import Issuer

_DIGEST = re.compile(r"[A-Za-z0-9_-]{43}")
_MEMBERS = frozenset(("jkt", "x5t#S256"))


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Thumbprints, base64url of SHA-256: of a public key (RFC 9449 6.1), of a certificate (RFC 8705 3.1)."""

    key: str | None = None
    certificate: str | None = None


def read(issuer: Issuer, claims: dict[str, Any]) -> Confirmation:
    """Raises `Refused` for a `cnf` that cannot be proved here, and for one that the issuer must give and did not."""
    confirmation = _bound(claims["cnf"]) if "cnf" in claims else Confirmation()
    if issuer.constraint == "dpop" and confirmation.key is None:
        raise Refused("not bound to a key")
    if issuer.constraint == "mtls" and confirmation.certificate is None:
        raise Refused("not bound to a certificate")
    return confirmation


def _bound(cnf: Any) -> Confirmation:
    """A member that is not known is a condition that would go unproved."""
    if not isinstance(cnf, dict) or not cnf or not cnf.keys() <= _MEMBERS:
        raise Refused("cnf")
    if not all(isinstance(value, str) and _DIGEST.fullmatch(value) for value in cnf.values()):
        raise Refused("cnf")
    return Confirmation(cnf.get("jkt"), cnf.get("x5t#S256"))
