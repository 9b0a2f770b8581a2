"""The main job: a plan goes in, the citizen's mirror comes out, and the mapping never does."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.models.outbox import outbox_event
from tests.callers import citizen, staff
from tests.playing import FOLDER, player, renewed
from tests.service import Service

NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def citizens_answers(service: Service, case: dict[str, Any], at: str | None) -> str:
    """Everything that the citizen's API answers her at that time, headers included."""
    her = citizen(service, case["person"]["personnummer"])
    seen = []
    for path in ("plans", "consents", "summonses", "accesses?limit=100"):
        response = her.get(f"/citizen/v1/{path}", at=at)
        assert response.status_code == 200
        seen += [response.text, str(response.headers)]
        for plan in response.json().get("plans", []):
            one = her.get(f"/citizen/v1/plans/{plan['id']}", at=at)
            assert one.status_code == 200
            seen += [one.text, str(one.headers)]
    return json.dumps(seen, ensure_ascii=False)


@pytest.mark.parametrize("name", NAMES)
def test_a_case_goes_in_and_only_what_is_meant_for_the_citizen_comes_out(service: Service, name: str) -> None:
    case = json.loads((FOLDER / f"{name}.json").read_text())
    playing = player(service, case)
    lines = len(service.logs.lines)
    shown: set[str] = set()
    steps = []
    for step, at in playing.play():
        steps.append(step)
        answers = citizens_answers(service, case, at)
        shown |= {text for text in case.get("citizenSees", []) if text in answers}
        for text in case["citizenNeverSees"]:
            assert text not in answers, f"after {step} she is shown {text!r}"
    plan = playing.now()
    assert plan["status"] == ("closed" if "withdrawal" in case else "established")

    today = citizens_answers(service, case, None)
    if "withdrawal" in case:
        assert shown == set(case["citizenSees"]), "what she is to see was in her answers before the withdrawal"
        assert json.loads(json.loads(today)[0])["plans"] == []
        expected = case["expectAfterWithdrawal"]
        assert plan["closingReason"] == expected["closingReason"]
        told = {notice["unitId"] for notice in plan["notices"]}
        assert told == {playing.ids[ref] for ref in expected["notified"]}
    else:
        assert all(text in today for text in case.get("citizenSees", []))
    for text in case["citizenNeverSees"]:
        assert text not in today
        assert not any(text in line for line in service.logs.lines[lines:]), "in a log line"
        assert text not in service.run(_events(service)), "in an event"
    if "citizenAccess" in case:
        assert not any(
            json.loads(json.loads(today)[place]).get(name) for place, name in ((0, "plans"), (2, "consents"))
        )
        for guardian in case["guardians"]:
            assert citizen(service, guardian["personnummer"]).get("/citizen/v1/plans").json()["plans"] == []


async def _events(service: Service) -> str:
    async with service.database.journal() as connection:
        rows = (await connection.execute(select(outbox_event))).mappings().all()
    return repr(rows)


def _texts(value: Any, path: str = "") -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [pair for key, one in value.items() for pair in _texts(one, f"{path}/{key}")]
    if isinstance(value, list):
        return [pair for place, one in enumerate(value) for pair in _texts(one, f"{path}/{place}")]
    return [(path, value)] if isinstance(value, str) else []


# What a case says in its own words and the service in others: references, codes with another spelling, instants.
TRANSLATED = ("/id", "/ref", "/unit", "/coordinator", "/initiatedBy", "/registeredBy", "/representative", "/who")
TRANSLATED += ("/followUpResponsible", "/reportedBy", "/concerns", "/protectedIdentity", "/by", "/handover/to", "/why")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_case_is_dropped(service: Service, name: str, persons: Any) -> None:
    """Every text of the case is in what the journal answers: the plan whole, and the mapping."""
    case = renewed(json.loads((FOLDER / f"{name}.json").read_text()), persons)
    playing = player(service, case)
    for _ in playing.play():
        pass
    last = case.get("handover", {}).get("to") or case["coordinator"]
    who = next(one for one in case["staff"] if one["ref"] == last)
    unit = next(one for one in case["units"] if one["ref"] == who["unit"])
    reader = staff(service, unit["hsaId"], who["hsaId"])
    plan = reader.get(f"/journal/v1/plans/{playing.plan_id}").text
    mapping = reader.get(f"/journal/v1/plans/{playing.plan_id}/mapping").text
    everything = json.dumps([json.loads(plan), json.loads(mapping)], ensure_ascii=False)
    for path, text in _texts({key: value for key, value in case.items() if not key.startswith("citizen")}):
        if path.startswith(("/expectAfterWithdrawal", "/withdrawal/kind")) or path.endswith(TRANSLATED):
            continue
        if path.startswith("/guardians/") and path.endswith("/personnummer"):
            assert text not in everything, "a guardian's number goes in and never comes out"
            continue
        if text == f"{case['person']['name'].split()[0]} själv":
            assert '"kind": "person"' in everything
            continue
        if _replaced(case, path) or any(part in path for part in ("/recipients/", "/personnummer")):
            continue
        if path.endswith(("At", "/at")) and "T" in text:
            text = datetime.fromisoformat(text).astimezone(UTC).isoformat().replace("+00:00", "Z")
        assert json.dumps(text, ensure_ascii=False)[1:-1] in everything, f"{path} is dropped"


def _replaced(case: dict[str, Any], path: str) -> bool:
    """The first wording of a goal that was revised lives in the versions, not in the present plan."""
    revised = [f"/goals/{one['goal']}/text" for f in case["followUps"] for one in f.get("revisedGoals", [])]
    return path in revised or path.endswith("/goal")
