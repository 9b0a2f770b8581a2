"""Asks for keys behind an address, at a time that is moved by hand."""

import asyncio
from typing import Any

from app.domain.refusal import Unavailable
from app.http.jwks import KEYS_AWAY, FetchedKeys

from . import craft
from .craft import jwk

OLD, NEW = jwk(craft.P256, "old"), jwk(craft.P256_PORTAL, "new")
ALGORITHMS = ["ES256"]


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def find(keys: FetchedKeys, *kids: str) -> list[Any]:
    """The kid of each key that was found, or None, or the refusal; all asked for at once."""

    async def ask() -> list[Any]:
        return await asyncio.gather(*(keys.find(kid) for kid in kids), return_exceptions=True)

    return [getattr(key, "kid", key) for key in asyncio.run(ask())]


def away(answer: Any) -> bool:
    return isinstance(answer, Unavailable) and answer.rule is KEYS_AWAY and 1 <= answer.retry_after <= 30
