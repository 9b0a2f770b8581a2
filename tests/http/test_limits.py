"""Hostile clients and too many of them, over real sockets: 429, 503 at once, and an end to whoever is slow."""

import json
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from edge_application import SETTINGS, served
from half_sent import HALF_A_BODY, SENT

from app.settings import Settings

pytestmark = pytest.mark.slow


def edge(**given: object) -> Settings:
    return SETTINGS.model_copy(update=given)


def asking(address: tuple[str, int]) -> httpx.Client:
    return httpx.Client(base_url=f"http://127.0.0.1:{address[1]}", timeout=10, trust_env=False)


def bearer(client: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {client}"}


def require_429(answer: httpx.Response, at_most: int) -> None:
    assert answer.status_code == 429
    assert answer.headers["content-type"] == "application/problem+json"
    assert 1 <= int(answer.headers["retry-after"]) <= at_most
    assert answer.headers["traceparent"] and answer.headers["cache-control"] == "no-store"
    assert answer.json()["type"].endswith("/problems/too-many-requests")
    assert answer.json()["status"] == 429


@pytest.fixture(params=["/journal/v1/plans", "/journal/v1/api-info", "/nowhere", "/problems", "/journal/v1/nowhere"])
def path(request: pytest.FixtureRequest) -> Iterator[str]:
    yield request.param


def test_an_address_that_proves_nothing(path: str) -> None:
    with served(edge(address_rate=0.1, burst_seconds=50)) as address, asking(address) as client:
        assert 429 not in {client.get(path).status_code for _ in range(5)}
        for _ in range(20):
            require_429(client.get(path), 10)
            require_429(client.get(path, headers=bearer("bad")), 10)
        assert {client.get(health).status_code for health in ("/livez", "/readyz") for _ in range(50)} == {200}


def test_whoever_proves_who_she_is_costs_her_address_nothing() -> None:
    with served(edge(address_rate=0.1, burst_seconds=50)) as address, asking(address) as client:
        for _ in range(4):
            assert client.get("/journal/v1/plans").status_code == 401
            assert {client.get("/journal/v1/plans", headers=bearer("a")).status_code for _ in range(25)} == {200}
        assert client.get("/journal/v1/plans", headers=bearer("bad")).status_code == 401
        require_429(client.get("/journal/v1/plans"), 10)


def test_each_client_has_a_rate_of_its_own() -> None:
    with served(edge(journal_rate=0.1, burst_seconds=100)) as address, asking(address) as client:
        for who in ("a", "b"):
            statuses = [client.get("/journal/v1/plans", headers=bearer(who)).status_code for _ in range(15)]
            assert statuses == [200] * 10 + [429] * 5
            require_429(client.post("/journal/v1/plans", headers=bearer(who), json={"title": "a"}), 10)
        assert client.get("/journal/v1/api-info").status_code == 200, "whoever is nobody is not that client"


def test_after_the_time_it_is_told_it_is_answered() -> None:
    with served(edge(journal_rate=1, burst_seconds=1)) as address, asking(address) as client:
        assert client.get("/journal/v1/plans", headers=bearer("a")).status_code == 200
        refused = client.get("/journal/v1/plans", headers=bearer("a"))
        require_429(refused, 1)
        time.sleep(int(refused.headers["retry-after"]))
        assert client.get("/journal/v1/plans", headers=bearer("a")).status_code == 200


def test_behind_a_trusted_proxy_each_address_is_one() -> None:
    limits = {"address_rate": 0.1, "burst_seconds": 30}
    for proxies, second in (("127.0.0.1", 401), ("192.0.2.1", 429)):
        trusted = Settings(trusted_proxies=proxies).trusted_proxies
        with served(edge(trusted_proxies=trusted, **limits)) as address, asking(address) as client:
            ask = [client.get("/journal/v1/plans", headers={"X-Forwarded-For": "203.0.113.5"}) for _ in range(4)]
            assert [one.status_code for one in ask] == [401, 401, 401, 429]
            answer = client.get("/journal/v1/plans", headers={"X-Forwarded-For": "203.0.113.5, 203.0.113.6"})
            assert answer.status_code == second


# --- overload --------------------------------------------------------------------------------------------------------


def test_more_than_can_be_worked_on_is_turned_away_at_once() -> None:
    """Twenty at once where two fit: two are answered, the rest are told to come again, and nobody waits for that."""
    with served(edge(requests_in_work=2)) as address, asking(address) as client:

        def ask(_: int) -> tuple[int, float, httpx.Response]:
            began = time.monotonic()
            answer = client.get("/journal/v1/slow", headers=bearer("a"))
            return answer.status_code, time.monotonic() - began, answer

        for _ in range(2):
            with ThreadPoolExecutor(20) as many:
                answers = list(many.map(ask, range(20)))
            assert Counter(status for status, _, _ in answers) == {200: 2, 503: 18}
            for status, seconds, answer in answers:
                if status == 503:
                    assert seconds < 1
                    assert answer.headers["retry-after"] == "1"
                    assert answer.json()["type"].endswith("/problems/busy")
        with ThreadPoolExecutor(2) as full:
            waiting = [full.submit(ask, n) for n in range(2)]
            time.sleep(0.4)
            assert [client.get(health).status_code for health in ("/livez", "/readyz")] == [200, 200]
            assert {one.result()[0] for one in waiting} == {200}


def test_a_client_that_is_slow_to_send_holds_no_place() -> None:
    with served(edge(requests_in_work=1, body_seconds=5)) as address, asking(address) as client:
        sending = [socket.create_connection(address) for _ in range(20)]
        for one in sending:
            one.sendall(HALF_A_BODY)
        time.sleep(0.2)
        assert client.get("/journal/v1/plans", headers=bearer("a")).status_code == 200
        for one in sending:
            one.close()


# --- slow and half open ----------------------------------------------------------------------------------------------


def closed_after(connection: socket.socket, most: float) -> tuple[float, bytes]:
    began, got = time.monotonic(), b""
    connection.settimeout(most)
    try:
        while chunk := connection.recv(65536):
            got += chunk
    except TimeoutError:
        pytest.fail("still open")
    except OSError:
        pass
    return time.monotonic() - began, got


def test_three_hundred_half_open_connections_keep_nobody_out() -> None:
    with served(edge(header_seconds=2, body_seconds=2)) as address, asking(address) as client:
        halves = (b"", b"G", b"GET / HTTP/1.1\r\nHost: x\r\n", HALF_A_BODY)
        opened = [socket.create_connection(address) for _ in range(300)]
        for number, one in enumerate(opened):
            one.sendall(halves[number % len(halves)])
        for _ in range(20):
            assert client.get("/journal/v1/plans", headers=bearer("a")).status_code == 200
        for one in opened:
            closed_after(one, 4)
            one.close()


def test_an_answer_that_nobody_takes_is_thrown_away() -> None:
    """Thirty megabytes asked for, and not read: more than any buffer between us holds."""
    with served(edge(body_seconds=0.6)) as address:
        with socket.create_connection(address) as idle:
            idle.sendall(b"GET /journal/v1/long HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n\r\n")
            time.sleep(2)
            _, got = closed_after(idle, 5)
            assert got.startswith(b"HTTP/1.1 200") and len(got) < 30_000_000
        with socket.create_connection(address) as slow:
            slow.sendall(
                b"GET /journal/v1/long HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n"
            )
            got = b""
            while chunk := slow.recv(500_000):
                got += chunk
                time.sleep(0.02)
            assert len(got) > 30_000_000, "who takes it slowly gets it whole"


def test_the_times_of_the_defaults(half_sent: "subprocess.Popen[str]") -> None:
    """Ten seconds for the headers and thirty for the body, with the settings that nobody has changed."""
    defaults = Settings(mode="development")
    assert (defaults.header_seconds, defaults.body_seconds) == (10, 30)
    told, complaints = half_sent.communicate(timeout=120)
    assert half_sent.returncode == 0, complaints
    for seconds, (got, took) in zip(SENT.values(), json.loads(told), strict=True):
        assert seconds - 0.5 < took < seconds + 3
        if got:
            assert got.startswith("HTTP/1.1 408")
            assert json.loads(got.partition("\r\n\r\n")[2])["status"] == 408
