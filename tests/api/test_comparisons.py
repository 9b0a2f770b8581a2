"""Two versions of a plan compared in words: which two, and what is told of them."""

from tests.api.past import ask, coordinator, sentences
from tests.api.standing import pointers, refused
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service


def test_versions_are_compared_from_the_earlier_to_the_later(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    own = coordinator(played)
    problem = refused(own.get(f"{played.path}/comparisons?from=4&to=3", at=played.at), 422, "versions-out-of-order")
    assert pointers(problem) == [("from", "versions-out-of-order")]
    assert ask(own, played, "comparisons?from=3&to=3") == {"from": 3, "to": 3, "differences": []}
    assert ask(own, played, "comparisons?to=1") == {"from": 1, "to": 1, "differences": []}


def test_the_latest_change_is_compared_unless_others_are_named(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    own, present = coordinator(played), played.plan(played.at)["version"]
    latest = ask(own, played, "comparisons")
    assert (latest["from"], latest["to"]) == (present - 1, present)
    assert latest == ask(own, played, f"comparisons?from={present - 1}&to={present}")
    assert (
        latest == ask(own, played, f"comparisons?from={present - 1}") == ask(own, played, f"comparisons?to={present}")
    )
    assert sentences(latest) == [
        "Planen: status upprättad (förut möte genomfört)",
        "Planen: frisläppt för den enskilde: ja (förut nej)",
        "Planen: upprättad: 2026-03-06 13:00",
    ]
    assert [one["pointer"] for one in latest["differences"]] == ["/status", "/approvedForPatient", "/establishedAt"]
    assert [one["kind"] for one in latest["differences"]] == ["changed", "changed", "added"]
    assert latest["differences"][2]["before"] is None
    assert latest["differences"][0]["after"] == {"swedish": "upprättad", "english": "established"}


def test_every_change_of_a_case_is_told_and_adds_up(service: Service, persons: Persons) -> None:
    """What each step's comparisons tell, the comparison over all of them tells; the parts in their order."""
    played = Played(service, persons, "lars-revideras", "handover-accepted")
    own, present = coordinator(played), ask(coordinator(played), played, "versions")["_meta"]["totalRecords"]
    steps = {number: ask(own, played, f"comparisons?to={number}") for number in range(2, present + 1)}
    changes = {one["version"]: one["change"] for one in ask(own, played, "versions?limit=100")["versions"]}
    silent = {changes[number] for number, one in steps.items() if not one["differences"]}
    assert silent == {"mapping.written"}
    whole = ask(own, played, f"comparisons?from=1&to={present}")
    seen = {one["pointer"] for step in steps.values() for one in step["differences"]}
    assert {one["pointer"] for one in whole["differences"]} <= seen
    spoken = [sentence for step in steps.values() for sentence in sentences(step)]
    assert "Planen: status upprättad (förut möte genomfört)" in spoken
    assert any(one.startswith("Insats ”") and ": ny status " in one for one in spoken)
    assert any(one.startswith("Planen: ny samordnare: ") for one in spoken)


def test_a_goal_is_corrected(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "elsa-hemgang", "establish")
    own = coordinator(played)
    goal = f"{played.path}/goals/{played.player.ids['goal 0']}"
    other = played.player.ids["dsk"]
    assert own.patch(goal, at=played.at, json={"followUpResponsibleId": other}).status_code == 200
    (one,) = ask(own, played, "comparisons")["differences"]
    assert one == {
        "pointer": f"/goals/{played.player.ids['goal 0']}/followUpResponsibleId",
        "kind": "changed",
        "swedish": "Mål 1: ny ansvarig för uppföljning: Karin Öberg (förut Maria Holm)",
        "english": "Goal 1: new responsible for follow-up: Karin Öberg (before: Maria Holm)",
        "before": {"swedish": "Maria Holm", "english": "Maria Holm"},
        "after": {"swedish": "Karin Öberg", "english": "Karin Öberg"},
    }
