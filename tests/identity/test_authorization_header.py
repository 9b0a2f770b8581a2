"""The Authorization header, and the coroutine that the applications keep."""

import asyncio
from typing import Any

import pytest
from starlette.requests import Request

from app.domain.actor import Staff
from app.domain.refusal import Unauthenticated
from app.http import tokens
from app.http.tokens import CHALLENGES, NOT_LOGGED_IN, TOKEN_NOT_VALID, Verifier, bearer, make_authenticate

from .craft import NOW, STAFF, token


def request(*authorizations: bytes) -> Request:
    headers = [(b"authorization", value) for value in authorizations]
    return Request({"type": "http", "headers": headers, "query_string": b"access_token=a.b.c"})


@pytest.mark.parametrize("value", [b"Bearer a.b.c", b"bearer a.b.c", b"BEARER a.b.c", b"Bearer  a.b.c"])
def test_one_bearer_token_is_read(value: bytes) -> None:
    assert bearer(request(value)) == "a.b.c"


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ([], NOT_LOGGED_IN),
        ([b""], NOT_LOGGED_IN),
        ([b"Basic dTpw"], NOT_LOGGED_IN),
        ([b"DPoP a.b.c"], NOT_LOGGED_IN),
        ([b"a.b.c"], NOT_LOGGED_IN),
        ([b"Bearera.b.c"], NOT_LOGGED_IN),
        ([b"Bearer\ta.b.c"], NOT_LOGGED_IN),
        ([b"Bearer"], TOKEN_NOT_VALID),
        ([b"Bearer "], TOKEN_NOT_VALID),
        ([b"Bearer a.b.c d"], TOKEN_NOT_VALID),
        ([b"Bearer a.b.c,Bearer a.b.c"], TOKEN_NOT_VALID),
        ([b"Bearer a.b.\xe5"], TOKEN_NOT_VALID),
        ([b"Bearer a.b.c\n"], TOKEN_NOT_VALID),
        ([b"Bearer a.b.c", b"Bearer a.b.c"], TOKEN_NOT_VALID),
        ([b"Basic dTpw", b"Bearer a.b.c"], TOKEN_NOT_VALID),
    ],
)
def test_anything_else_is_nobody(values: list[bytes], rule: Any) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        bearer(request(*values))
    assert refusal.value.rule is rule


def test_each_rule_has_its_challenge() -> None:
    assert CHALLENGES[TOKEN_NOT_VALID.id].endswith('error="invalid_token"')
    assert "error" not in CHALLENGES[NOT_LOGGED_IN.id]


def test_authenticate_makes_an_actor(verifier: Verifier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens.time, "time", lambda: float(NOW))
    authenticate = make_authenticate(verifier)
    assert isinstance(asyncio.run(authenticate(request(f"Bearer {token(STAFF)}".encode()))), Staff)
    with pytest.raises(Unauthenticated):
        asyncio.run(authenticate(request()))
