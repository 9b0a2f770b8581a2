"""The edge's parts by themselves: strict JSON, entity tags, trace contexts, documentation pages."""

import json
import random
import re
from typing import Annotated, Any, Literal
from urllib.parse import urljoin

import httpx
import pytest
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import Field, TypeAdapter, ValidationError

from app.domain.refusal import Invalid, Malformed, Stale, Unconditional
from app.domain.unit import PrincipalType
from app.http import conditional, docs, json_body, trace, validation
from app.http.queries import Limit, PageNumber
from app.schemas.types import OrgNumber


@pytest.mark.parametrize("depth", [33, 900, 1_000, 1_000_000])
@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"]":['])
def test_depth(depth: int, opening: str) -> None:
    for tail in ("", "1", '"'):
        with pytest.raises(Malformed):
            json_body.read((opening * depth + tail).encode())
    if opening == "[":
        with pytest.raises(Malformed, match="nested-too-deep"):
            json_body.read(("[" * depth + "]" * depth).encode())


@pytest.mark.parametrize("text", ["{", "", "nul", "{}{}", "[1,]", "{'a': 1}", "[01]", "[+1]", "[.5]", "[٥]", '"\t"',
                                  "[1_0]", "[0x1]", "// a\n1", "\ufeff1", '"\\x41"', "[-]", "\x0b1"])  # fmt: skip
def test_not_json(text: str) -> None:
    with pytest.raises(Malformed, match="not-json"):
        json_body.read(text.encode())


def test_surrogates_that_are_bytes_are_not_utf_8() -> None:
    for content in (b'"\xed\xa0\x80"', b'"\xc0\x80"', b'"\xff"', b"\xff\xfe[\x00]\x00", b"\x00[\x00]"):
        with pytest.raises(Malformed, match="not-json"):
            json_body.read(content)


def test_what_is_taken() -> None:
    for value in (None, True, 0, -(2**63), 2**63 - 1, 1.5, -0.0, 1e-400, "å\U0001f600", [], {"": {}}, '[{"\\"]'):
        assert json_body.read(json.dumps(value).encode()) == value
        assert json_body.read(json.dumps(value, ensure_ascii=False).encode()) == value


def test_odd_documents_never_raise_anything_else() -> None:
    pieces = ['"', "\\", "\\u", "d800", "dc00", "[", "]", "{", "}", ":", ",", "1e999", "-", "9" * 30, "NaN", "a", "\0",
              " ", "\u202e", '"a"', "0.1", "true", "\ud7ff", "\\u0000", "\x7f"]  # fmt: skip
    chance = random.Random(20260101)
    read = 0
    for _ in range(30_000):
        document = "".join(chance.choices(pieces, k=chance.randint(1, 12))).encode()
        try:
            value = json_body.read(document)
        except (Malformed, Invalid) as refusal:
            assert refusal.__cause__ is None
            continue
        read += 1
        text = json.dumps(value, ensure_ascii=False)
        assert not re.search("[\0\ud800-\udfff\u202a-\u202e\u2066-\u2069]", text)
        assert text.encode() is not None
    assert read > 100


def test_entity_tags() -> None:
    tag = conditional.etag(3)
    assert tag == '"3"'
    for header in ('"3"', 'W/"3"', '"1", "3"', '"1",W/"3"', "*", ' "1" , , "3" ', '"a,b", "3"'):
        assert conditional.matches(header, tag), header
        assert conditional.matches(header, 'W/"3"'), header
    for header in ('"1"', 'W/"33"', '"1", "2"', '""'):
        assert not conditional.matches(header, tag)
    for header in ("3", '"3', "", " ", '*, "3"', '"3" "4"', 'w/"3"', '"3",4', "'3'", '"\x003"', "," * 30_000 + "x"):
        with pytest.raises(Malformed, match="entity-tag-malformed"):
            conditional.matches(header, tag)


def test_preconditions() -> None:
    """What the services are handed: versions, anything, or that nothing was said."""
    for header in ('"3"', 'W/"3"', '"1", "3"', "*"):
        conditional.precondition(header).require(3)
    for header in ('"1"', '"03"', '"3-portal"', '"\u00b3"', '""', '"' + "3" * 40 + '"'):
        with pytest.raises(Stale):
            conditional.precondition(header).require(3)
    seen_closed = conditional.precondition('"2-ended"')
    seen_closed.require(3, closed_by_time=True)
    for version, closed in ((3, False), (2, True), (4, True)):
        with pytest.raises(Stale):
            seen_closed.require(version, closed_by_time=closed)
    with pytest.raises(Unconditional):
        conditional.precondition(None).require(3)
    with pytest.raises(Malformed):
        conditional.precondition("3")


TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@pytest.mark.parametrize("given", [f"00-{TRACE}-{SPAN}-01", f"00-{TRACE}-{SPAN}-00", f"cc-{TRACE}-{SPAN}-01-more"])
def test_a_trace_goes_on(given: str) -> None:
    trace_id, answered = trace.begin([given.encode()])
    assert trace_id == TRACE
    assert re.fullmatch(rf"00-{TRACE}-[0-9a-f]{{16}}-{given[53:55]}", answered) and SPAN not in answered


@pytest.mark.parametrize(
    "given",
    [[], [""], ["x"], [f"ff-{TRACE}-{SPAN}-01"], [f"00-{'0' * 32}-{SPAN}-01"], [f"00-{TRACE}-{'0' * 16}-01"],
     [f"00-{TRACE.upper()}-{SPAN}-01"], [f"00-{TRACE}-{SPAN}-01-more"], [f"00-{TRACE}-{SPAN}-1"],
     [f"00-{TRACE}-{SPAN}-01"] * 2, [f"00-{TRACE}-{SPAN}-01\n"]],
)  # fmt: skip
def test_a_malformed_trace_is_ignored(given: list[str]) -> None:
    trace_id, answered = trace.begin([each.encode() for each in given])
    assert trace_id != TRACE and re.fullmatch(rf"00-{trace_id}-[0-9a-f]{{16}}-01", answered)


def test_every_answer_has_its_trace(client: httpx.Client, lines: list[dict[str, object]]) -> None:
    given = {"traceparent": f"00-{TRACE}-{SPAN}-01"}
    for path in ("/plans", "/broken", "/nowhere", "/docs", "/plans?x=1", "/plans?page=" + "1" * 3000):
        answer = client.get(path, headers=given)
        assert answer.headers["traceparent"].startswith(f"00-{TRACE}-")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] and answer.headers["referrer-policy"] == "no-referrer"
        for kept in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert kept in answer.headers["content-security-policy"], (path, kept)
    assert {line["trace"] for line in lines} == {TRACE}


@pytest.mark.parametrize("place", ["trace", "parent"])
def test_a_trace_that_holds_a_personnummer_is_not_gone_on_with(
    client: httpx.Client, lines: list[dict[str, object]], place: str
) -> None:
    number = "194208179814"
    trace_id, parent = (number.ljust(31, "0") + "1", SPAN) if place == "trace" else (TRACE, "0001" + number)
    answer = client.get("/plans", headers={"traceparent": f"00-{trace_id}-{parent}-01"})
    (line,) = lines
    begun = answer.headers["traceparent"].split("-")[1]
    assert line["trace"] == begun != trace_id and len(begun) == 32
    assert number not in str(lines) + str(answer.headers)


def test_a_tracestate_is_not_gone_on_with(client: httpx.Client, lines: list[dict[str, object]]) -> None:
    said = "region=194208179814"
    answer = client.get("/plans", headers={"traceparent": f"00-{TRACE}-{SPAN}-01", "tracestate": said})
    assert answer.headers["traceparent"].startswith(f"00-{TRACE}-") and "tracestate" not in answer.headers
    assert len(lines) == 1 and said not in str(lines) + str(answer.headers) + answer.text


def test_documentation_needs_nobody_else(client: httpx.Client) -> None:
    del client.headers["Authorization"]
    page = client.get("/docs")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    assert "http:" not in page.text and "https:" not in page.text
    assert not re.search(r"<script[^>]*>[^<]|<style|\son\w+=", page.text)
    for link in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        part = client.get(urljoin(str(page.url), link))
        assert part.status_code == 200 and part.content
    contract = client.get("/openapi.json").json()
    assert "/plans" in contract["paths"] and not any("docs" in path for path in contract["paths"])
    assert client.get("/docs/assets/redoc.standalone.js").status_code == 404
    with pytest.raises(ValueError):
        docs.install(FastAPI())


def test_query_types_stay_integers_in_the_contract() -> None:
    app = FastAPI()

    @app.get("/")
    async def _(page: PageNumber = 1, limit: Limit = 20) -> None: ...

    page, limit = app.openapi()["paths"]["/"]["get"]["parameters"]
    assert (page["schema"]["type"], page["schema"]["default"], "minimum" in page["schema"]) == ("integer", 1, False)
    assert (limit["schema"]["type"], limit["schema"]["minimum"], limit["schema"]["maximum"]) == ("integer", 1, 100)


def test_which_form_a_text_must_have_is_told_and_not_what_came() -> None:
    with pytest.raises(ValidationError) as raised:
        TypeAdapter(OrgNumber | None).validate_python("2321000016")
    errors = [each for each in raised.value.errors() if each["type"] == "string_pattern_mismatch"]
    (told,) = validation.mistakes(RequestValidationError(errors), {})
    for sentence in (told.sv, told.en):
        assert sentence.endswith(" ^SE[0-9]{10}$") and "2321000016" not in sentence


@pytest.mark.parametrize(
    ("kind", "sent", "sv", "en"),
    [
        (Annotated[str, Field(max_length=3)], "hemlig", "högst 3 tecken.", "at most 3 characters."),
        (Annotated[list[int], Field(min_length=4)], [77], "minst 4.", "at least 4."),
        (Annotated[list[int], Field(max_length=1)], [77, 77], "högst 1.", "at most 1."),
        (Annotated[int, Field(ge=1)], -77, "minst 1.", "at least 1."),
        (Annotated[int, Field(le=30)], 77, "högst 30.", "at most 30."),
        (Literal["a", "b", "c"], "hemlig", "finns: 'a', 'b', 'c'.", "exist: 'a', 'b', 'c'."),
        (PrincipalType, "hemlig", "finns: 'region', 'municipality', 'other'.", "'region', 'municipality', 'other'."),
    ],
)
def test_the_contract_s_own_limit_is_told_and_not_what_came(kind: Any, sent: Any, sv: str, en: str) -> None:
    with pytest.raises(ValidationError) as raised:
        TypeAdapter(kind).validate_python(sent)
    (told,) = validation.mistakes(RequestValidationError(raised.value.errors()), {})
    assert told.sv.endswith(sv) and told.en.endswith(en)
    assert not any(one in sentence for one in ("hemlig", "77") for sentence in (told.sv, told.en))
