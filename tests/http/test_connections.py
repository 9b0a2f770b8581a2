"""What the edge answers to bytes on a real socket: heads, halves, drips and several requests at once."""

import json
import time

import httpx
import pytest
from edge_application import talk

# Whole minutes of sockets and sleeps: not for the fast lane.
pytestmark = pytest.mark.slow

HEAD = b"POST /journal/v1/plans HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Type: application/json\r\n"


def test_413_comes_before_the_body(address: tuple[str, int]) -> None:
    got = talk(address, HEAD + b"Content-Length: 60000000\r\nExpect: 100-continue\r\n\r\n", wait=3)
    assert got.startswith(b"HTTP/1.1 413") and b"100 Continue" not in got


@pytest.mark.parametrize("hosts", [b"", b"Host: a\r\nHost: b\r\n", b"Host: a\r\nHost: a\r\n"])
def test_two_hosts(address: tuple[str, int], hosts: bytes) -> None:
    got = talk(address, b"GET /journal/v1/api-info HTTP/1.1\r\n" + hosts + b"Connection: close\r\n\r\n")
    assert got.startswith(b"HTTP/1.1 400") and b"/problems/one-host" in got and b"traceparent: 00-" in got


def test_two_authorizations_or_content_types(address: tuple[str, int]) -> None:
    for extra in (b"Authorization: Bearer y\r\n", b"Content-Type: application/json\r\n"):
        got = talk(address, HEAD + extra + b"Content-Length: 0\r\nConnection: close\r\n\r\n")
        assert got.startswith(b"HTTP/1.1 400") and b"/problems/repeated-field" in got


def test_100_kb_header(address: tuple[str, int]) -> None:
    start = b"GET /journal/v1/api-info HTTP/1.1\r\nHost: x\r\n"
    many = b"".join(b"X-%d: %s\r\n" % (n, b"a" * 90) for n in range(1000))
    for head in (
        start + b"X: " + b"a" * 100_000 + b"\r\n\r\n",
        start + b"X: " + b"a" * 100_000,
        start + many + b"\r\n",
    ):
        got = talk(address, head, wait=3)
        assert got.startswith(b"HTTP/1.1 431") or got == b""  # a reset may swallow the answer, never the closing
    slowly = [start, *[b"X: " + b"a" * 2000 + b"\r\n"] * 5]
    got = talk(address, *slowly, pause=0.02)
    assert got.startswith(b"HTTP/1.1 431")
    head, _, body = got.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head and b"traceparent: 00-" in head and b"connection: close" in head.lower()
    assert json.loads(body)["type"].endswith("/problems/headers-too-large")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", b""),
        (b"GET /journal/v1/api-info HTTP/1.1\r\nHost: x\r\n", b"HTTP/1.1 408"),
        (b"G", b"HTTP/1.1 408"),
        (HEAD + b"Content-Length: 50\r\n\r\n{", b"HTTP/1.1 408"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{", b"HTTP/1.1 408"),
        (HEAD.replace(b"Authorization", b"X") + b"Content-Length: 50\r\n\r\n{", b"HTTP/1.1 401"),
        (b"GET /journal/v1/api-info HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{", b"HTTP/1.1 200"),
    ],
)
def test_half_sent(address: tuple[str, int], sent: bytes, status: bytes) -> None:
    began = time.monotonic()
    got = talk(address, sent, wait=4)
    assert got.startswith(status) and b"still open" not in got
    assert time.monotonic() - began < 2.5


@pytest.mark.parametrize("drop", [b"\r\n", b"X: y\r\n"])
def test_bytes_that_drip(address: tuple[str, int], drop: bytes) -> None:
    """Each byte that comes stops uvicorn's own timer; ours runs on."""
    first = b"" if drop == b"\r\n" else b"GET / HTTP/1.1\r\n"
    began = time.monotonic()
    talk(address, first, *[drop] * 40, pause=0.1)
    assert time.monotonic() - began < 4.5  # all 40 would be sent either way; what follows is that it is closed
    dripped = talk(address, first, *[drop] * 10, pause=0.1, wait=0.2)
    assert b"still open" not in dripped


def test_a_body_that_drips_after_the_answer(address: tuple[str, int]) -> None:
    head = b"GET /journal/v1/api-info HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n"
    got = talk(address, head, *[b"x"] * 12, pause=0.1, wait=0.2)
    assert got.startswith(b"HTTP/1.1 200") and b"still open" not in got


def test_a_long_answer_is_not_cut_by_the_next_request(address: tuple[str, int]) -> None:
    first = b"GET /journal/v1/slow HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n\r\n"
    got = talk(address, first + b"GET /jour")
    assert got.startswith(b"HTTP/1.1 200") and got.count(b"HTTP/1.1") == 2 and b"HTTP/1.1 408" in got


def test_pipelined_requests_and_kept_connections(client: httpx.Client, address: tuple[str, int]) -> None:
    one = b"GET /journal/v1/api-info HTTP/1.1\r\nHost: x\r\n\r\n"
    last = one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    assert talk(address, one + one + last).count(b"HTTP/1.1 200") == 3
    for _ in range(50):
        assert client.get("/plans").status_code == 200


BEHIND = b"GET /journal/v1/api-info HTTP/1.1\r\nHost: x\r\n\r\n"
AMBIGUOUS = {
    "both lengths": HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "both lengths, the other way about": HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 0\r\nContent-Length: 2\r\n\r\n{}",
    "the same length twice": HEAD + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
    "two lengths in one": HEAD + b"Content-Length: 2, 2\r\n\r\n{}",
    "a length with a sign": HEAD + b"Content-Length: +2\r\n\r\n{}",
    "chunked is not the last": HEAD + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "chunked in another spelling": HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a blank before the colon": HEAD + b"Content-Length : 2\r\n\r\n{}",
    "a folded line": HEAD + b"X: a\r\n b\r\nContent-Length: 2\r\n\r\n{}",
    "a line feed alone": HEAD + b"X: a\nContent-Length: 2\r\n\r\n{}",
    "line feeds alone": HEAD.replace(b"\r\n", b"\n") + b"Content-Length: 2\n\n{}",
    "a carriage return alone": HEAD + b"X: a\rContent-Length: 2\r\n\r\n{}",
}


@pytest.mark.parametrize("sent", AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
def test_what_two_could_read_in_two_ways_is_refused(address: tuple[str, int], sent: bytes) -> None:
    """Or closed upon without a word; and nothing that came behind it on the connection is answered."""
    got = talk(address, sent + BEHIND, wait=3)
    assert not got or got.startswith(b"HTTP/1.1 400"), got[:300]
    assert got.count(b"HTTP/1.1") <= 1


def test_malformed_http_is_a_problem_too(address: tuple[str, int]) -> None:
    for sent in (b"NOT HTTP\r\n\r\n", HEAD + b"Content-Length: x\r\n\r\n", b"GET http:// HTTP/1.1\r\nHost: x\r\n\r\n"):
        got = talk(address, sent)
        assert got.startswith(b"HTTP/1.1 4") and b"application/problem+json" in got
        assert b"content-security-policy: default-src 'none'" in got and b"referrer-policy: no-referrer" in got
