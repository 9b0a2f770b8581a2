"""The main job: a plan goes in, the citizen's mirror comes out, and the mapping never does."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.cases import Player
from app.models.outbox import outbox_event
from tests.callers import Caller, citizen, staff
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
    """Everything is asked at the case's own times, so that it holds whatever day the machine has."""
    case = json.loads((FOLDER / f"{name}.json").read_text())
    playing = player(service, case)
    lines = len(service.logs.lines)
    shown: set[str] = set()
    there: list[Any] = []
    end = ""
    for step, end in playing.play():
        answers = citizens_answers(service, case, end)
        shown |= {text for text in case.get("citizenSees", []) if text in answers}
        for text in case["citizenNeverSees"]:
            assert text not in answers, f"after {step} she is shown {text!r}"
        if step == "withdrawal":
            assert end == case["withdrawal"]["at"] and there, "there was a mirror to lose"
            assert plans_in(answers) == [], "gone at once, at the very time of the withdrawal"
        there = plans_in(answers)
    plan = _read(playing, case, end)
    assert plan["status"] == ("closed" if "withdrawal" in case else "established")

    last = citizens_answers(service, case, end)
    if "withdrawal" in case:
        assert shown == set(case["citizenSees"]), "what she is to see was in her answers before the withdrawal"
        assert plans_in(last) == []
        expected = case["expectAfterWithdrawal"]
        assert (plan["status"], plan["closingReason"]) == (expected["status"], expected["closingReason"])
        assert datetime.fromisoformat(plan["closedAt"]) == datetime.fromisoformat(case["withdrawal"]["at"])
        told = {notice["unitId"] for notice in plan["notices"]}
        assert told == {playing.ids[ref] for ref in expected["notified"]}
    else:
        assert all(text in last for text in case.get("citizenSees", []))
    if "handover" in case:
        _handed_over_and_revised(playing, case, plan, end)
    if "citizenAccess" in case:
        _nobody_reads(service, playing, case, end)
    for text in case["citizenNeverSees"]:
        assert text not in last
        assert not any(text in line for line in service.logs.lines[lines:]), "in a log line"
        assert text not in service.run(_events(service)), "in an event"


def plans_in(answers: str) -> list[Any]:
    """Her plans, of what `citizens_answers` gave."""
    plans: list[Any] = json.loads(json.loads(answers)[0])["plans"]
    return plans


def _read(playing: Player, case: dict[str, Any], at: str, path: str = "") -> dict[str, Any]:
    """As whoever coordinates then reads it."""
    who = case.get("handover", {}).get("to") or case["coordinator"]
    answer: dict[str, Any] = playing.ask("read", who, at, "GET", f"/plans/{playing.plan_id}{path}")
    return answer


def _handed_over_and_revised(playing: Player, case: dict[str, Any], plan: dict[str, Any], at: str) -> None:
    """Who accepted the task has it, and what the follow-up revised is a version of its own, the one before kept."""
    assert plan["coordinatorId"] == playing.ids[case["handover"]["to"]] != playing.ids[case["coordinator"]]
    rows = _read(playing, case, at, "/versions?limit=100")["versions"]
    assert "handover.accepted" in [one["change"] for one in rows]
    revised = [one for follow_up in case["followUps"] for one in follow_up.get("revisedGoals", [])]
    assert revised
    for one in revised:
        goal_id, first = playing.ids[f"goal {one['goal']}"], case["goals"][one["goal"]]["text"]
        (number,) = [row["version"] for row in rows if (row["change"], row["subjectId"]) == ("goal.corrected", goal_id)]
        texts = {
            version: next(goal for goal in whole["goals"] if goal["id"] == goal_id)
            for version, whole in (
                (version, _read(playing, case, at, f"/versions/{version}")) for version in (number - 1, number)
            )
        }
        assert (texts[number - 1]["text"], texts[number - 1]["version"]) == (first, 1)
        assert (texts[number]["text"], texts[number]["version"]) == (one["text"], 2)
        assert next(goal for goal in plan["goals"] if goal["id"] == goal_id)["text"] == one["text"]


def _nobody_reads(service: Service, playing: Player, case: dict[str, Any], at: str) -> None:
    """On the day that the case names, neither she nor a guardian reads, though each of them is registered as one."""
    access, who = case["citizenAccess"], case["coordinator"]
    on = f"{access['onDate']}T10:00:00+01:00"
    assert not access["citizen"] and not any(access["guardians"])
    hers = json.loads(citizens_answers(service, case, on))
    for place, name in enumerate(("plans", "consents", "summonses", "accesses")):
        assert json.loads(hers[2 * place])[name] == [], name
    readers = [citizen(service, guardian["personnummer"]) for guardian in case["guardians"]]
    made = []
    for guardian in case["guardians"]:
        body = {"kind": "guardian", "personnummer": guardian["personnummer"], "scope": SCOPE, "since": "2020-01-01"}
        body |= {"reason": "Folkbokföringen", "registeredById": playing.ids[who]}
        made.append(playing.add("representation", who, at, "representations", body)["id"])
    for reader, one in zip(readers, made, strict=True):
        assert reader.get("/citizen/v1/represented", at=on).json()["represented"] == []
        assert _statuses(reader, one, on) == {404}
        stands = _read(playing, case, on, f"/representations/{one}")
        assert (stands["readsNow"], stands["whyNot"]["code"]) == (False, "guardian-past-age-limit")
    # It is her age that shuts them out: where it is decided otherwise for one of them, that one reads.
    body = {"kind": "guardian_reads", "representationId": made[0], "since": access["onDate"], "reason": "Prövat"}
    playing.add("exception", who, on, "age-exceptions", body | {"decidedById": playing.ids[who]})
    assert [_statuses(reader, one, on) for reader, one in zip(readers, made, strict=True)] == [{200}, {404}]
    for what in SCOPES:
        answer = readers[0].get(f"/citizen/v1/represented/{made[0]}/{what}", at=on)
        assert not any(text in answer.text for text in case["citizenNeverSees"]), what
    assert readers[0].get(f"/citizen/v1/represented/{made[0]}/plans", at=on).json()["plans"] != []


SCOPE = ["plan", "summonses", "consents", "accesses"]
SCOPES = ("plans", "summonses", "consents", "accesses")


def _statuses(reader: Caller, representation: str, at: str) -> set[int]:
    return {reader.get(f"/citizen/v1/represented/{representation}/{what}", at=at).status_code for what in SCOPES}


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
