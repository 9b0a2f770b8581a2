"""What was, stays as it was: states of an intervention, versions of the mapping, who corrected, what was demanded."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.plan import Plan
from app.domain.requirements import checklist
from app.repositories import history, plans
from tests.api.process.acting import AFTER, coordinator, meet, ok, step, summon, written
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

STATES = (("ongoing", "2026-03-07T08:00:00Z"), ("discontinued", "2026-03-07T09:00:00Z"), ("completed", AFTER))


def test_a_state_is_added_and_none_is_ever_changed(service: Service, persons: Persons) -> None:
    """PDL 3:14: each state stands as it was entered, whatever comes after it, and there is no way to change one."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    who = coordinator(played)
    own = next(
        one for one in played.plan(AFTER)["interventions"] if one["responsible"]["unitId"] == played.player.ids["vc"]
    )
    path = f"{played.path}/interventions/{own['id']}/statuses"

    def told() -> list[dict[str, Any]]:
        listed = ok(who.get(f"{path}?limit=100", at=AFTER))["statuses"]
        return sorted(listed, key=lambda one: one["enteredAt"])

    before = told()
    assert [one["state"] for one in before] == [own_state(played, own["id"])]
    for state, since in STATES:
        ok(who.post(path, at=since, json={"state": state, "since": since}), 201)
        now = told()
        assert now[:-1] == before, "what stood was changed"
        assert (now[-1]["state"], now[-1]["since"]) == (state, since)
        before = now
    first = f"{path}/{before[0]['id']}"
    for method, at in (("PATCH", first), ("PUT", first), ("DELETE", first), ("PATCH", path), ("DELETE", path)):
        answer = who.ask(method, at, json={"state": "discontinued", "since": AFTER}, headers={"If-Match": "*"})
        assert answer.status_code in (404, 405), f"{method} {at}: {answer.status_code}"
    assert told() == before


def own_state(played: Played, intervention_id: str) -> str:
    """The state that the case entered it with."""
    text = next(one["text"] for one in played.plan(AFTER)["interventions"] if one["id"] == intervention_id)
    return next(
        str(one["state"]) for goal in played.case["goals"] for one in goal["interventions"] if one["text"] == text
    )


def test_an_older_mapping_is_read_as_it_was_written_and_by_whom(service: Service, persons: Persons) -> None:
    """PDL 3:14; the mapping has versions of its own, and what another coordinator writes changes no older one."""
    played = Played(service, persons, "lars-revideras", "handover-accepted")
    path = f"{played.path}/mapping"
    first, second = (next(one["hsaId"] for one in played.case["staff"] if one["ref"] == ref) for ref in ("k1", "k2"))
    hers = played.staff("k2")
    old = ok(hers.get(path, at=played.at))
    anew = {"situation": "Går med käpp.", "entries": [{"lifeArea": "mobility", "text": "Går till affären."}]}
    ok(hers.put(path, at=played.at, json=anew, headers={"If-Match": f'"{old["version"]}"'}))
    then = ok(hers.get(f"{path}/versions/1", at=played.at))
    assert then["situation"] == played.case["mapping"]["situation"] != anew["situation"]
    assert [one["text"] for one in then["entries"]] == [one["text"] for one in played.case["mapping"]["entries"]]
    assert ok(hers.get(f"{path}/versions/2", at=played.at))["situation"] == anew["situation"]
    rows = ok(hers.get(f"{path}/versions", at=played.at))["versions"]
    assert [(one["version"], one["writtenBy"]) for one in rows] == [(2, second), (1, first)]


def test_a_correction_tells_who_made_it_where_and_when(service: Service, persons: Persons) -> None:
    """PDL 3:6, 3:14: each version of a plan says who at which unit has written it, and when."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    rehab = next(one["hsaId"] for one in played.case["units"] if one["ref"] == "rehab")
    therapist = next(one["hsaId"] for one in played.case["staff"] if one["ref"] == "at")
    own = next(
        one for one in played.plan(AFTER)["interventions"] if one["responsible"]["unitId"] == played.player.ids["rehab"]
    )
    path = f"{played.path}/interventions/{own['id']}"
    changed = played.staff("at").patch(path, at=AFTER, json={"text": "Annan träning"}, headers={"If-Match": "*"})
    ok(changed)
    newest = ok(coordinator(played).get(f"{played.path}/versions?limit=1", at=AFTER))["versions"][0]
    assert {name: newest[name] for name in ("change", "subjectId", "unit", "person", "changedAt")} == {
        "change": "intervention.corrected",
        "subjectId": own["id"],
        "unit": rehab,
        "person": therapist,
        "changedAt": AFTER,
    }
    old = ok(coordinator(played).get(f"{played.path}/versions/{newest['version'] - 1}", at=AFTER))
    assert own["text"] in [one["text"] for one in old["interventions"]], "what was corrected is still there"


def test_what_the_law_wanted_of_an_older_version_is_what_was_told_then(service: Service, persons: Persons) -> None:
    """HSL 16:4, SoL 10:9: what is kept of a version answers for it, also when the plan has been revised since."""
    played = Played(service, persons, "elsa-hemgang", "meeting")
    told: dict[int, tuple[str, dict[str, bool]]] = {}

    def ask(at: str) -> None:
        asked = ok(coordinator(played).get(f"{played.path}/requirements", at=at))["requirements"]
        told[played.plan(at)["version"]] = (at, {one["code"]: one["met"] for one in asked})

    ask(played.at)
    written(played)
    ask(played.at)
    ok(step(coordinator(played), played, "establish", played.at))
    ask(played.at)
    ok(summon(coordinator(played), played, AFTER, "rehab"), 201)
    ok(meet(coordinator(played), played, AFTER), 201)
    ok(coordinator(played).patch(played.path, at=AFTER, json={"firstFollowUpOn": "2026-03-08"}))
    late = "2026-03-10T10:00:00Z"
    ask(late)
    first, *_, last = told.values()
    assert first != last and not all(first[1].values()) and all(last[1].values())
    for version, (at, then) in told.items():
        stood = service.run(_stood(service, UUID(played.player.plan_id), version))
        found = checklist(stood, datetime.fromisoformat(at))
        assert {rule.id: not missing for rule, missing in found} == then, version


async def _stood(service: Service, plan_id: UUID, version: int) -> Plan:
    """The plan as that version kept it; the newest one is the plan itself."""
    async with service.database.journal() as connection:
        present = await plans.load(connection, plan_id)
        assert present is not None
        stood = await history.version(connection, present, version)
    assert stood is not None and stood.version == version
    return stood
