"""Too much, too long, too slow: bodies, texts, lists and header fields, and what a refusal says of them.

Against the whole service; the edge alone is tested in `tests/http`.
"""

import json
import time
import tracemalloc
from pathlib import Path
from typing import Any

from tests.api.standing import Office, refused, unchanged
from tests.callers import CANARY
from tests.http.edge_application import talk
from tests.persons import Persons
from tests.service import Service, development


def test_60_mb(service: Service, persons: Persons) -> None:
    """Refused before it is read: with a length at once, in chunks when the largest size has come."""
    office = Office(service, persons)
    piece = (CANARY * 100_000).encode()[:1_000_000]
    with unchanged(service):
        for headers in ({"Content-Length": "60000000"}, {"Transfer-Encoding": "chunked"}):
            tracemalloc.start()
            try:
                answer = office.create((piece for _ in range(60)), **headers)
                peak = tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()
            refused(answer, 413, "body-too-large")
            assert len(answer.content) < 2_000
            # What this process holds for it, the test's own sending included: a few pieces, never the whole.
            assert peak < 20_000_000
    head = f"POST /journal/v1/plans HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {office.caller.token}\r\n"
    head += "Content-Type: application/json\r\nContent-Length: 60000000\r\nExpect: 100-continue\r\n\r\n"
    got = talk(("127.0.0.1", service.port), head.encode(), wait=3)
    assert got.startswith(b"HTTP/1.1 413") and b"100 Continue" not in got


def test_a_422_does_not_echo_its_input(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    path = office.plan()
    number = office.citizen
    person: dict[str, Any] = {"personnummer": f"{number}{CANARY}", "name": [CANARY], "protectedIdentity": CANARY}
    bad = office.body(person=person, title=CANARY * 50, legalBases=[{CANARY: number}, 5, ""], initiatedAt=CANARY)
    bad["unit"] |= {"hsaId": CANARY, "principalType": number, number: CANARY}
    with unchanged(service):
        for method, place in (("POST", "/journal/v1/plans"), ("PATCH", path), ("POST", f"{path}/units")):
            answer = office.send(method, place, json.dumps(bad))
            refused(answer, 422, "invalid-request")
            assert number not in answer.text and number[2:] not in answer.text
        answer = office.send("POST", "/journal/v1/plan-searches", json.dumps({"personnummer": f"{number[:-1]}x"}))
        refused(answer, 422)
        assert number[:-1] not in answer.text


def test_extremely_long_texts_and_lists(service: Service, persons: Persons) -> None:
    office = Office(service, persons)
    path = office.plan()
    good = office.body()
    with unchanged(service):
        for body in (
            good | {"title": "å" * 201},
            good | {"title": CANARY + "x" * 400_000},
            good | {"reason": "å" * 10_001},
            good | {"legalBases": ["HSL 16:4"] * 11},
            good | {"legalBases": ["HSL 16:4"] * 50_000},
            good | {"legalBases": [5] * 100_000},
            good | {"title": [1] * 100_000},
            good | {f"x{n}": n for n in range(50_000)},
            good | {"person": dict.fromkeys((f"x{n}" for n in range(50_000)), 1)},
            [1] * 100_000,
            [[]] * 100_000,
        ):
            answer = office.create(json.dumps(body, ensure_ascii=False))
            refused(answer, 422, "invalid-request")
            assert len(answer.content) < 20_000
        entries = [{"lifeArea": "home", "text": "x"}] * 20_000
        answer = office.send("PUT", f"{path}/mapping", json.dumps({"situation": "x", "entries": entries}))
        refused(answer, 422, "invalid-request")
    assert office.create(json.dumps(good | {"title": "å" * 200, "reason": "😀" * 5_000})).status_code == 201


def test_100_kb_header(service: Service) -> None:
    start = b"GET /journal/v1/plans HTTP/1.1\r\nHost: x\r\n"
    got = talk(("127.0.0.1", service.port), start, *[b"X: " + b"a" * 4000 + b"\r\n"] * 10, pause=0.01)
    assert got.startswith(b"HTTP/1.1 431") and b"/problems/headers-too-large" in got
    got = talk(("127.0.0.1", service.port), start + b"X: " + b"a" * 100_000 + b"\r\n\r\n", wait=3)
    assert got.startswith(b"HTTP/1.1 431") or got == b""  # a reset may swallow the answer, never the closing


def test_half_sent_requests_are_closed(tmp_path: Path, persons: Persons) -> None:
    service = Service("sqlite", development(tmp_path, header_seconds=0.5, body_seconds=0.5))
    try:
        token = Office(service, persons).caller.token
        head = f"POST /journal/v1/plans HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        body = head + "Content-Type: application/json\r\nContent-Length: 500\r\n\r\n"
        chunk = head + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"
        with unchanged(service):
            for sent, answer in (("", b""), (head, b"HTTP/1.1 408"), (body, b"HTTP/1.1 408"),
                                 (body + '{"title": "', b"HTTP/1.1 408"), (chunk, b"HTTP/1.1 408")):  # fmt: skip
                began = time.monotonic()
                got = talk(("127.0.0.1", service.port), sent.encode(), wait=5)
                assert got.startswith(answer) and b"still open" not in got
                assert time.monotonic() - began < 4
    finally:
        service.stop()
