"""From whom keys are fetched, and which answers are no key set."""

import gzip
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from app.http import jwks
from app.http.jwks import FetchedKeys

from . import craft
from .craft import jwk
from .fetching import ALGORITHMS, NEW, OLD, Clock, away, find
from .key_server import KeyServer


def padded(size: int) -> bytes:
    content = json.dumps({"keys": [OLD], "x": ""}).encode()
    return content[:-2] + b"x" * (size - len(content)) + content[-2:]


def test_a_set_of_256_kib_is_taken(server: KeyServer, keys: FetchedKeys) -> None:
    server.body = padded(256 * 1024)
    assert find(keys, "old") == ["old"]


def _redirect(server: KeyServer) -> None:
    server.status, server.headers = 302, {"Location": f"{server.address}/elsewhere"}


def _gzipped(server: KeyServer) -> None:
    server.body, server.headers = gzip.compress(server.body), {"Content-Encoding": "gzip"}


def _slow(server: KeyServer) -> None:
    server.pause = 5


def _dripping(server: KeyServer) -> None:
    server.drip = 0.1


def _endless(server: KeyServer) -> None:
    server.body = padded(256 * 1024 + 1)


def _of(content: Any) -> Callable[[KeyServer], None]:
    return lambda server: server.says(content)


UNUSABLE = {
    "a redirect": _redirect,
    "compressed": _gzipped,
    "five seconds late": _slow,
    "a byte now and then": _dripping,
    "a byte too long": _endless,
    "204": lambda server: setattr(server, "status", 204),
    "cut off": lambda server: setattr(server, "cut", True),
    "not JSON": _of("<html>"),
    "a double name": _of('{"keys": [], "keys": []}'),
    "a list": _of([]),
    "no key": _of({"keys": []}),
    "no key of ours": _of({"keys": [jwk(craft.RSA, "a")]}),
    "51 keys": _of({"keys": [jwk(craft.P256, f"k{number}") for number in range(51)]}),
    "one kid twice": _of({"keys": [OLD, {**NEW, "kid": "old"}]}),
    "a private key": _of({"keys": [OLD, {**NEW, "d": "AAAA"}]}),
    "a point off the curve": _of({"keys": [OLD, {**NEW, "y": "AAAA"}]}),
}


@pytest.mark.parametrize("make", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_what_cannot_be_used_is_as_if_nobody_answered(
    server: KeyServer,
    keys: FetchedKeys,
    clock: Clock,
    make: Callable[[KeyServer], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert find(keys, "old") == ["old"]
    make(server)
    monkeypatch.setattr(jwks, "FETCH_SECONDS", 0.5)
    clock.now += 300
    began = time.monotonic()
    assert find(keys, "old") == ["old"], "what was fetched before goes on holding"
    assert time.monotonic() - began < 1.5
    assert away(find(keys, "new")[0])
    assert server.asked == 2
    assert away(find(FetchedKeys(server.address, ALGORITHMS, clock), "old")[0])
    assert [server.address in line and "AAAA" not in line for line in caplog.messages] == [True, True]
    assert server.paths == ["/keys"] * 3, "nobody goes where the answer points"


def test_https_is_believed_by_its_certificate(clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """The system's authorities decide; `SSL_CERT_FILE` is how OpenSSL is told where they are."""
    with KeyServer(tls=tmp_path) as server:
        server.says({"keys": [OLD]})
        assert server.address.startswith("https://localhost:")
        assert away(find(FetchedKeys(server.address, ALGORITHMS, clock), "old")[0]), "an authority of nobody's"
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        assert find(FetchedKeys(server.address, ALGORITHMS, clock), "old") == ["old"]
        other = server.address.replace("localhost", "127.0.0.1")
        assert away(find(FetchedKeys(other, ALGORITHMS, clock), "old")[0]), "another name than the certificate's"


def test_no_proxy_of_the_environment_is_asked(
    server: KeyServer, keys: FetchedKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    with KeyServer() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.address)
        monkeypatch.setenv("ALL_PROXY", proxy.address)
        assert find(keys, "old") == ["old"] and proxy.asked == 0


@pytest.mark.parametrize(
    ("address", "development", "production"),
    [
        ("https://login.example.se/jwks", True, True),
        ("https://login.example.se:8443/jwks?tenant=a", True, True),
        ("http://127.0.0.1:3000/jwks", True, False),
        ("http://localhost/jwks", True, False),
        ("http://[::1]:3000/jwks", True, False),
        ("http://127.0.0.1.example.se/jwks", False, False),
        ("http://10.0.0.1/jwks", False, False),
        ("http://login.example.se/jwks", False, False),
        ("http://127.0.0.1@login.example.se/jwks", False, False),
    ],
)
def test_which_addresses_are_allowed(address: str, development: bool, production: bool) -> None:
    assert (jwks.fault(address, True) is None) == development
    assert (jwks.fault(address, False) is None) == production
