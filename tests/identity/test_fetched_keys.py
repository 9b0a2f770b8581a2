"""Keys behind an address: a real server on loopback that answers as it is told, and a clock that is moved by hand."""

import asyncio
import gzip
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.domain.refusal import Unavailable
from app.http import jwks
from app.http.jwks import KEYS_AWAY, FetchedKeys

from . import craft
from .craft import jwk
from .key_server import KeyServer

OLD, NEW = jwk(craft.P256, "old"), jwk(craft.P256_PORTAL, "new")
ALGORITHMS = ["ES256"]


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def server() -> Iterator[KeyServer]:
    with KeyServer() as running:
        running.says({"keys": [OLD]})
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(server: KeyServer, clock: Clock) -> FetchedKeys:
    return FetchedKeys(server.address, ALGORITHMS, clock)


def find(keys: FetchedKeys, *kids: str) -> list[Any]:
    """The kid of each key that was found, or None, or the refusal; all asked for at once."""

    async def ask() -> list[Any]:
        return await asyncio.gather(*(keys.find(kid) for kid in kids), return_exceptions=True)

    return [getattr(key, "kid", key) for key in asyncio.run(ask())]


def away(answer: Any) -> bool:
    return isinstance(answer, Unavailable) and answer.rule is KEYS_AWAY and 1 <= answer.retry_after <= 30


def test_keys_are_fetched_once_in_five_minutes(server: KeyServer, keys: FetchedKeys, clock: Clock) -> None:
    assert server.asked == 0, "not before they are needed"
    assert find(keys, "old") == ["old"]
    clock.now += 299.9
    assert find(keys, "old") == ["old"] and server.asked == 1
    clock.now += 0.2
    assert find(keys, "old") == ["old"] and server.asked == 2


def test_all_who_wait_share_one_fetch(server: KeyServer, keys: FetchedKeys) -> None:
    server.pause = 0.2
    assert find(keys, *["old"] * 50) == ["old"] * 50
    assert server.asked == 1


def test_an_unknown_kid_is_asked_for_once_in_thirty_seconds(server: KeyServer, keys: FetchedKeys, clock: Clock) -> None:
    find(keys, "old")
    assert find(keys, "new") == [None] and server.asked == 2
    server.says({"keys": [OLD, NEW]})
    clock.now += 29.9
    assert find(keys, *[f"k{number}" for number in range(50)], "new") == [None] * 51 and server.asked == 2
    clock.now += 0.2
    assert find(keys, "new", "old") == ["new", "old"] and server.asked == 3


def test_a_new_key_is_found_at_once(server: KeyServer, keys: FetchedKeys) -> None:
    find(keys, "old")
    server.says({"keys": [NEW]})
    assert find(keys, "new") == ["new"]
    assert find(keys, "old") == [None], "and the one that is withdrawn is gone"


def test_a_withdrawn_key_is_gone_after_five_minutes(server: KeyServer, keys: FetchedKeys, clock: Clock) -> None:
    find(keys, "old")
    server.says({"keys": [NEW]})
    clock.now += 300
    assert find(keys, "old") == [None]


def test_keys_hold_for_a_day_while_the_issuer_is_away(server: KeyServer, keys: FetchedKeys, clock: Clock) -> None:
    find(keys, "old")
    server.status = 500
    clock.now += 300
    assert find(keys, "old") == ["old"] and server.asked == 2
    clock.now += 29.9
    assert find(keys, *["old"] * 20) == ["old"] * 20 and server.asked == 2, "it is not asked again at once"
    clock.now += 0.2
    assert find(keys, "old") == ["old"] and server.asked == 3
    (unknown,) = find(keys, "new")
    assert away(unknown), "whether there is such a key, nobody can say now"
    clock.now = 1_000.0 + 86_399.9
    assert find(keys, "old") == ["old"]
    clock.now = 1_000.0 + 86_400
    assert away(find(keys, "old")[0])
    server.status = 200
    clock.now += 30
    assert find(keys, "old") == ["old"]


def test_without_any_key_nothing_is_believed(server: KeyServer, keys: FetchedKeys, clock: Clock) -> None:
    server.status = 503
    assert away(find(keys, "old")[0]) and server.asked == 1
    clock.now += 20
    (again,) = find(keys, "old")
    assert away(again) and again.retry_after == 10 and server.asked == 1
    server.status = 200
    clock.now += 10
    assert find(keys, "old") == ["old"]


def test_an_issuer_that_is_not_there(clock: Clock) -> None:
    with KeyServer() as gone:
        address = gone.address
    assert away(find(FetchedKeys(address, ALGORITHMS, clock), "old")[0])


def test_who_leaves_does_not_take_the_fetch_with_her(server: KeyServer, keys: FetchedKeys) -> None:
    server.pause = 0.3

    async def ask() -> Any:
        first = asyncio.create_task(keys.find("old"))
        second = asyncio.create_task(keys.find("old"))
        await asyncio.sleep(0.1)
        first.cancel()
        return await second

    assert asyncio.run(ask()).kid == "old" and server.asked == 1


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


def test_the_bounds() -> None:
    bounds = jwks.FETCH_SECONDS, jwks.FRESH_SECONDS, jwks.PAUSE_SECONDS, jwks.STALE_SECONDS, jwks.MOST_BYTES
    assert bounds == (2, 5 * 60, 30, 24 * 60 * 60, 256 * 1024)


def test_one_issuer_that_hangs_holds_no_other_up(server: KeyServer, clock: Clock) -> None:
    with KeyServer() as hanging:
        hanging.pause = 5
        slow, quick = FetchedKeys(hanging.address, ALGORITHMS, clock), FetchedKeys(server.address, ALGORITHMS, clock)

        async def ask() -> tuple[Any, float, BaseException | None]:
            waiting = asyncio.create_task(slow.find("old"))
            await asyncio.sleep(0.05)
            began = time.monotonic()
            found = await quick.find("old")
            took = time.monotonic() - began
            await asyncio.wait([waiting])
            return found, took, waiting.exception()

        found, took, refused = asyncio.run(ask())
        assert found.kid == "old" and took < 0.5
        assert away(refused)


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
