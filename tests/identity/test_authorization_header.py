"""What a request presents, the challenges that answer it, and the coroutine that the applications keep."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.requests import Request

from app.domain.actor import Staff
from app.domain.refusal import Unauthenticated
from app.http import tokens
from app.http.credentials import presented
from app.http.tokens import CHALLENGES, NOT_LOGGED_IN, PROOF_NOT_VALID, TOKEN_NOT_VALID, Verifier, make_authenticate
from app.settings import Settings

from .craft import NOW, STAFF, token


def request(*authorizations: bytes, proofs: tuple[bytes, ...] = (), path: bytes = b"/", **settings: Any) -> Request:
    headers = [(b"authorization", value) for value in authorizations] + [(b"dpop", value) for value in proofs]
    # What the client writes of the host is her word, whichever field she writes it in.
    headers += [(b"host", b"evil.example"), (b"x-forwarded-host", b"evil.example")]
    headers += [(b"forwarded", b"host=evil.example;proto=https")]
    app = SimpleNamespace(state=SimpleNamespace(settings=Settings(**settings)))
    scope = {"type": "http", "headers": headers, "query_string": b"access_token=a.b.c", "app": app, "method": "GET"}
    return Request({**scope, "raw_path": path, "server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 50_000)})


@pytest.mark.parametrize("value", [b"Bearer a.b.c", b"bearer a.b.c", b"BEARER a.b.c", b"Bearer  a.b.c"])
def test_one_bearer_token_is_read(value: bytes) -> None:
    found = presented(request(value))
    assert (found.token, found.proof, found.certificate) == ("a.b.c", None, None)


@pytest.mark.parametrize("value", [b"DPoP a.b.c", b"dpop a.b.c", b"DPOP  a.b.c"])
def test_a_token_with_its_proof_is_read(value: bytes) -> None:
    found = presented(request(value, proofs=(b"d.e.f",), path=b"/citizen/v1/pl%61ns"))
    assert found.token == "a.b.c" and found.proof is not None
    assert (found.proof.text, found.proof.method) == ("d.e.f", "GET")
    assert found.proof.address == "http://127.0.0.1:8000/citizen/v1/pl%61ns"


def test_the_address_is_the_public_one() -> None:
    found = presented(request(b"DPoP a.b.c", proofs=(b"d",), path=b"/x", public_url="https://sip.example.se/sip/"))
    assert found.proof is not None and found.proof.address == "https://sip.example.se/sip/x"


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ([], NOT_LOGGED_IN),
        ([b""], NOT_LOGGED_IN),
        ([b"Basic dTpw"], NOT_LOGGED_IN),
        ([b"a.b.c"], NOT_LOGGED_IN),
        ([b"Bearera.b.c"], NOT_LOGGED_IN),
        ([b"Bearer\ta.b.c"], NOT_LOGGED_IN),
        ([b"DPoPa.b.c"], NOT_LOGGED_IN),
        ([b"Bearer"], TOKEN_NOT_VALID),
        ([b"Bearer "], TOKEN_NOT_VALID),
        ([b"DPoP"], TOKEN_NOT_VALID),
        ([b"DPoP a.b.c d"], TOKEN_NOT_VALID),
        ([b"Bearer a.b.c d"], TOKEN_NOT_VALID),
        ([b"Bearer a.b.c,Bearer a.b.c"], TOKEN_NOT_VALID),
        ([b"Bearer a.b.\xe5"], TOKEN_NOT_VALID),
        ([b"Bearer a.b.c\n"], TOKEN_NOT_VALID),
        ([b"Bearer a.b.c", b"Bearer a.b.c"], TOKEN_NOT_VALID),
        ([b"Bearer a.b.c", b"DPoP a.b.c"], TOKEN_NOT_VALID),
        ([b"Basic dTpw", b"Bearer a.b.c"], TOKEN_NOT_VALID),
    ],
)
def test_anything_else_is_nobody(values: list[bytes], rule: Any) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        presented(request(*values, proofs=(b"d.e.f",)))
    assert refusal.value.rule is rule


@pytest.mark.parametrize("proofs", [(), (b"d.e.f", b"d.e.f")])
def test_there_is_one_proof(proofs: tuple[bytes, ...]) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        presented(request(b"DPoP a.b.c", proofs=proofs))
    assert refusal.value.rule is PROOF_NOT_VALID


def test_each_rule_has_its_challenge() -> None:
    """Both schemes each time, and an error only where there was something to be wrong (RFC 6750 3.1, RFC 9449 7.1)."""
    algorithms = 'algs="ES256 ES384 PS256 EdDSA Ed25519"'
    assert {
        NOT_LOGGED_IN.id: f'Bearer realm="sip", DPoP realm="sip", {algorithms}',
        TOKEN_NOT_VALID.id: 'Bearer realm="sip", error="invalid_token", '
        f'DPoP realm="sip", {algorithms}, error="invalid_token"',
        PROOF_NOT_VALID.id: f'Bearer realm="sip", DPoP realm="sip", {algorithms}, error="invalid_dpop_proof"',
    } == CHALLENGES


def test_authenticate_makes_an_actor(verifier: Verifier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens.time, "time", lambda: float(NOW))
    authenticate = make_authenticate(verifier)
    assert isinstance(asyncio.run(authenticate(request(f"Bearer {token(STAFF)}".encode()))), Staff)
    with pytest.raises(Unauthenticated):
        asyncio.run(authenticate(request()))
