"""Asking for how a plan was: a case with its own answers kept, and what is told of them."""

from datetime import datetime, timedelta
from typing import Any

from tests.callers import Caller
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service


def ask(caller: Caller, played: Played, path: str, at: str | None = None) -> Any:
    answer = caller.get(f"{played.path}/{path}".rstrip("/"), at=at or played.at)
    assert answer.status_code == 200, answer.text
    document = answer.json()
    document.pop("_links")
    return document


def coordinator(played: Played) -> Caller:
    return played.staff(played.case.get("handover", {}).get("to") or played.case["coordinator"])


def later(at: str, **time: int) -> str:
    return (datetime.fromisoformat(at) + timedelta(**time)).isoformat()


def sentences(comparison: dict[str, Any]) -> list[str]:
    return [one["swedish"] for one in comparison["differences"]]


class Told:
    """A case played to its end; `then` is what each step's plan was answered as, by its version."""

    def __init__(self, service: Service, persons: Persons, name: str) -> None:
        self.played = Played(service, persons, name, "create")
        self.then: dict[int, Any] = {}
        who = next(one["ref"] for one in self.played.case["staff"] if one["unit"] == self.played.case["initiatedBy"])
        # Another plan of the same person, from its first step.
        self.played.case["id"] += "-told"
        for step, at in self.played.player.play():
            self.played.path = f"/journal/v1/plans/{self.played.player.plan_id}"
            self.played.at = at
            who = self.played.case["coordinator"] if step == "prepare" else who
            who = self.played.case["handover"]["to"] if step == "handover-accepted" else who
            whole = self.played.staff(who).get(self.played.path, at=at).json()
            whole.pop("_links")
            self.then[whole["version"]] = whole
