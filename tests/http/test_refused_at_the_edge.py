"""What the edge refuses by itself, each in a whole request: what a framework's defaults let through or fall over."""

import json
import time

import httpx
import pytest
from edge_application import PERSON, talk

# Whole minutes of sockets and sleeps: not for the fast lane.
pytestmark = pytest.mark.slow


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


@pytest.mark.parametrize("character", ["\u061c", "\u202a", "\u202e", "\u2066", "\u2069"])
def test_bidi_override(client: httpx.Client, character: str) -> None:
    refused(post(client, json.dumps({"title": f"a{character}"})), 422, "bidi-control")
    refused(post(client, json.dumps({"title": f"a{character}"}, ensure_ascii=False)), 422, "bidi-control")


@pytest.mark.parametrize("character", ["\u2061", "\u2064", "\ufff9", "\ufffb", "\U000e0000", "\U000e007f"])
def test_text_that_is_not_seen(client: httpx.Client, character: str) -> None:
    """A second text could be carried into what the citizen is shown; what joins and parts letters is let through."""
    for in_ascii in (True, False):
        refused(post(client, json.dumps({"title": f"a{character}"}, ensure_ascii=in_ascii)), 422, "hidden-text")
    for needed in ("\u00ad", "\u200b", "\u200d", "\u2060", "\ufe0f"):
        assert post(client, json.dumps({"title": f"a{needed}b"})).status_code == 201


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
    assert set(lines[0]) == {"time", "level", "logger", "message", "method", "route", "status", "ms", "trace"}
    assert PERSON not in json.dumps(lines)


def test_trailing_slash(client: httpx.Client) -> None:
    for path in ("/plans/", "/plans/there/", "", "/"):
        refused(client.get(path), 404, "not-found")
    refused(client.get(client.base_url.join("/journal/v1")), 404, "not-found")
    refused(client.get("/plans%0A"), 404, "not-found")
    refused(client.get(client.base_url.join("/problems%0A")), 404, "not-found")


def test_long_address(client: httpx.Client, address: tuple[str, int]) -> None:
    refused(client.get("/plans?page=" + "1" * 2048), 414, "url-too-long")
    got = talk(address, b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert got.startswith(b"HTTP/1.1 431")
