"""The time of a request, and the address that development listens on."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from starlette.requests import Request

from app.domain.refusal import Malformed
from app.http import clock
from app.http.binding import BindingFault, require_loopback
from app.http.clock import CLOCK_NOT_MOVABLE, DEVELOPMENT_TIME_MALFORMED
from app.settings import Settings


def request(mode: str, *times: bytes) -> Request:
    app = SimpleNamespace(state=SimpleNamespace(settings=Settings(mode=mode)))
    headers = [(b"sip-development-time", time) for time in times]
    return Request({"type": "http", "headers": headers, "app": app})


@pytest.mark.parametrize("mode", ["production", "development"])
def test_without_the_header_it_is_now(mode: str) -> None:
    before = datetime.now(UTC)
    asked = clock.now(request(mode))
    assert before <= asked <= datetime.now(UTC)
    assert asked.utcoffset() == timedelta(0)


@pytest.mark.parametrize("times", [(), (b"2026-03-01T12:00:00Z",)])
def test_the_time_is_taken_once(times: tuple[bytes, ...]) -> None:
    one = request("development", *times)
    assert clock.now(one) is clock.now(one)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (b"2026-03-01T12:00:00Z", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        (b"2026-03-01T12:00:00+01:00", datetime(2026, 3, 1, 11, tzinfo=UTC)),
        (b"2026-03-01T00:30:00.25+02:00", datetime(2026, 2, 28, 22, 30, 0, 250_000, tzinfo=UTC)),
    ],
)
def test_the_header_sets_the_time_of_its_own_request(written: bytes, meant: datetime) -> None:
    moved = request("development", written)
    assert clock.now(moved) == meant
    assert clock.now(moved).tzinfo is UTC
    assert clock.now(request("development")) > meant, "another request is not moved"


MALFORMED = [
    b"",
    b"now",
    b"0",
    b"1772366400",
    b"2026-03-01",
    b"2026-03-01T12:00:00",
    b"2026-03-01T12:00Z",
    b"2026-03-01 12:00:00Z",
    b"20260301T120000Z",
    b"2026-W09-7T12:00:00Z",
    b"2026-02-30T12:00:00Z",
    b"2026-03-01T24:00:00Z",
    b"2026-03-01T12:00:60Z",
    b"2026-03-01T12:00:00+0100",
    b"2026-03-01T12:00:00+24:00",
    b"2026-03-01T12:00:00+01:00:30",
    b"2026-03-01T12:00:00.1234567Z",
    b"2026-03-01T12:00:00Z\n",
    b"0000-01-01T00:00:00Z",
    b"0001-01-01T00:00:00+01:00",
    b"9999-12-31T23:59:59-01:00",
    "٢٠٢٦-03-01T12:00:00Z".encode(),
]


@pytest.mark.parametrize("written", MALFORMED)
def test_a_malformed_time_is_malformed(written: bytes) -> None:
    with pytest.raises(Malformed) as refusal:
        clock.now(request("development", written))
    assert refusal.value.rule is DEVELOPMENT_TIME_MALFORMED


def test_two_times_are_one_too_many() -> None:
    with pytest.raises(Malformed) as refusal:
        clock.now(request("development", b"2026-03-01T12:00:00Z", b"2026-03-01T12:00:00Z"))
    assert refusal.value.rule is DEVELOPMENT_TIME_MALFORMED


@pytest.mark.parametrize("written", [b"2026-03-01T12:00:00Z", b"", b"now"])
def test_production_refuses_the_header(written: bytes) -> None:
    asked = request("production", written)
    for _ in range(2):
        with pytest.raises(Malformed) as refusal:
            clock.now(asked)
        assert refusal.value.rule is CLOCK_NOT_MOVABLE


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "127.255.255.254", "::1", "localhost"])
def test_development_listens_on_loopback(host: str) -> None:
    require_loopback(Settings(mode="development", host=host))


@pytest.mark.parametrize(
    "host",
    [
        "",
        "0.0.0.0",
        "::",
        "::ffff:127.0.0.1",
        "10.0.0.1",
        "128.0.0.1",
        "126.255.255.255",
        "::2",
        "example.se",
        "localhost.example.se",
        "127.0.0.1.example.se",
        "127.1",
        "2130706433",
        "127.0.0.1 ",
        "*",
    ],
)
def test_development_listens_nowhere_else(host: str) -> None:
    with pytest.raises(BindingFault, match="SIP_HOST"):
        require_loopback(Settings(mode="development", host=host))
    require_loopback(Settings(mode="production", host=host))
