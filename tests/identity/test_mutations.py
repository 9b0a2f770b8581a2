"""A hundred thousand tokens and proofs that are nearly right: none is taken.

Each is made from a good one by a change that must undo it: in its letters, in what stands in it under the signature
that was, in who signs it, or, signed by the right key, in one thing that the profile demands. The seed is fixed.
"""

import asyncio
import json
import logging
import os
import random
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.refusal import Unauthenticated
from app.http.credentials import Presented
from app.http.dpop import Proof
from app.http.tokens import Verifier

from . import craft
from .craft import CITIZEN, HEADER, NOW, P256, P256_PORTAL, P256_STRANGER, STAFF, SYSTEM, b64, token, without
from .prove import ADDRESS, BOUND, CERTIFICATE, METHOD, header, proof, said

MUTANTS = int(os.environ.get("TOKEN_MUTANTS", "20000"))
PORTAL = {**HEADER, "kid": "portal"}
GOOD = [
    token(STAFF),
    token(STAFF, {**HEADER, "alg": "ES384", "kid": "p384"}, craft.P384),
    token(STAFF, {**HEADER, "alg": "PS256", "kid": "rsa"}, craft.RSA),
    token(STAFF, {**HEADER, "alg": "EdDSA", "kid": "ed"}, craft.ED),
    token(CITIZEN, PORTAL, P256_PORTAL),
    token(SYSTEM),
]
KINDS = [(STAFF, HEADER, P256), (CITIZEN, PORTAL, P256_PORTAL), (SYSTEM, HEADER, P256)]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
# No claim that the profile demands may have any of these values; where a text is asked for, none is one.
NEVER: list[Any] = [None, True, False, 0, -1, 0.5, 1e300, "", " ", "\n", [], {}, [1], {"a": 1}, "\u202e", "a" * 256]
DEMANDED = {
    "staff": ("iss", "aud", "exp", "iat", "sub", "client_id", "jti", "acr", "employeeHsaId", "commissionPurpose"),
    "citizen": ("iss", "aud", "exp", "iat", "sub", "client_id", "jti", "personalIdentityNumber"),
    "system": ("iss", "aud", "exp", "iat", "sub", "client_id", "jti"),
}
Chance = random.Random


def decoded(part: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=="))
    return content


def letters(chance: Chance, text: str) -> str:
    """One to three letters changed, put in, taken out, or turned by a bit."""
    changed = text
    while changed == text:
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            place = chance.randrange(len(changed))
            new = chance.choice((chance.choice(LETTERS), chr(ord(changed[place]) ^ (1 << chance.randrange(8))), ""))
            changed = changed[:place] + new + changed[place + chance.randrange(2) :]
    return changed


def pieces(chance: Chance, text: str) -> str:
    """Parts of several good tokens, cut, doubled and put together."""
    parts = [chance.choice(chance.choice(GOOD).split(".")) for _ in range(chance.choice((1, 2, 3, 3, 3, 4, 5)))]
    if chance.random() < 0.3:
        place = chance.randrange(len(parts))
        parts[place] = parts[place][: chance.randrange(len(parts[place]))]
    return ".".join(parts)


def under_the_signature(chance: Chance, text: str) -> str:
    """Other claims or another header, well written, under the signature that was."""
    parts = text.split(".")
    place = chance.randrange(2)
    content = decoded(parts[place])
    name = chance.choice((*content, "crit", "jwk", "scope", "personalIdentityNumber", "nbf"))
    content[name] = chance.choice((*NEVER, "none", "HS256", "sip", NOW, "journal:takeover", craft.REGION))
    if chance.random() < 0.3:
        content.pop(name)
    parts[place] = b64(json.dumps(content, separators=(",", ":")).encode())
    return ".".join(parts)


def by_another(chance: Chance, text: str) -> str:
    """Everything as it should be, but signed by somebody else's key, with or without its name."""
    claims, head, key = chance.choice(KINDS)
    other = chance.choice([one for one in (P256, P256_PORTAL, P256_STRANGER, craft.ED, b"secret") if one is not key])
    more = chance.choice(({}, {"kid": chance.choice(("p256", "portal", "p384", "ed", "x"))}, {"alg": "HS256"}))
    return token({**claims, "jti": str(chance.random())}, {**head, **more}, other)


def against_the_profile(chance: Chance, text: str) -> str:
    """Signed by the right key, and one thing in it that is never allowed."""
    kind, (claims, head, key) = chance.choice(list(zip(DEMANDED, KINDS, strict=True)))
    name = chance.choice(DEMANDED[kind])
    unique = {**claims, "x": chance.random()}
    past = chance.randrange(931, 10**6)
    wrong: list[dict[str, Any]] = [
        without(unique, name),
        {**unique, name: chance.choice(NEVER)},
        {**unique, "iat": NOW - past - 900, "exp": NOW - past + 900},
        {**unique, "iat": NOW - past, "exp": NOW - past + 900},
        {**unique, "iat": NOW + past, "exp": NOW + past + 900},
        {**unique, "exp": unique["iat"] + 901 + past},
        {**unique, "nbf": NOW + past},
        {**unique, "iss": chance.choice([one["iss"] for one, _, _ in KINDS if one is not claims])},
        {**unique, "cnf": chance.choice((*NEVER, {"jkt": CERTIFICATE}, {"x5t#S256": CERTIFICATE}))},
        {**unique, "personalIdentityNumber": chance.choice((*NEVER, "199707119881"))},
        {**unique, "healthCareUnitHsaId": chance.choice((*NEVER, "SE2321000016-U1"))},
    ]
    return token(chance.choice(wrong), head, key)


def header_against_the_profile(chance: Chance, text: str) -> str:
    claims, head, key = chance.choice(KINDS)
    name = chance.choice(("alg", "typ", "kid", "jku", "jwk", "x5u", "x5c", "crit", "zip", "b64"))
    value = chance.choice((*NEVER, "none", "RS256", "JWT", craft.jwk(P256, "p256"), "https://idp.region.example/"))
    return token({**claims, "jti": str(chance.random())}, {**head, name: value}, key)


def a_proof(chance: Chance, text: str) -> Proof:
    """A proof for another request, by another key, of another time, or with letters changed."""
    name = chance.choice(("jti", "htm", "htu", "iat", "ath"))
    wrong: list[Callable[[], Proof]] = [
        lambda: proof(text=letters(chance, proof().text)),
        lambda: proof(without(said(), name)),
        lambda: proof(said(**{name: chance.choice(NEVER)})),
        lambda: proof(said(iat=NOW + chance.choice((-1, 1)) * chance.randrange(60, 10**6))),
        lambda: proof(said(htu=letters(chance, ADDRESS).replace("?", "").replace("#", "") + "/")),
        lambda: proof(said(text)),
        lambda: proof(head={**header(), chance.choice(("typ", "alg", "jwk", "crit", "x5c")): chance.choice(NEVER)}),
        lambda: proof(head=header(P256), key=P256),
        lambda: proof(key=P256),
        lambda: Proof(proof().text, chance.choice(("POST", "PUT", "get")), ADDRESS),
        lambda: Proof(proof().text, METHOD, f"{ADDRESS}/{chance.randrange(10**6)}"),
    ]
    return chance.choice(wrong)()


CHANGES: list[Callable[[Chance, str], str]] = [
    letters,
    pieces,
    under_the_signature,
    by_another,
    against_the_profile,
    header_against_the_profile,
]


@pytest.mark.slow
def test_a_hundred_thousand_mutants_are_nobody(verifier: Verifier, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    chance = random.Random(20261123)
    tried: Counter[str] = Counter()

    async def attack() -> list[str]:
        for good in GOOD:
            assert await verifier.verify(Presented(good), NOW), "what is changed must be good, and in the cache"
        assert await verifier.verify(Presented(BOUND, proof()), NOW)
        taken = []
        while tried.total() < MUTANTS:
            change = chance.choice((*CHANGES, a_proof))
            made = change(chance, chance.choice(GOOD))
            if made in GOOD:
                continue
            mutant = Presented(BOUND, made) if isinstance(made, Proof) else Presented(made)
            tried[change.__name__] += 1
            try:
                await verifier.verify(mutant, NOW)
            except Unauthenticated:
                continue
            taken.append(f"{change.__name__}: {made.text if isinstance(made, Proof) else made}")
        return taken

    assert asyncio.run(attack()) == []
    assert min(tried[change.__name__] for change in (*CHANGES, a_proof)) > MUTANTS / 10, tried
