"""Problem documents: every status, both languages, the pages behind `type`, and nothing of what failed."""

import asyncio
import json
import sqlite3
import time

import asyncpg
import httpx
import pytest
from edge_application import PERSON
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import create_async_engine
from starlette.exceptions import HTTPException
from starlette.requests import Request

from app.domain.refusal import Refusal
from app.domain.rule import Rule
from app.http import failures, language, problems, rules
from app.http.statuses import EDGE, STATUSES, TITLES


def test_every_class_of_refusal_has_a_status_and_every_status_a_title() -> None:
    assert set(STATUSES) == set(Refusal.__subclasses__())
    assert set(STATUSES.values()) | set(EDGE) <= set(TITLES)


def test_the_catalogue_has_the_domain_and_the_edge_and_no_id_twice() -> None:
    catalogue = problems.catalogue()
    assert {"not-a-personnummer", "not-found", "one-host", "not-json", "token-not-valid"} <= set(catalogue)
    assert all(rule.sv and rule.en for rule in catalogue.values())


def test_two_rules_with_one_id_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.http.queries.MOST_PAGES", Rule("not-found", "a", "b"))
    rules.catalogue.cache_clear()
    with pytest.raises(RuntimeError, match="not-found"):
        rules.catalogue()
    monkeypatch.undo()
    rules.catalogue.cache_clear()


@pytest.mark.parametrize(
    ("method", "path", "status", "header"),
    [
        ("GET", "/busy", 503, ("Retry-After", "7")),
        ("GET", "/stuck", 503, ("Retry-After", "1")),
        ("GET", "/broken", 500, None),
        ("DELETE", "/plans/x", 409, None),
        ("PUT", "/plans", 405, ("Allow", "GET, POST")),
        ("PUT", "/plans/x", 405, ("Allow", "DELETE, GET, PATCH")),
        ("PUT", "/inner/plans/x", 405, ("Allow", "DELETE, GET, PATCH")),
        ("HEAD", "/plans", 405, ("Allow", "GET, POST")),
        ("GET", "/plans/x", 404, None),
    ],
)
def test_statuses(client: httpx.Client, method: str, path: str, status: int, header: tuple[str, str] | None) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-language"] == "sv"
    assert answer.headers["traceparent"].split("-")[1] in (answer.text or answer.headers["traceparent"])
    if header:
        assert answer.headers[header[0]] == header[1]
    if method != "HEAD":
        body = answer.json()
        assert list(body)[:5] == ["type", "title", "status", "detail", "instance"]
        assert body["type"].startswith(f"http://127.0.0.1:{client.base_url.port}/problems/")
        assert PERSON not in answer.text


def test_findings_are_listed(client: httpx.Client) -> None:
    body = client.delete("/plans/x").json()
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [("/meetings", "meeting-missing")]


def test_not_logged_in(client: httpx.Client) -> None:
    del client.headers["Authorization"]
    answer = client.post("/plans?what=1", content=b"{", headers={"Content-Type": "text/plain", "Accept": "image/png"})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert client.get("/api-info").status_code == 200
    bad = client.get("/plans", headers={"Authorization": "Bearer bad"})
    assert (bad.status_code, "invalid_token" in bad.headers["www-authenticate"]) == (401, True)


def test_conditions(client: httpx.Client) -> None:
    def change(**headers: str) -> int:
        return client.patch("/plans/x", json={"title": "a"}, headers=headers).status_code

    assert change() == 428
    assert change(**{"If-Match": '"2"'}) == 412
    assert change(**{"If-Match": "3"}) == 400
    assert change(**{"If-Match": '"2", W/"3"'}) == 200


def test_out_of_reach_is_never_was(client: httpx.Client) -> None:
    """Body and headers are the same, but for the trace."""

    def seen(path: str) -> tuple[object, ...]:
        answer = client.get(path)
        trace = answer.headers["traceparent"].split("-")[1]
        headers = {k: v for k, v in answer.headers.items() if k not in ("traceparent", "date")}
        return answer.status_code, answer.text.replace(trace, ""), headers

    assert seen("/plans/out-of-reach") == seen("/nowhere/at-all") == seen("/plans/there/too-long")


def test_outside_the_mounts(client: httpx.Client) -> None:
    for path in ("/", "/nowhere", "/journal/v2/plans"):
        answer = httpx.get(f"http://127.0.0.1:{client.base_url.port}{path}", headers={"Accept-Language": "en"})
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
        assert answer.json()["title"] == "Not found"


@pytest.mark.parametrize(
    ("field", "chosen"),
    [
        ("", "sv"), ("en", "en"), ("en-GB,en;q=0.9,sv;q=0.8", "en"), ("sv, en", "sv"), ("de", "sv"), ("*;q=0.5", "sv"),
        ("en;q=0", "sv"), ("sv;q=0.1, en;q=0.2", "en"), ("en;q=x", "sv"), ("EN-us", "en"), (";;,", "sv"),
    ],
)  # fmt: skip
def test_languages(field: str, chosen: str) -> None:
    assert language.preferred([(b"accept-language", field.encode())]) == chosen


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "application/json;q=0", "image/*", "foo",
                                    "*/*;q=0", "application/*;q=0, */*"])  # fmt: skip
def test_not_acceptable(client: httpx.Client, accept: str) -> None:
    assert client.get("/plans", headers={"Accept": accept}).status_code == 406


@pytest.mark.parametrize("accept", ["application/json", "application/problem+json", "application/*", "*/*", "",
                                    "text/html, */*;q=0.1", "text/html, Application/JSON; charset=utf-8"])  # fmt: skip
def test_acceptable(client: httpx.Client, accept: str) -> None:
    assert client.get("/plans", headers={"Accept": accept}).status_code == 200


def test_other_media_where_the_route_declares_them(client: httpx.Client) -> None:
    assert client.get("/documents", headers={"Accept": "text/html"}).status_code == 200
    assert client.get("/documents", headers={"Accept": "application/pdf"}).status_code == 406


def test_pages_of_the_rules(client: httpx.Client) -> None:
    kind = client.get("/plans/x").json()["type"]
    page = httpx.get(kind)
    assert page.headers["content-type"].startswith("text/html")
    assert "Det finns inget här." in page.text and "There is nothing here." in page.text
    everything = httpx.get(kind.rpartition("/")[0])
    assert all(f'"problems/{name}"' in everything.text for name in problems.catalogue())
    assert "16:4" in httpx.get(kind.replace("not-found", "no-consent")).text
    missing = httpx.get(kind.replace("not-found", "<script>"))
    assert missing.status_code == 404 and "script" not in missing.text


def test_a_500_is_logged_without_its_message(
    client: httpx.Client, lines: list[dict[str, object]], caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/broken")
    time.sleep(0.05)
    failure, access = lines
    assert failure["kinds"] == ["builtins.RuntimeError"]
    assert "broken" in str(failure["places"])
    assert access["status"] == 500
    assert failure["trace"] == access["trace"] == answer.json()["instance"].removeprefix("urn:trace:")
    assert PERSON not in caplog.text


def test_the_detail_of_an_http_exception_is_not_told() -> None:
    scope = {"type": "http", "headers": [], "state": {}, "server": ("::1", 1)}
    answer = asyncio.run(problems._http(Request(scope), HTTPException(418, PERSON)))
    assert json.loads(answer.body)["type"] == "http://[::1]:1/problems/refused"
    assert PERSON not in answer.body.decode()


def test_a_locked_sqlite_passes_and_a_missing_table_does_not(tmp_path: object) -> None:
    async def failing(statement: str) -> Exception:
        engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/a.db", connect_args={"timeout": 0.05})
        holder = sqlite3.connect(f"{tmp_path}/a.db", isolation_level=None)
        holder.execute("create table if not exists a (b)")
        holder.execute("begin immediate")
        try:
            async with engine.begin() as connection:
                await connection.execute(text(statement))
        except Exception as error:
            return error
        finally:
            holder.close()
            await engine.dispose()
        raise AssertionError("it did not fail")

    locked = asyncio.run(failing("insert into a values (1)"))
    assert isinstance(locked, OperationalError) and failures.passes(locked)
    assert not failures.passes(asyncio.run(failing("select * from nowhere")))


def test_a_database_that_is_not_there_passes() -> None:
    async def failing() -> Exception:
        engine = create_async_engine("postgresql+asyncpg://a@localhost:1/a")
        try:
            async with engine.connect():
                raise AssertionError("it did not fail")
        except Exception as error:
            return error
        finally:
            await engine.dispose()

    assert failures.passes(asyncio.run(failing()))


def test_what_passes() -> None:
    class Driver(Exception):
        def __init__(self, state: str):
            self.sqlstate = state

    for state in ("40001", "40P01", "57014", "57P01", "08006", "53300", "55P03", "25006"):
        assert failures.passes(DBAPIError("select", {}, Driver(state)))
    for state in ("23505", "42P01", "22003"):
        assert not failures.passes(IntegrityError("select", {}, Driver(state)))
    assert (
        failures.passes(PoolTimeout()) and failures.passes(TimeoutError()) and failures.passes(ConnectionResetError())
    )
    assert failures.passes(asyncpg.CannotConnectNowError("a")) and failures.passes(asyncpg.QueryCanceledError("a"))
    assert failures.passes(asyncpg.InterfaceError("connection is closed"))
    assert failures.passes(asyncpg.ConnectionDoesNotExistError("a"))
    assert not failures.passes(asyncpg.exceptions.DataError("invalid input for connection"))
    assert not failures.passes(FileNotFoundError("a")) and not failures.passes(RuntimeError("a"))
