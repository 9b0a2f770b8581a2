"""Asks a verifier who somebody is, without a server around it."""

import asyncio

from app.domain.actor import Actor
from app.http.credentials import Presented
from app.http.dpop import Proof
from app.http.tokens import Verifier

from .craft import NOW


def ask(
    verifier: Verifier,
    token: str,
    now: float | None = NOW,
    *,
    proof: Proof | None = None,
    certificate: str | None = None,
) -> Actor:
    return asyncio.run(verifier.verify(Presented(token, proof, certificate), now))
