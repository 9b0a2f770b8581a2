"""A second version of an API beside the first: a contract of its own, the same services, a way from one to the other.

The example is real: a goal whose words are told in another shape, and everything else as it was.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, Request, Response
from pydantic import Field

from app import main
from app.http import answers
from app.http.conditional import etag
from app.http.contract_parts import UNCHANGED
from app.http.deprecation import Deprecation
from app.http.route import GuardedRoute
from app.routers import journal
from app.routers.journal import goals
from app.routers.journal.desk import PlanId, Working
from app.routers.journal.part_routes import id_of
from app.schemas.base import PartOut, Wire
from app.services import parts
from app.services.goals import GOALS
from tests.callers import Caller
from tests.contract.breaking import breaks
from tests.contract.profile import RULES
from tests.house.whole_plan import WholePlan, build
from tests.persons import Persons
from tests.service import Service, development

ENDING = Deprecation(date(2027, 6, 1), date(2028, 12, 1), "/journal/v2")


class Wording(Wire):
    """Målet med två slags ord. The goal in two kinds of words."""

    for_staff: str = Field(examples=["Klarar trappan med ledstång"])
    for_patient: str | None = Field(examples=["Jag går i trappan själv"])


class GoalOut(PartOut):
    """Ett mål, som version två visar det. A goal, as version two has it."""

    wording: Wording


SECOND = APIRouter(route_class=GuardedRoute, tags=["goals"])


@SECOND.get(
    "/plans/{planId}/goals/{goalId}",
    response_model=GoalOut,
    operation_id="getGoal",
    responses=UNCHANGED,
    summary="Läs målet",
    description="Med ETag, att ange i If-Match. One goal, with its ETag for If-Match.",
)
async def get_goal(request: Request, work: Working, plan_id: PlanId, goal_id: id_of("goal")) -> Response:  # type: ignore[valid-type]
    one: Any = await parts.show(work, GOALS, plan_id, goal_id)
    wording = Wording(for_staff=one.text, for_patient=one.citizen_text)
    shown = GoalOut(id=one.id, version=one.version, entered_at=one.entered_at, wording=wording)
    links = [answers.link(request, f"/plans/{plan_id}/goals/{goal_id}")]
    return answers.document(request, shown, links, etag=etag(one.version))


def first() -> FastAPI:
    return main.api("journal", journal.ROUTERS, status="deprecated", deprecation=ENDING)


def second() -> FastAPI:
    kept = tuple(one for one in journal.ROUTERS if one is not goals.router)
    return main.api("journal", (*kept, SECOND), version="2.0.0", released=date(2027, 6, 1))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder: Path = tmp_path_factory.mktemp("versions")
    apis = {"/journal/v1": first(), "/journal/v2": second(), "/citizen/v1": main.citizen_api()}
    made = Service("sqlite", development(folder), build=lambda settings: main.build(settings, apis=apis))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def plan(both: Service) -> WholePlan:
    return build(both, Persons())


def ask(caller: Caller, address: str) -> Any:
    return caller.service.client.get(address, headers={"Authorization": f"Bearer {caller.token}"})


def test_two_versions_stand_beside_each_other(both: Service) -> None:
    old, new = (both.client.get(f"/journal/v{n}/api-info") for n in (1, 2))
    fields = ("apiName", "apiVersion", "apiReleased", "apiDocumentation", "apiStatus")
    assert set(old.json()) == set(new.json()) == {*fields, "_links"}
    assert (old.json()["apiVersion"], old.json()["apiStatus"]) == ("1.0.0", "deprecated")
    assert (new.json()["apiVersion"], new.json()["apiStatus"]) == ("2.0.0", "active")
    assert (new.json()["apiReleased"], new.json()["apiDocumentation"]) == ("2027-06-01", f"{both.url}/journal/v2/docs")
    links = {one["rel"]: one["href"] for one in old.json()["_links"]}
    assert links["successor-version"] == f"{both.url}/journal/v2"
    assert "successor-version" not in str(new.json()) and "deprecation" not in new.headers
    assert both.client.get("/citizen/v1/api-info").json()["apiStatus"] == "active"


def test_the_same_goal_in_both_shapes(both: Service, plan: WholePlan) -> None:
    place = f"plans/{plan.plan_id}/goals/{plan.ids['goals']}"
    old, new = (ask(plan.coordinator, f"/journal/v{n}/{place}") for n in (1, 2))
    assert (old.status_code, new.status_code) == (200, 200)
    assert new.json()["wording"] == {"forStaff": old.json()["text"], "forPatient": old.json()["citizenText"]}
    assert "text" not in new.json()
    # Two documents, and so two tags, of one version.
    tags = [answer.headers["etag"].partition(".") for answer in (old, new)]
    assert old.json()["id"] == new.json()["id"] and tags[0][0] == tags[1][0] and tags[0][2] != tags[1][2]
    assert new.json()["_links"][0]["href"] == f"{both.url}/journal/v2/{place}", "a version's links stay in it"
    # What has not changed is the same code, and leads on within its own version.
    whole = ask(plan.coordinator, f"/journal/v2/plans/{plan.plan_id}")
    assert whole.status_code == 200 and "/journal/v1/" not in whole.text
    assert ask(plan.coordinator, f"/journal/v2/plans/{plan.plan_id}/goals").status_code == 404


def test_every_answer_of_the_old_one_says_that_it_ends(both: Service, plan: WholePlan) -> None:
    for address, status in ((f"plans/{plan.plan_id}", 200), ("plans?x=1", 422), ("api-info", 200)):
        old, new = (ask(plan.coordinator, f"/journal/v{n}/{address}") for n in (1, 2))
        assert (old.status_code, new.status_code) == (status, status)
        assert old.headers["deprecation"] == "@1811808000" and old.headers["sunset"].startswith("Fri, 01 Dec 2028")
        assert f'<{both.url}/journal/v2>; rel="successor-version"' in old.headers["link"]
        assert not {"deprecation", "sunset"} & set(new.headers)


def test_each_has_a_contract_of_its_own(both: Service) -> None:
    old, new = (both.client.get(f"/journal/v{n}/openapi.json").json() for n in (1, 2))
    assert (old["info"]["version"], new["info"]["version"]) == ("1.0.0", "2.0.0")
    assert new["servers"] == [{"url": f"{both.url}/journal/v2"}]
    assert all(one["deprecated"] for item in old["paths"].values() for one in item.values())
    assert not any("deprecated" in one for item in new["paths"].values() for one in item.values())
    for document in (first().openapi(), second().openapi()):
        assert {name: list(check(document)) for name, check in RULES.items() if list(check(document))} == {}
    # What breaks is why it is another major version, and nothing else does.
    plain = main.journal_api().openapi()
    assert breaks(plain, old) == [], "to be told that it ends breaks nobody"
    found = breaks(plain, new)
    assert found and all("/goals" in each for each in found)
    assert any("/text: removed" in each for each in found)


@pytest.mark.parametrize(
    ("version", "status"), [("1.0.0", "alpha"), ("2.1.0", "beta"), ("0.3.0", "active"), ("0.1.0", "deprecated")]
)
def test_an_unfinished_version_is_zero_and_a_finished_one_is_not(version: str, status: Any) -> None:
    with pytest.raises(ValueError, match="major"):
        main.api("journal", (), version=version, status=status)
    assert main.api("journal", (), version="0.3.0", status="beta").state.status == "beta"


def test_what_is_deprecated_says_when_it_ends() -> None:
    for status, ending in (("deprecated", None), ("active", ENDING)):
        with pytest.raises(ValueError, match="deprecat"):
            main.api("journal", (), status=status, deprecation=ending)  # type: ignore[arg-type]
