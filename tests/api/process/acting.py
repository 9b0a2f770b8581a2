"""What the tests of the process do over and over: a step, a summons, a meeting, and the case's remaining way."""

from datetime import datetime, timedelta
from typing import Any

import httpx

from tests.callers import Caller, staff
from tests.persons import Persons
from tests.playing import Played

# The day after Elsa's plan is established.
AFTER = "2026-03-07T10:00:00Z"


def ok(answer: httpx.Response, status: int = 200) -> dict[str, Any]:
    """What was answered, which had to succeed."""
    assert answer.status_code == status, f"{answer.request.method} {answer.request.url.path}: {answer.text[:500]}"
    document: dict[str, Any] = answer.json() if answer.content else {}
    return document


def said_no(answer: httpx.Response) -> tuple[int, str]:
    """Status and rule of a refusal; where it lists what is wrong, the first rule of the list."""
    document = answer.json()
    listed = [error["code"] for error in document.get("errors", [])]
    return answer.status_code, listed[0] if listed else rule_of(document)


def rule_of(document: dict[str, Any]) -> str:
    return str(document["type"]).rpartition("/")[2]


def step(who: Caller, played: Played, transition: str, at: str, **more: Any) -> httpx.Response:
    """One step of the lifecycle, whatever the version is unless `headers` say."""
    headers = {"If-Match": "*"} | more.pop("headers", {})
    body = {"transition": transition, **more}
    return who.post(f"{played.path}/transitions", at=at, json=body, headers=headers)


def coordinator(played: Played) -> Caller:
    return played.staff(played.case["coordinator"])


def summon(who: Caller, played: Played, at: str, *units: str, **more: Any) -> httpx.Response:
    """A summons to these units of the case, for a meeting one day later."""
    meeting_at = (datetime.fromisoformat(at) + timedelta(days=1)).isoformat()
    body = {"form": "written", "sentAt": at, "meetingAt": meeting_at, "purpose": "Hur går vi vidare?"}
    body |= {"invited": [{"unitId": played.player.ids[unit]} for unit in units]} | more
    return who.post(f"{played.path}/summonses", at=at, json=body)


def meet(who: Caller, played: Played, at: str, **more: Any) -> httpx.Response:
    """A meeting; roles that are not said have their defaults."""
    body = {"heldAt": at, "form": "physical", "whatMatters": "Att komma hem.", **more}
    return who.post(f"{played.path}/meetings", at=at, json=body)


def place_of(played: Played, summons: dict[str, Any], unit_id: str) -> str:
    """The address of a unit's place in a summons."""
    mine = next(one for one in summons["invitations"] if one["unitId"] == unit_id)
    return f"{played.path}/summonses/{summons['id']}/invitations/{mine['id']}"


def prepared(played: Played) -> None:
    """Coordinator and mapping, from where the consents are given."""
    case, player = played.case, played.player
    at = max((one["givenAt"] for one in case["consents"]), key=datetime.fromisoformat)
    initiator = next(one["ref"] for one in case["staff"] if one["unit"] == case["initiatedBy"])
    player.put("coordinator", initiator, at, "coordinator", {"participantId": player.ids[case["coordinator"]]})
    player.take("prepare", case["coordinator"], at)
    player.ask("mapping", case["coordinator"], at, "PUT", f"/plans/{player.plan_id}/mapping", case["mapping"])
    played.at = at


def called(played: Played) -> None:
    played.player._summons(played.case["summons"])
    played.at = played.case["summons"]["sentAt"]


def written(played: Played) -> None:
    """Goals and what else is agreed, so that nothing is missing, from where the meeting was held."""
    case = played.case
    played.at = case["meeting"]["heldAt"]
    played.player._goals(played.at)
    agreed = {"overallResponsible": case["overallResponsible"], "firstFollowUpOn": case["firstFollowUpAt"]}
    ok(coordinator(played).patch(played.path, at=played.at, json=agreed))


def established(played: Played) -> None:
    """From where the consents are given until the plan is adopted and released."""
    prepared(played)
    called(played)
    played.player._meeting(played.case["meeting"]["heldAt"])
    written(played)
    ok(step(coordinator(played), played, "establish", played.at, approvedForPatient=True))


def unit_body(hsa_id: str | None, name: str = "En annan enhet", kind: str = "region") -> dict[str, Any]:
    """A unit as it is named in a body."""
    principal = "Region Exempel" if kind == "region" else "Exempelstads kommun"
    return {"name": name, "kind": "x", "hsaId": hsa_id, "principalType": kind, "principalName": principal}


def manager(played: Played, persons: Persons, principal: str = "SE2329990015") -> Caller:
    """Somebody at a unit outside the plan, with the right to take over."""
    scopes = ("journal:read", "journal:write", "journal:takeover")
    return staff(played.service, persons.unit(principal), persons.person(principal), scopes=scopes)


def blocked(played: Played, unit_ref: str, at: str, of: str = "unit") -> str:
    """One of the case's units is blocked (spärr), by itself or with its principal; the address of the block."""
    unit = next(one for one in played.case["units"] if one["ref"] == unit_ref)
    body = {"kind": of, "hsaId": unit["hsaId"] if of == "unit" else unit["hsaId"].partition("-")[0], "name": "Spärrad"}
    body |= {"form": "oral", "requestedAt": at, "registeredById": played.player.ids[played.case["coordinator"]]}
    made = ok(coordinator(played).post(f"{played.path}/blocks", at=at, json=body), 201)
    return f"{played.path}/blocks/{made['id']}"


def lifted(played: Played, block: str, at: str) -> None:
    body = {"liftedAt": at, "liftedById": played.player.ids[played.case["coordinator"]], "liftedForm": "oral"}
    answer = coordinator(played).put(f"{block}/lifting", at=at, json=body)
    assert answer.is_success, answer.text


def shown(played: Played, at: str) -> dict[str, Any]:
    """The one plan that she is shown."""
    [plan] = played.plans(at)
    return plan


def every_citizen_answer(played: Played, at: str) -> str:
    """All that the portal would serve her, as text; what holds for each answer is checked on the way."""
    paths = ("plans", "consents", "summonses", "accesses")
    answers = [played.citizen.get(f"/citizen/v1/{path}", at=at) for path in paths]
    answers.append(played.citizen.get(f"/citizen/v1/plans/{played.player.plan_id}", at=at))
    return "\n".join(answer.text for answer in answers)
