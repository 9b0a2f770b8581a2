"""A plan that anybody may enter by an old number is no way to ask for the new one, nor whose a number is."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.domain.swedish_time import day_ends, day_of
from tests.api.numbers import Entrusted, J, changed, consented, coordination, entered, found, known_by, plan_of
from tests.api.standing import Office
from tests.callers import citizen
from tests.house.staffed_plan import ago
from tests.persons import Persons
from tests.service import Service


class Asking:
    """A stranger who has entered a plan by her old number, and what she asks about the new one, or another's."""

    def __init__(self, service: Service, persons: Persons) -> None:
        self.old, self.new, self.others = coordination(), persons.adult(), persons.adult()
        hers = Entrusted(service, persons)
        self.hers = plan_of(hers, self.old)
        self.stranger = Office(service, persons)
        self.path = entered(self.stranger, self.old)
        assert changed(hers.caller, self.hers, self.new).status_code == 201

    def both(self, ask: Any) -> tuple[Any, Any]:
        """Status and rule of what is answered about her new number, and about a number of nobody's that she knows."""
        said = [ask(number) for number in (self.new, self.others)]
        return tuple((one.status_code, one.json().get("type"), one.json().get("errors")) for one in said)  # type: ignore[return-value]


@pytest.fixture
def asking(service: Service, persons: Persons) -> Asking:
    return Asking(service, persons)


def representing(asking: Asking, number: str) -> Any:
    body = {"kind": "authorised", "personnummer": number, "since": "2025-01-01", "reason": "x", "scope": ["plan"]}
    return asking.stranger.caller.post(f"{asking.path}/representations", json=body | {"registeredById": str(uuid4())})


def guarding(asking: Asking, number: str) -> Any:
    body = {"kind": "guardian", "name": "Eva", "personnummer": number}
    return asking.stranger.caller.post(f"{asking.path}/participants", json=body)


def bringing(asking: Asking, number: str) -> Any:
    """Her record system has an id for the plan, and says whose it is."""
    caller, source = asking.stranger.caller, {"system": "journal", "id": asking.path[-12:]}
    caller.post(f"{asking.path}/source-identifiers", json=source)
    body = asking.stranger.body(person={"personnummer": number, "name": "Elsa"})
    headers = {"If-Match": "*"}
    return caller.ask("PUT", f"{J}/sources/journal/plans/{source['id']}", json=body, headers=headers)


@pytest.mark.parametrize("ask", [representing, guarding, bringing])
def test_her_new_number_is_answered_as_anybody_s(asking: Asking, ask: Any) -> None:
    new, another = asking.both(lambda number: ask(asking, number))
    assert new == another


def test_nobody_reads_for_herself_who_was_registered_by_a_number_that_nobody_knew(asking: Asking) -> None:
    who = asking.stranger
    unit = who.caller.get(asking.path).json()["units"][0]["id"]
    staff = {"kind": "staff", "hsaId": who.person, "name": "Anna", "unitId": unit}
    one = who.caller.post(f"{asking.path}/participants", json=staff).json()["id"]
    body = {"kind": "authorised", "since": "2025-01-01", "reason": "x", "scope": ["plan"], "registeredById": one}
    for number, reads in ((asking.new, 0), (asking.others, 1)):
        answer = who.caller.post(f"{asking.path}/representations", json=body | {"personnummer": number})
        assert answer.status_code == 201, answer.text
        represented = citizen(who.caller.service, number).get("/citizen/v1/represented").json()["represented"]
        assert len(represented) == reads


def test_she_is_found_by_the_number_that_was_entered_and_by_no_other(asking: Asking) -> None:
    assert found(asking.stranger, asking.old) == {asking.path}
    assert found(asking.stranger, asking.new) == set()


def test_of_which_kind_it_is_and_when_it_came_is_not_listed(asking: Asking) -> None:
    answer = asking.stranger.caller.get(f"{asking.path}/number-changes")
    assert (answer.status_code, answer.json()["numberChanges"]) == (200, [])


def test_an_import_by_the_new_number_does_not_come_to_the_plan(asking: Asking) -> None:
    body = asking.stranger.body(person={"personnummer": asking.new, "name": "Elsa"}) | {"matching": "person"}
    body |= {"source": {"system": "journal", "id": "import-1"}}
    answer = asking.stranger.caller.post(f"{J}/plan-imports", json={"items": [body]})
    (one,) = answer.json()["results"]
    assert one["outcome"] == "created", answer.text


@pytest.mark.parametrize("at", ["versions/{}", "?asOf={}"])
def test_an_old_version_tells_the_number_that_is_known_now(service: Service, persons: Persons, at: str) -> None:
    """What she had said yes to then is no leave to tell of what has come since she took it back."""
    first, second = coordination(), persons.adult()
    former, other = Entrusted(service, persons), Entrusted(service, persons)
    path = plan_of(former, first)
    before = former.caller.get(path).json()
    consent = next(one["id"] for one in before["consents"] if one["kind"] == "sip")
    body = {"withdrawnBy": "person", "withdrawnAt": ago()}
    assert former.caller.put(f"{path}/consents/{consent}/withdrawal", json=body).status_code < 300
    assert changed(other.caller, plan_of(other, first), second).status_code == 201
    assert known_by(former, path) == first
    place = f"{path}/{at}" if at.startswith("versions") else path + at
    answer = former.caller.get(place.format(before["version"]))
    assert (answer.status_code, answer.json()["person"]["personnummer"]) == (200, first)
    assert second not in answer.text


@pytest.mark.parametrize("taken_back", [True, False])
def test_a_closed_plan_is_found_by_her_new_number_while_her_yes_stands(
    service: Service, persons: Persons, taken_back: bool
) -> None:
    """Whatever it was closed for: what she has taken back afterwards is taken back."""
    first, second = coordination(), persons.adult()
    former, other = Entrusted(service, persons), Entrusted(service, persons)
    path = plan_of(former, first)
    # She has said yes twice; one no takes both back.
    one, *_ = (one["id"] for one in former.caller.get(path).json()["participants"])
    said = {"kind": "sip", "givenBy": "person", "form": "oral", "givenAt": ago(minutes=30), "registeredById": one}
    consent = former.caller.post(f"{path}/consents", json=said).json()["id"]
    closing = {"transition": "close", "reason": "moved"}
    assert former.caller.post(f"{path}/transitions", json=closing, headers={"If-Match": "*"}).status_code == 200
    assert changed(other.caller, plan_of(other, first), second).status_code == 201
    if taken_back:
        body = {"withdrawnBy": "person", "withdrawnAt": ago()}
        assert former.caller.put(f"{path}/consents/{consent}/withdrawal", json=body).status_code < 300
    assert found(former, first) == {path}
    assert found(former, second) == (set() if taken_back else {path})
    assert known_by(former, path) == (first if taken_back else second)


def test_a_closed_plan_is_found_by_her_new_number_until_her_yes_has_ended(service: Service, persons: Persons) -> None:
    first, second, until = coordination(), persons.adult(), day_of(datetime.now(UTC))
    former, other = Entrusted(service, persons), Entrusted(service, persons)
    path = consented(former, entered(former, first), validUntil=until.isoformat())
    closing = {"transition": "close", "reason": "moved"}
    assert former.caller.post(f"{path}/transitions", json=closing, headers={"If-Match": "*"}).status_code == 200
    assert changed(other.caller, plan_of(other, first), second).status_code == 201
    for at, finds in ((day_ends(until) - timedelta(seconds=1), 1), (day_ends(until), 0)):
        body = {"personnummer": second}
        answer = former.caller.post(f"{J}/plan-searches", json=body, at=at.isoformat())
        assert len(answer.json()["plans"]) == finds
