"""Good tokens, the cache, and small changes to a good token."""

import random
from dataclasses import replace
from datetime import date
from unicodedata import normalize

import pytest

from app.domain.actor import Citizen, Staff, System
from app.domain.refusal import Unauthenticated
from app.http import tokens
from app.http.tokens import Verifier

from . import craft
from .asking import ask
from .craft import CITIZEN, HEADER, NOW, P256_PORTAL, STAFF, SYSTEM, token, without

PORTAL_HEADER = {**HEADER, "kid": "portal"}


def test_a_staff_token_is_staff(verifier: Verifier) -> None:
    assert ask(verifier, token(STAFF)) == Staff(
        person="SE2329990015-1A2B",
        unit="SE2329990015-U1",
        principal="SE2329990015",
        purpose="Vård och behandling",
        client="record-system",
        scopes=frozenset({"journal:read", "journal:write"}),
    )


def test_a_purpose_is_the_same_however_its_letters_are_composed(verifier: Verifier) -> None:
    """As an issuer on another system may write them; the purposes that open anything are compared letter by letter."""
    for purpose in ("Vård och behandling", "Nödöppning", "Kvalitetssäkring"):
        apart = normalize("NFD", purpose)
        assert apart != purpose
        assert ask(verifier, token({**STAFF, "commissionPurpose": apart})) == replace(
            ask(verifier, token(STAFF)), purpose=purpose
        )


def test_a_citizen_token_is_a_citizen(verifier: Verifier) -> None:
    assert ask(verifier, token(CITIZEN, PORTAL_HEADER, P256_PORTAL)) == Citizen(
        personnummer="199707119880", born=date(1997, 7, 11), client="portal", scopes=frozenset({"citizen:read"})
    )


def test_a_system_token_is_a_system(verifier: Verifier) -> None:
    unbound = System(client="feed", scopes=frozenset({"events:read"}))
    assert ask(verifier, token(SYSTEM)) == unbound
    units = ["SE2329990015-U1", "SE2329990015-U2"]
    bound = ask(verifier, token({**SYSTEM, "healthCareUnitHsaIds": units}))
    assert bound == System(client="feed", scopes=frozenset({"events:read"}), units=frozenset(units))
    assert unbound.units == frozenset()


@pytest.mark.parametrize(
    ("algorithm", "kid", "key"),
    [
        ("ES256", "p256", craft.P256),
        ("ES384", "p384", craft.P384),
        ("PS256", "rsa", craft.RSA),
        ("EdDSA", "ed", craft.ED),
        ("Ed25519", "ed", craft.ED),
    ],
)
def test_each_algorithm_holds(verifier: Verifier, algorithm: str, kid: str, key: object) -> None:
    signed = token(STAFF, {**HEADER, "alg": algorithm, "kid": kid}, key)
    assert isinstance(ask(verifier, signed), Staff)


@pytest.mark.parametrize(
    "good",
    [
        token({**STAFF, "aud": ["other", "sip"]}),
        token(STAFF, {**HEADER, "typ": "application/at+jwt"}),
        token({**STAFF, "iat": NOW, "exp": NOW + 900}),
        token({**STAFF, "iat": NOW + 30, "exp": NOW + 900}),
        token({**STAFF, "nbf": NOW + 30}),
        token({**STAFF, "iat": NOW - 800, "exp": NOW - 29}),
        token({**STAFF, "amr": ["siths"], "auth_time": 1.5}),
        token({**STAFF, "acr": "loa4"}),
        token({**STAFF, "commissionHsaId": "SE2329990015-M1"}),
        token(without(STAFF, "scope")),
        craft.padded(8 * 1024),
        token({**STAFF, "healthCareUnitHsaId": "SE2329990015-" + "A" * 18}),
    ],
)
def test_what_is_at_the_edge_holds(verifier: Verifier, good: str) -> None:
    assert isinstance(ask(verifier, good), Staff)


def test_a_samordningsnummer_is_a_person(verifier: Verifier) -> None:
    holder = token({**CITIZEN, "personalIdentityNumber": "199707719887"}, PORTAL_HEADER, P256_PORTAL)
    assert ask(verifier, holder).born == date(1997, 7, 11)


def test_two_thousand_mutations_are_nobody(verifier: Verifier) -> None:
    """One byte of a good token changed at random, after the good one is in the cache."""
    good = token(STAFF)
    ask(verifier, good)
    chance = random.Random(20260101)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    tried = 0
    while tried < 2_000:
        place = chance.randrange(len(good))
        # Half of the changes stay within the alphabet, so that they get past the shape and meet the signature.
        letter = chance.choice(alphabet) if tried % 2 else chr(ord(good[place]) ^ (1 << chance.randrange(8)))
        mutant = good[:place] + letter + good[place + 1 :]
        if mutant == good:
            continue
        tried += 1
        with pytest.raises(Unauthenticated):
            ask(verifier, mutant)


def test_a_cached_token_ends_all_the_same(verifier: Verifier) -> None:
    good = token(STAFF)
    end = STAFF["exp"] + 30
    ask(verifier, good)
    ask(verifier, good, end - 0.001)
    with pytest.raises(Unauthenticated):
        ask(verifier, good, end)
    assert not verifier._held, "what has ended is forgotten"
    ask(verifier, good)
    with pytest.raises(Unauthenticated):
        ask(verifier, good, STAFF["iat"] - 31)


def test_the_signature_is_checked_once(verifier: Verifier, monkeypatch: pytest.MonkeyPatch) -> None:
    good = token(STAFF)
    first = ask(verifier, good)
    monkeypatch.setattr(Verifier, "_judge", None)
    assert ask(verifier, good, NOW + 1) is first


def test_the_cache_is_bounded_and_keeps_what_is_used(verifier: Verifier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_CACHED", 3)
    used = token(STAFF)
    first = ask(verifier, used)
    for number in range(10):
        newest = token({**STAFF, "jti": f"j{number}"})
        actor = ask(verifier, newest)
        # The very same object: neither was judged again.
        assert ask(verifier, newest) is actor
        assert ask(verifier, used) is first
        assert len(verifier._held) <= 3


def test_what_was_refused_is_not_remembered(verifier: Verifier) -> None:
    with pytest.raises(Unauthenticated):
        ask(verifier, token({**STAFF, "aud": "other"}))
    assert not verifier._held


def test_the_time_is_the_wall_clocks(verifier: Verifier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens.time, "time", lambda: float(NOW))
    assert ask(verifier, token(STAFF), None)
    monkeypatch.setattr(tokens.time, "time", lambda: NOW + 86_400.0)
    with pytest.raises(Unauthenticated):
        ask(verifier, token(STAFF), None)
