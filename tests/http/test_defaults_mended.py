"""One test for each line of "Defaults to mend" that the edge answers for, over a real socket."""

import json
import time

import httpx
import pytest
from edge_application import PERSON, talk

# Whole minutes of sockets and sleeps: not for the fast lane.
pytestmark = pytest.mark.slow

HEAD = b"POST /journal/v1/plans HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Type: application/json\r\n"


def post(client: httpx.Client, content: bytes | str, **headers: str) -> httpx.Response:
    return client.post("/plans", content=content, headers={"Content-Type": "application/json", **headers})


def refused(answer: httpx.Response, status: int, rule: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["type"].endswith(f"/problems/{rule}"), body
    assert PERSON not in answer.text


def test_a_good_body_is_taken(client: httpx.Client) -> None:
    answer = post(client, '{"title": "Vardag", "goals": [{"title": "å", "weight": 9223372036854775807}]}')
    assert (answer.status_code, answer.json()) == (201, {"actor": "Bearer x"})


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e999", "1E+999"])
def test_nan_infinity_1e400(client: httpx.Client, number: str) -> None:
    refused(post(client, f'{{"title": "a", "number": {number}}}'), 400, "not-a-json-number")


@pytest.mark.parametrize("number", ["9223372036854775808", "-9223372036854775809", "1e19", "9" * 5000])
def test_integer_from_2_to_the_63_in_a_body(client: httpx.Client, number: str) -> None:
    refused(post(client, f'{{"title": "a", "number": {number}}}'), 422, "number-too-large")


def test_integer_from_2_to_the_63_in_a_query(client: httpx.Client) -> None:
    for page in ("9223372036854775808", "2147483648", "9" * 50):
        refused(client.get("/plans", params={"page": page}), 422, "invalid-request")


@pytest.mark.parametrize("body", ['{"title": "a\\u0000"}', '{"title": "a", "\\u0000": 1}', '["\\u0000"]'])
def test_nul_in_a_string(client: httpx.Client, body: str) -> None:
    refused(post(client, body), 422, "nul-in-text")


def test_nul_in_a_query_and_a_path(client: httpx.Client) -> None:
    refused(client.get("/filtered?statusName=%00"), 422, "nul-in-text")
    refused(client.get("/plans/a%00"), 404, "not-found")


@pytest.mark.parametrize(
    "body", ['{"title": "\\ud800"}', '{"title": "a", "\\udfff": 1}', '{"title": "\\udc00\\ud800"}']
)
def test_lone_surrogate(client: httpx.Client, body: str) -> None:
    refused(post(client, body), 422, "lone-surrogate")


@pytest.mark.parametrize(
    "body",
    ['{"title": "a", "title": "b"}', '{"title": "a", "goals": [{"title": 1, "title": 1}]}', '{"a": 1, "\\u0061": 2}'],
)
def test_duplicate_key(client: httpx.Client, body: str) -> None:
    refused(post(client, body), 400, "duplicate-name")


def test_unknown_field(client: httpx.Client) -> None:
    answer = post(client, '{"title": "a", "goals": [{"title": "a", "extra": 1}]}')
    refused(answer, 422, "invalid-request")
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [("/goals/0/extra", "extra_forbidden")]


@pytest.mark.parametrize("number", ['"5"', "true", "5.0"])
def test_a_text_or_a_truth_value_is_no_number(client: httpx.Client, number: str) -> None:
    refused(post(client, f'{{"title": "a", "number": {number}}}'), 422, "invalid-request")


@pytest.mark.parametrize("page", ["5_0", " 5 ", "+5", "-5", "٥", "5.0", "", "0x5", "５", "5\n"])
def test_query_numbers(client: httpx.Client, page: str) -> None:
    answer = client.get("/plans", params={"page": page})
    refused(answer, 422, "invalid-request")
    assert answer.json()["errors"][0]["pointer"] == "page"
    assert answer.json()["errors"][0]["code"] == "not-a-whole-number"


def test_page_zero_is_answered(client: httpx.Client) -> None:
    assert client.get("/plans?page=0").json() == {"page": 0, "limit": 20}
    assert client.get("/plans?page=007&limit=100").json() == {"page": 7, "limit": 100}
    for limit in ("0", "101"):
        refused(client.get("/plans", params={"limit": limit}), 422, "invalid-request")


def test_repeated_parameter(client: httpx.Client) -> None:
    for query in ("page=1&page=1", "page=1&%70age=2"):
        answer = client.get(f"/plans?{query}")
        refused(answer, 422, "invalid-request")
        assert answer.json()["errors"][0]["code"] == "repeated-parameter"


def test_unknown_parameter(client: httpx.Client) -> None:
    for query in (f"{PERSON}=1", "Page=1", "=1", "sida"):
        answer = client.get(f"/plans?{query}")
        refused(answer, 422, "invalid-request")
        assert answer.json()["errors"][0]["code"] == "unknown-parameter"
    assert client.get("/filtered?statusName=a").json() == {"name": "a"}
    assert client.get("/inner/filtered?statusName=a&region=b").status_code == 200
    refused(client.get("/filtered?status_name=a"), 422, "invalid-request")
    refused(client.get("/filtered?statusName=%FF"), 400, "malformed-request")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1"])
def test_utf_16_or_bom(client: httpx.Client, encoding: str) -> None:
    refused(post(client, '{"title": "å"}'.encode(encoding)), 400, "not-json")


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "application/jsonx",
        "application/merge-patch+json", "application/json, text/plain", "application/vnd.sip+json", "json", "",
    ],
)  # fmt: skip
def test_text_plain(client: httpx.Client, kind: str) -> None:
    refused(client.post("/plans", content=b'{"title": "a"}', headers={"Content-Type": kind}), 415,
            "unsupported-media-type")  # fmt: skip


def test_no_content_type_or_a_compressed_body(client: httpx.Client) -> None:
    refused(client.post("/plans", content=b'{"title": "a"}'), 415, "unsupported-media-type")
    refused(post(client, b"\x1f\x8b", **{"Content-Encoding": "gzip"}), 415, "unsupported-media-type")


def test_good_content_types(client: httpx.Client) -> None:
    for kind in ("application/json", "Application/JSON;charset=UTF-8", 'application/json; charset="utf-8"'):
        assert client.post("/plans", content=b'{"title": "a"}', headers={"Content-Type": kind}).status_code == 201
    headers = {"Content-Type": "application/merge-patch+json", "If-Match": 'W/"3"'}
    assert client.patch("/plans/there", content=b'{"title": "a"}', headers=headers).status_code == 200


@pytest.mark.parametrize("character", ["\u202a", "\u202e", "\u2066", "\u2069"])
def test_bidi_override(client: httpx.Client, character: str) -> None:
    refused(post(client, json.dumps({"title": f"a{character}"})), 422, "bidi-control")
    refused(post(client, json.dumps({"title": f"a{character}"}, ensure_ascii=False)), 422, "bidi-control")


@pytest.mark.parametrize("depth", [33, 900, 49_000])
def test_nesting(client: httpx.Client, depth: int) -> None:
    refused(post(client, "[" * depth + "]" * depth), 400, "nested-too-deep")


def test_nesting_within_bounds(client: httpx.Client) -> None:
    refused(post(client, "[" * 32 + "]" * 32), 422, "invalid-request")
    assert post(client, json.dumps({"title": "[" * 50 + '{"\\"' * 50})).status_code == 201


def test_60_mb(client: httpx.Client) -> None:
    def endless() -> object:
        for _ in range(60):
            yield b" " * 1_000_000

    refused(post(client, b"[" + b" " * 60_000_000), 413, "body-too-large")
    refused(post(client, endless()), 413, "body-too-large")
    assert post(client, b'{"title": "a"}').status_code == 201


def test_413_comes_before_the_body(address: tuple[str, int]) -> None:
    got = talk(address, HEAD + b"Content-Length: 60000000\r\nExpect: 100-continue\r\n\r\n", wait=3)
    assert got.startswith(b"HTTP/1.1 413") and b"100 Continue" not in got


def test_a_422_echoes_nothing(client: httpx.Client) -> None:
    body = {"title": "a", "goals": [{"title": PERSON * 5, "weight": PERSON, PERSON: PERSON}], PERSON: {"Anna": 1}}
    answer = post(client, json.dumps(body))
    refused(answer, 422, "invalid-request")
    assert {(e["pointer"], e["code"]) for e in answer.json()["errors"]} == {
        ("/goals/0/title", "string_too_long"),
        ("/goals/0/weight", "int_type"),
        ("/goals/0", "extra_forbidden"),
        ("", "extra_forbidden"),
    }
    assert len(post(client, json.dumps({"title": "a", "goals": [1] * 5000})).json()["errors"]) == 100


def test_empty_body(client: httpx.Client) -> None:
    refused(post(client, b""), 422, "invalid-request")
    refused(client.post("/plans"), 422, "invalid-request")
    refused(post(client, b"null"), 422, "invalid-request")
    refused(post(client, b"  "), 400, "not-json")


def test_access_log_carries_the_template_only(client: httpx.Client, lines: list[dict[str, object]]) -> None:
    client.get(f"/plans/{PERSON}?q={PERSON}")
    client.get(f"/nowhere/{PERSON}")
    client.get(f"/inner/plans/{PERSON}")
    client.put(f"/plans/{PERSON}")
    time.sleep(0.05)
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("GET", "/journal/v1/plans/{planId}", 422),
        ("GET", None, 404),
        ("GET", "/journal/v1/inner/plans/{planId}", 404),
        ("PUT", "/journal/v1/plans/{planId}", 405),
    ]
    assert set(lines[0]) == {"method", "route", "status", "ms", "trace"}
    assert PERSON not in json.dumps(lines)


def test_trailing_slash(client: httpx.Client) -> None:
    for path in ("/plans/", "/plans/there/", "", "/"):
        refused(client.get(path), 404, "not-found")
    refused(client.get(client.base_url.join("/journal/v1")), 404, "not-found")
    refused(client.get("/plans%0A"), 404, "not-found")
    refused(client.get(client.base_url.join("/problems%0A")), 404, "not-found")


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


def test_long_address(client: httpx.Client, address: tuple[str, int]) -> None:
    refused(client.get("/plans?page=" + "1" * 2048), 414, "url-too-long")
    got = talk(address, b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert got.startswith(b"HTTP/1.1 431")


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


def test_malformed_http_is_a_problem_too(address: tuple[str, int]) -> None:
    for sent in (b"NOT HTTP\r\n\r\n", HEAD + b"Content-Length: x\r\n\r\n", b"GET http:// HTTP/1.1\r\nHost: x\r\n\r\n"):
        got = talk(address, sent)
        assert got.startswith(b"HTTP/1.1 4") and b"application/problem+json" in got
