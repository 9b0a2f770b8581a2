"""Interventions that wait for others (domain rules, reasons: insatser i särskild ordning), and when they can begin."""

import json
from typing import Any
from uuid import uuid4

from tests.api.process.acting import AFTER, coordinator, ok, said_no, shown
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

THRESHOLD, ALARM = "Bostadsanpassning: tröskel och stödhandtag", "Trygghetslarm"


def _two(service: Service, persons: Persons) -> tuple[Played, dict[str, Any], dict[str, Any]]:
    """Elsa's plan, and two of its interventions: another unit's, and the one that is to wait for it."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    by_text = {one["text"]: one for one in played.plan(AFTER)["interventions"]}
    return played, by_text[THRESHOLD], by_text[ALARM]


def _path(played: Played, one: dict[str, Any]) -> str:
    return f"{played.path}/interventions/{one['id']}"


def _to_start(played: Played) -> set[str]:
    """The interventions that can be begun now, as the plan tells."""
    due = played.plan(AFTER)["deadlines"]
    return {one["subjectId"] for one in due if one["kind"] == "intervention_to_start"}


def test_an_intervention_waits_for_what_it_depends_on(service: Service, persons: Persons) -> None:
    """Domain rules, interventions: some are given in a certain order; completed is what lets the next begin."""
    played, first, second = _two(service, persons)
    assert {first["id"], second["id"]} <= _to_start(played)
    patched = ok(played.staff("bh").patch(_path(played, second), at=AFTER, json={"dependsOn": [first["id"]]}))
    assert patched["dependsOn"] == [first["id"]]
    assert second["id"] not in _to_start(played) and first["id"] in _to_start(played)
    for state, waits in (("ongoing", True), ("discontinued", True), ("completed", False)):
        status = {"state": state, "since": AFTER}
        ok(played.staff("at").post(f"{_path(played, first)}/statuses", at=AFTER, json=status), 201)
        assert (second["id"] not in _to_start(played)) is waits, state


def test_a_new_intervention_comes_with_what_it_depends_on(service: Service, persons: Persons) -> None:
    """Domain rules, interventions; the dependency is kept, answered, and can be taken away again."""
    played, first, _ = _two(service, persons)
    body = {"goalId": first["goalId"], "text": "Efterkontroll", "position": 2, "dependsOn": [first["id"]]}
    body |= {"responsible": {"kind": "person"}}
    made = ok(coordinator(played).post(f"{played.path}/interventions", at=AFTER, json=body), 201)
    read = ok(coordinator(played).get(_path(played, made), at=AFTER))
    assert read["dependsOn"] == [first["id"]]
    assert ok(coordinator(played).patch(_path(played, made), at=AFTER, json={"dependsOn": []}))["dependsOn"] == []


def test_nothing_waits_for_itself_nor_through_others(service: Service, persons: Persons) -> None:
    """Domain rules, interventions: a circle could never begin."""
    played, first, second = _two(service, persons)
    third = next(one for one in played.plan(AFTER)["interventions"] if one["text"].startswith("Rehabilitering"))
    who = coordinator(played)
    refused = who.patch(_path(played, first), at=AFTER, json={"dependsOn": [first["id"]]})
    assert said_no(refused) == (422, "depends-on-itself")
    ok(who.patch(_path(played, second), at=AFTER, json={"dependsOn": [first["id"]]}))
    refused = who.patch(_path(played, first), at=AFTER, json={"dependsOn": [second["id"]]})
    assert said_no(refused) == (422, "depends-on-itself")
    ok(who.patch(_path(played, third), at=AFTER, json={"dependsOn": [second["id"]]}))
    refused = who.patch(_path(played, first), at=AFTER, json={"dependsOn": [third["id"]]})
    assert said_no(refused) == (422, "depends-on-itself")
    ok(who.patch(_path(played, third), at=AFTER, json={"dependsOn": [first["id"], second["id"]]}))


def test_what_is_waited_for_is_in_the_same_plan(service: Service, persons: Persons) -> None:
    """What another plan holds is as good as nothing: the answer tells no difference."""
    played, first, _ = _two(service, persons)
    _, foreign, _ = _two(service, persons)
    answers = []
    for other in (foreign["id"], str(uuid4())):
        refused = coordinator(played).patch(_path(played, first), at=AFTER, json={"dependsOn": [other]})
        answers.append(said_no(refused))
    assert answers == [(422, "no-such-part")] * 2


def test_the_order_is_shown_to_her_and_the_dependency_is_not(service: Service, persons: Persons) -> None:
    """Domain rules, what the citizen sees: interventions in their order."""
    played, first, second = _two(service, persons)
    ok(played.staff("bh").patch(_path(played, second), at=AFTER, json={"dependsOn": [first["id"]], "position": 2}))
    plan = shown(played, AFTER)
    assert {one["position"] for one in plan["interventions"] if one["id"] == second["id"]} == {2}
    assert "dependsOn" not in json.dumps(plan)


def test_a_unit_makes_only_its_own_interventions_wait(service: Service, persons: Persons) -> None:
    """Domain rules, who may do what: a participant writes its own interventions."""
    played, first, second = _two(service, persons)
    refused = played.staff("at").patch(_path(played, second), at=AFTER, json={"dependsOn": [first["id"]]})
    assert said_no(refused) == (403, "not-your-own")
