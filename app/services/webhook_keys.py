"""The keys by which a webhook is signed: made, sealed at rest, and used, as the Standard Webhooks specification says.

Each subscription has pairs of them: a secret that the receiver is shown once (HMAC-SHA256, `v1`), and an Ed25519 key
whose public half it may read at any time (`v1a`). After a rotation the earlier pair signs as well, until its end.
"""

import base64
import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.webhook_message import signed_content
from app.keys import KeyRing


@dataclass(frozen=True, slots=True)
class Pair:
    """A secret and a private key; kept out of `repr`, so that no log line or traceback can show one."""

    secret: bytes = field(repr=False)
    private: bytes = field(repr=False)

    @property
    def shown_secret(self) -> str:
        return f"whsec_{_text(self.secret)}"

    @property
    def public(self) -> str:
        key = Ed25519PrivateKey.from_private_bytes(self.private).public_key()
        return f"whpk_{_text(key.public_bytes_raw())}"

    def signatures(self, content: bytes) -> tuple[str, str]:
        symmetric = hmac.digest(self.secret, content, "sha256")
        return (
            f"v1,{_text(symmetric)}",
            f"v1a,{_text(Ed25519PrivateKey.from_private_bytes(self.private).sign(content))}",
        )

    def sealed(self, keys: KeyRing) -> str:
        return keys.seal(json.dumps([_text(self.secret), _text(self.private)]))


def new() -> Pair:
    return Pair(secrets.token_bytes(32), Ed25519PrivateKey.generate().private_bytes_raw())


def opened(sealed: str, keys: KeyRing) -> Pair:
    secret, private = json.loads(keys.open(sealed))
    return Pair(base64.b64decode(secret), base64.b64decode(private))


def sign(pairs: Iterable[Pair], name: str, sent_at: int, body: bytes) -> list[str]:
    """Both signatures by every pair, the newest first."""
    content = signed_content(name, sent_at, body)
    return [one for pair in pairs for one in pair.signatures(content)]


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
