"""Signatures of the audit log's checkpoints: Ed25519 (RFC 8032), keys and signatures in base64url.

A checkpoint names its key by the public key itself: who holds that needs nothing else to check the log. Where the
private keys are kept is `app.keys`'s business.
"""

import base64
from dataclasses import dataclass, field, replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True, eq=False)
class SealingKeys:
    """The private key that signs, and the public keys of all that ever did: `ours`."""

    private: Ed25519PrivateKey = field(repr=False)
    ours: frozenset[str]

    @classmethod
    def read(cls, text: str) -> "SealingKeys":
        """Of one private key a line, the first of which signs. Raises `ValueError` for anything else."""
        keys = [Ed25519PrivateKey.from_private_bytes(_bytes(line)) for line in text.split()]
        if not keys:
            raise ValueError("no key")
        return cls(keys[0], frozenset(_public(key) for key in keys))

    @property
    def key(self) -> str:
        return _public(self.private)

    def sign(self, made: Checkpoint) -> Checkpoint:
        return replace(made, signature=_text(self.private.sign(made.body())))

    def signed(self, checkpoint: Checkpoint) -> bool:
        return checkpoint.key in self.ours and signed_by_its_key(checkpoint)


def new_key() -> str:
    return _text(Ed25519PrivateKey.generate().private_bytes_raw())


def signed_by_its_key(checkpoint: Checkpoint) -> bool:
    """Whether it is what was signed. Whose key it is, the caller has to ask."""
    try:
        key = Ed25519PublicKey.from_public_bytes(_bytes(checkpoint.key))
        key.verify(_bytes(checkpoint.signature), checkpoint.body())
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _public(key: Ed25519PrivateKey) -> str:
    return _text(key.public_key().public_bytes_raw())


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode("ascii")


def _bytes(text: str) -> bytes:
    """Raises `ValueError` for every other way to write them: one signature has one text."""
    content = base64.b64decode(text, altchars=b"-_", validate=True)
    if _text(content) != text:
        raise ValueError("not the one way to write it")
    return content
