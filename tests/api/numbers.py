"""Persons who get another number, and whoever may say so."""

from datetime import date, timedelta
from itertools import count
from typing import Any

import httpx

from tests.api.standing import Office
from tests.callers import Caller, citizen, entrusted
from tests.house.staffed_plan import ago
from tests.persons import Persons, coordinated, number
from tests.service import Service

J = "/journal/v1"
_next = count()
WHY = {"reason": "Folkbokföringen har meddelat numret."}


def reserve(day: date | None = None) -> str:
    """What care calls somebody who has no number yet; nobody's, as there is no such register here."""
    turn = next(_next)
    return f"{day or date(1950, 1, 1) + timedelta(days=turn // 1000):%Y%m%d}X{turn % 1000:03}"


def coordination() -> str:
    """A samordningsnummer of the range set apart for tests."""
    turn = next(_next)
    return coordinated(number(date(1930, 1, 1) + timedelta(days=turn // 20), 980 + turn % 20))


class Entrusted(Office):
    """Somebody who may state number changes, too."""

    def __init__(self, service: Service, persons: Persons) -> None:
        super().__init__(service, persons)
        self.caller = entrusted(self.caller)


def entered(office: Office, personnummer: str, **members: Any) -> str:
    """The path of a new plan of whoever has that number, who has said nothing yet."""
    told = {"personnummer": personnummer, "name": "Elsa Lindqvist"} | members
    made = office.caller.post(f"{J}/plans", json=office.body(person=told))
    assert made.status_code == 201, made.text
    return f"{J}/plans/{made.json()['id']}"


def plan_of(office: Office, personnummer: str, **members: Any) -> str:
    """The same, and it rests on her consent."""
    return consented(office, entered(office, personnummer, **members))


def consented(office: Office, path: str, guardian: str | None = None, *, herself: bool = True, **said: Any) -> str:
    """She says yes herself, and the guardian with that number if there is one; or the guardian alone. So is `said`."""

    def done(method: str, place: str, **body: Any) -> dict[str, Any]:
        answer = office.caller.ask(method, f"{path}{place}", json=body, headers={"If-Match": "*"})
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())

    staff = {
        "kind": "staff",
        "hsaId": office.person,
        "name": "Anna",
        "unitId": office.caller.get(path).json()["units"][0]["id"],
    }
    one = done("POST", "/participants", **staff)["id"]
    done("PUT", "/coordinator", participantId=one)
    done("POST", "/transitions", transition="offer", happenedAt=ago(hours=1))
    given = {"kind": "sip", "givenBy": "person", "form": "oral", "givenAt": ago(hours=1), "registeredById": one} | said
    if guardian is not None:
        told = {"kind": "guardian", "name": "Eva Lindqvist", "personnummer": guardian}
        by = {"givenBy": "guardian", "guardianId": done("POST", "/participants", **told)["id"]}
        done("POST", "/consents", **given | by)
    if herself:
        done("POST", "/consents", **given)
    done("POST", "/transitions", transition="prepare")
    return path


def changed(caller: Caller, path: str, to: str, **options: Any) -> httpx.Response:
    return caller.post(f"{path}/number-changes", json={"personnummer": to} | WHY, **options)


def undone(caller: Caller, path: str, change: dict[str, Any], **headers: str) -> httpx.Response:
    place = f"{path}/number-changes/{change['id']}/undoing"
    return caller.put(place, json={"undoReason": "Fel person."}, headers=headers)


def known_by(office: Office, path: str) -> str:
    return str(office.caller.get(path).json()["person"]["personnummer"])


def found(office: Office, personnummer: str) -> set[str]:
    answer = office.caller.post(f"{J}/plan-searches", json={"personnummer": personnummer})
    return {f"{J}/plans/{one['id']}" for one in answer.json()["plans"]}


def shown(service: Service, personnummer: str) -> dict[str, Any]:
    """All that whoever logs in with that number is shown."""
    her = citizen(service, personnummer)
    return {
        what: her.get(f"/citizen/v1/{what}").json()[what] for what in ("plans", "consents", "summonses", "accesses")
    }
