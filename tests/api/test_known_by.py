"""A plan that anybody may enter by an old number is no way to ask for the new one, nor whose a number is."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.domain.swedish_time import day_ends, day_of
from tests.api.numbers import Entrusted, J, changed, consented, coordination, entered, found, known_by, plan_of, reserve
from tests.api.standing import Office
from tests.callers import citizen
from tests.house.staffed_plan import ago
from tests.persons import Persons
from tests.service import Service


class Asking:
    """A stranger who has entered a plan by her old number, and what she asks about the new one, or another's."""

    def __init__(self, service: Service, persons: Persons) -> None:
        self.persons = persons
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


def test_her_birth_date_is_not_told_by_what_holds_at_which_age(asking: Asking) -> None:
    """What a representative said before she came of age no longer holds: when that was is in the number entered."""
    who, of_age = asking.stranger, [int(one[:4]) + 18 for one in (asking.old, asking.new)]
    unit = who.caller.get(asking.path).json()["units"][0]["id"]
    offer = {"transition": "offer", "happenedAt": ago(hours=1)}
    assert who.caller.post(f"{asking.path}/transitions", json=offer, headers={"If-Match": "*"}).status_code == 200
    body = {"kind": "information_sharing", "givenBy": "legal_representative", "form": "oral", "recipients": [unit]}
    for year in range(min(of_age) - 1, max(of_age) + 2):
        said = who.caller.post(f"{asking.path}/consents", json=body | {"givenAt": f"{year}-12-31T12:00:00Z"}).json()
        assert said["inForce"] is (year >= of_age[0]), year
        shown = next(one for one in who.caller.get(asking.path).json()["consents"] if one["id"] == said["id"])
        assert shown["inForce"] is said["inForce"]


def test_whoever_entered_her_new_number_cannot_ask_for_the_old_one(asking: Asking) -> None:
    newer = Office(asking.stranger.caller.service, asking.persons)
    path, source = entered(newer, asking.new), {"system": "journal", "id": asking.path[-12:]}
    assert newer.caller.post(f"{path}/source-identifiers", json=source).status_code == 201
    said = []
    for number in (asking.old, coordination()):
        body = newer.body(person={"personnummer": number, "name": "Elsa"})
        place = f"{J}/sources/journal/plans/{source['id']}"
        said.append(newer.caller.ask("PUT", place, json=body, headers={"If-Match": "*"}))
    assert [one.status_code for one in said] == [409, 409] and said[0].json()["type"] == said[1].json()["type"]


def test_a_yes_given_after_a_no_that_came_late_is_none(service: Service, persons: Persons) -> None:
    """The plan is closed for want of consent, whatever was said between the no and its entry."""
    first, second = coordination(), persons.adult()
    former, other = Entrusted(service, persons), Entrusted(service, persons)
    path = plan_of(former, first)
    plan = former.caller.get(path).json()
    said = {"kind": "sip", "givenBy": "person", "form": "oral", "givenAt": ago(minutes=5)}
    said["registeredById"] = plan["participants"][0]["id"]
    assert former.caller.post(f"{path}/consents", json=said).status_code == 201
    place = f"{path}/consents/{plan['consents'][0]['id']}/withdrawal"
    body = {"withdrawnBy": "person", "withdrawnAt": ago(minutes=20)}
    assert former.caller.put(place, json=body).status_code == 204
    assert former.caller.get(path).json()["closingReason"] == "consent_withdrawn"
    assert changed(other.caller, plan_of(other, first), second).status_code == 201
    assert (known_by(former, path), found(former, second)) == (first, set())
    assert former.caller.get(f"{path}/number-changes").json()["numberChanges"] == []


def test_of_two_guardians_one_has_said_yes_and_her_plan_is_not_found_by_her_new_number(
    service: Service, persons: Persons
) -> None:
    day = day_of(datetime.now(UTC)) - timedelta(days=3650)
    first, second = reserve(day), persons.born(day)
    former, other = Entrusted(service, persons), Entrusted(service, persons)
    path = entered(former, first)
    guardians = []
    for _ in range(2):
        body = {"kind": "guardian", "name": "Eva Lindqvist", "personnummer": persons.adult()}
        guardians.append(former.caller.post(f"{path}/participants", json=body).json()["id"])
    for body in ({"transition": "offer", "happenedAt": ago(hours=1)}, {"transition": "close", "reason": "moved"}):
        if body["transition"] == "close":
            said = {"kind": "sip", "givenBy": "guardian", "guardianId": guardians[0], "form": "oral"}
            assert former.caller.post(f"{path}/consents", json=said | {"givenAt": ago()}).status_code == 201
        answer = former.caller.post(f"{path}/transitions", json=body, headers={"If-Match": "*"})
        assert answer.status_code == 200, answer.text
    hers = consented(other, entered(other, first), guardian=persons.adult(), herself=False)
    assert changed(other.caller, hers, second).status_code == 201
    assert (known_by(former, path), found(former, second), found(former, first)) == (first, set(), {path})


def test_a_plan_that_she_has_said_yes_to_and_is_not_begun_is_found_by_the_number_that_it_shows(
    service: Service, persons: Persons
) -> None:
    first, second = coordination(), persons.adult()
    former, other = Entrusted(service, persons), Entrusted(service, persons)
    path = entered(former, first)
    offer = {"transition": "offer", "happenedAt": ago(hours=1)}
    assert former.caller.post(f"{path}/transitions", json=offer, headers={"If-Match": "*"}).status_code == 200
    said = {"kind": "sip", "givenBy": "person", "form": "oral", "givenAt": ago(minutes=5)}
    assert former.caller.post(f"{path}/consents", json=said).status_code == 201
    assert changed(other.caller, plan_of(other, first), second).status_code == 201
    assert (known_by(former, path), found(former, second)) == (second, {path})
