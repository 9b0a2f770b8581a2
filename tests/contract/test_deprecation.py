"""What is to end says so in every answer and in the contract, with its successor, and for twelve months at least."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, Request, Response

from app import main
from app.http.deprecation import Deprecation, declared_in
from app.http.route import GuardedRoute
from app.routers import journal
from app.routers.journal.desk import Working
from app.schemas.base import Wire
from tests.callers import Caller, nobody, staff
from tests.persons import Persons
from tests.service import Service, development

ENDING = Deprecation(date(2027, 1, 1), date(2028, 1, 1), "/journal/v1/worklist")


@pytest.mark.parametrize(
    ("since", "sunset", "successor"),
    [
        (date(2027, 1, 1), date(2027, 12, 31), "/x"),
        (date(2027, 1, 1), date(2026, 1, 1), "/x"),
        (date(2027, 1, 1), date(2029, 1, 1), ""),
        (date(2027, 1, 1), date(2029, 1, 1), "https://elsewhere.example/x"),
    ],
)
def test_a_deprecation_is_whole_or_refused(since: date, sunset: date, successor: str) -> None:
    with pytest.raises(ValueError):
        Deprecation(since, sunset, successor)


def test_it_is_declared_once() -> None:
    assert declared_in(ENDING.declared()) == ENDING
    assert declared_in({"security": []}) is declared_in(None) is None
    fields = dict(ENDING.fields("https://sip.example.se"))
    assert datetime.fromtimestamp(int(fields["Deprecation"][1:]), UTC) == datetime(2027, 1, 1, tzinfo=UTC)
    assert parsedate_to_datetime(fields["Sunset"]) == datetime(2028, 1, 1, tzinfo=UTC)
    assert fields["Sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
    assert fields["Link"] == '<https://sip.example.se/journal/v1/worklist>; rel="successor-version"'


def test_nothing_is_deprecated_yet() -> None:
    """Whoever deprecates something comes by here, and by the change log and the page on the life cycle."""
    for made in (main.journal_api(), main.citizen_api()):
        assert "deprecated" not in str(made.openapi()["paths"]).replace("'deprecated', 'retired'", "").replace(
            "active, deprecated", ""
        )


# --- a real route ----------------------------------------------------------------------------------------------------


class Old(Wire):
    """Något som ska upphöra. Something that is to end."""

    name: str


ROUTER = APIRouter(route_class=GuardedRoute)


@ROUTER.get(
    "/old-things",
    response_model=Old,
    operation_id="listOldThings",
    summary="x",
    description="x",
    openapi_extra=ENDING.declared(),
)
async def list_old_things(request: Request, work: Working) -> Response:
    return Response(b'{"name":"a"}', media_type="application/json", headers={"Link": '<a>; rel="self"'})


def application() -> Any:
    return main.api("journal", (*journal.ROUTERS, ROUTER))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder: Path = tmp_path_factory.mktemp("deprecation")
    made = Service(
        "sqlite", development(folder), build=lambda settings: main.build(settings, apis={"/journal/v1": application()})
    )
    yield made
    made.stop()


@pytest.fixture
def caller(own: Service, persons: Persons) -> Caller:
    return staff(own, persons.unit("SE2329990015"), persons.person("SE2329990015"))


def test_a_deprecated_operation_says_so(own: Service, caller: Caller) -> None:
    good = own.client.get("/journal/v1/old-things", headers={"Authorization": f"Bearer {caller.token}"})
    unknown = own.client.get("/journal/v1/old-things?x=1", headers={"Authorization": f"Bearer {caller.token}"})
    stranger = own.client.get("/journal/v1/old-things")
    assert [good.status_code, unknown.status_code, stranger.status_code] == [200, 422, 401]
    for answer in (good, unknown, stranger):
        assert answer.headers["deprecation"] == "@1798761600"
        assert answer.headers["sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
        assert f'<{own.url}/journal/v1/worklist>; rel="successor-version"' in answer.headers["link"]
    assert '<a>; rel="self"' in good.headers["link"], "its own links stay"


def test_no_other_operation_says_so(own: Service, caller: Caller) -> None:
    for answer in (caller.get("/journal/v1/plans"), nobody(own).get("/journal/v1/api-info")):
        assert "deprecation" not in answer.headers and "sunset" not in answer.headers


def test_the_contract_says_so() -> None:
    operation = application().openapi()["paths"]["/old-things"]["get"]
    assert operation["deprecated"] is True
    assert operation["x-deprecation"] == {"since": "2027-01-01", "sunset": "2028-01-01", "successor": ENDING.successor}
    assert {"Deprecation", "Sunset", "Link"} <= set(operation["responses"]["200"]["headers"])
