"""How long others read of a closed plan: as long as it is shown, and not after the person has died.

Domain rules, who may do what: whoever speaks for somebody does so while she lives, and reads until her own end.
"""

import pytest

from tests.api.test_representation import EVERYTHING, LISTS, listed, read, require_nothing
from tests.callers import citizen
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

AT = "2026-03-07T10:00:00+01:00"
LAST, OVER = "2027-03-07T09:59:59+01:00", "2027-03-07T10:00:00+01:00"


class Closed:
    """A grown woman's plan that was closed at AT; a god man and an ombud, who have read it."""

    def __init__(self, service: Service, persons: Persons, reason: str) -> None:
        self.played = Played(service, persons, "elsa-hemgang", "establish")
        self.coordinator = self.played.staff("dsk")
        self.readers = {}
        for kind in ("legal_guardian", "authorised"):
            number = persons.adult()
            body = {"kind": kind, "personnummer": number, "scope": EVERYTHING, "since": "2026-01-01", "reason": "x"}
            body["registeredById"] = self.played.player.ids["dsk"]
            made = self.coordinator.post(f"{self.played.path}/representations", json=body, at=AT)
            assert made.status_code == 201, made.text
            self.readers[made.json()["id"]] = citizen(service, number)
            assert read(self.readers[made.json()["id"]], made.json()["id"], at=AT).json()["plans"]
        self.told = [listed(one, AT) for one in self.readers.values()]
        body = {"transition": "close", "reason": reason}
        path = f"{self.played.path}/transitions"
        assert self.coordinator.post(path, json=body, headers={"If-Match": "*"}, at=AT).status_code == 200

    def why_not(self, one: str, at: str) -> str | None:
        told = self.coordinator.get(f"{self.played.path}/representations/{one}", at=at).json()
        return told["whyNot"] and str(told["whyNot"]["code"])


def test_nobody_reads_in_her_place_once_she_has_died(service: Service, persons: Persons) -> None:
    """A god man's task ends with her; whether a fullmakt goes on is not for the service to judge."""
    plan = Closed(service, persons, "deceased")
    for one, reader in plan.readers.items():
        for at in (AT, LAST, OVER):
            require_nothing(reader, one, at)
        assert plan.why_not(one, AT) == "person-deceased"


@pytest.mark.parametrize("reason", ["moved", "no_longer_needed"])
def test_of_a_closed_plan_others_read_nothing_when_it_is_no_longer_shown(
    service: Service, persons: Persons, reason: str
) -> None:
    """Consents and accesses for the same twelve months as the plan; to her they are never too old."""
    plan = Closed(service, persons, reason)
    for one, reader in plan.readers.items():
        for what in LISTS:
            assert read(reader, one, what, LAST).status_code == 200
        assert read(reader, one, "consents", LAST).json()["consents"]
        require_nothing(reader, one, OVER)
        assert plan.why_not(one, LAST) is None and plan.why_not(one, OVER) == "representation-of-closed-plan"
    told = [listed(one, LAST) for one in plan.readers.values()]
    assert told == plan.told, "that the plan has closed is not told by when she reads"
    assert plan.played.citizen.get("/citizen/v1/consents", at=OVER).json()["consents"]
    assert plan.played.citizen.get("/citizen/v1/accesses", at=OVER).json()["accesses"]
