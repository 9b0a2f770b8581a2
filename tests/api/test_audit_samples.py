"""Samples of the audit log: drawn by the log's seal, among the principal's own, and the record of what was found."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from app.models.audit_sample import audit_sample, audit_sample_entry, audit_sample_outcome
from app.models.seal import audit_checkpoint
from tests.api.auditors import add, auditor, entry, ids, principal, sample, seal
from tests.callers import Caller
from tests.domain.test_sampling import by_hand
from tests.house.operations import never, without_instance
from tests.house.test_audit_complete import left_by
from tests.persons import Persons
from tests.service import Service

HOME = "/journal/v1/audit/samples"
FOUND = {"outcome": "to_be_followed_up", "text": "Två åtkomster utan vårdrelation."}


class Log:
    """Entries of a principal that no other test has, sealed; what may be drawn, and what may not."""

    def __init__(self, service: Service, persons: Persons) -> None:
        self.principal = principal()
        self.units = [persons.unit(self.principal) for _ in range(2)]
        self.mine: list[dict[str, Any]] = []
        chance, began = random.Random(3), datetime.now(UTC) - timedelta(hours=20)
        others: list[dict[str, Any]] = []
        for number in range(60):
            at = began + timedelta(minutes=number)
            made = entry(at, chance) | {"principal": self.principal, "unit": self.units[number % 2]}
            self.mine.append(made | {"outcome": "allowed", "person": persons.person(self.principal)})
            for differs in (
                {"principal": "SE2329990015", "coordinated_by": self.principal},
                {"outcome": "denied", "coordinated_by": None},
                {"actor_kind": "service", "coordinated_by": None},
            ):
                other = entry(at, chance) | {"principal": self.principal, "outcome": "allowed"} | differs
                others.append(other)
        names = [*self.mine[0], "coordinated_by"]
        add(service, [dict.fromkeys(names) | one for one in (*self.mine, *others)])
        seal(service)


def newest_root(service: Service) -> tuple[int, str]:
    async def read() -> Any:
        async with service.database.journal() as connection:
            query = select(audit_checkpoint.c.number, audit_checkpoint.c.root_hash)
            return (await connection.execute(query.order_by(audit_checkpoint.c.number.desc()).limit(1))).one()

    number, root = service.run(read())
    return number, root


def draw(caller: Caller, **more: Any) -> dict[str, Any]:
    answer = caller.post(HOME, json=sample(**more))
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


@pytest.fixture
def log(service: Service, persons: Persons) -> Log:
    return Log(service, persons)


@pytest.mark.parametrize("size", [1, 7, 200])
def test_the_draw_follows_from_the_newest_checkpoint_and_is_among_the_principals_own(
    service: Service, persons: Persons, log: Log, size: int
) -> None:
    for unit in (None, log.units[1]):
        made = draw(auditor(service, persons, log.principal), size=size, unit=unit)
        there = sorted(one["id"] for one in log.mine if unit in (None, one["unit"]))
        assert (made["checkpoint"], made["root"]) == newest_root(service)
        assert made["population"] == len(there)
        places = by_hand(made["root"], made["id"], len(there), size)
        assert ids(made["entries"]) == sorted((there[place] for place in places), reverse=True)
        assert made["outcomes"] == [] and made["noLongerKept"] == 0


def test_drawn_again_it_is_another_and_both_stand_in_the_list(service: Service, persons: Persons, log: Log) -> None:
    caller, body = auditor(service, persons, log.principal), sample(size=9)
    first, second = (caller.post(HOME, json=body).json() for _ in range(2))
    assert first["root"] == second["root"] and first["entries"] != second["entries"], "nobody reckons it beforehand"
    listed = auditor(service, persons, log.principal).get(HOME).json()
    assert [one["id"] for one in listed["samples"]] == [second["id"], first["id"]]
    assert listed["_meta"]["totalRecords"] == 2
    retried = [caller.post(HOME, json=body, headers={"Idempotency-Key": log.principal}) for _ in range(2)]
    assert retried[0].content == retried[1].content
    assert caller.get(HOME).json()["_meta"]["totalRecords"] == 3


def test_what_was_found_is_kept_and_so_is_what_was_said_before(service: Service, persons: Persons, log: Log) -> None:
    made = draw(auditor(service, persons, log.principal))
    place = f"{HOME}/{made['id']}/outcome"
    for body in ({"outcome": "nothing_found"}, FOUND, FOUND):
        answer = auditor(service, persons, log.principal).put(place, json=body)
        assert answer.status_code == 200, answer.text
    told = auditor(service, persons, log.principal).get(f"{HOME}/{made['id']}").json()
    assert [(one["outcome"], one["text"]) for one in told["outcomes"]] == [
        ("nothing_found", None),
        ("to_be_followed_up", FOUND["text"]),
    ]
    assert told["entries"] == made["entries"]
    (listed,) = auditor(service, persons, log.principal).get(HOME).json()["samples"]
    assert listed["outcomes"] == told["outcomes"]


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ({"outcome": "to_be_followed_up"}, "says-what"),
        ({"outcome": "nothing_found", "text": "Gäller 194208179814."}, "no-patient-data"),
    ],
)
def test_an_outcome_that_cannot_stand_is_refused(
    service: Service, persons: Persons, log: Log, body: dict[str, Any], rule: str
) -> None:
    caller = auditor(service, persons, log.principal)
    made = draw(caller)
    answer = caller.put(f"{HOME}/{made['id']}/outcome", json=body)
    assert answer.status_code == 422 and rule in answer.text and "194208179814" not in answer.text
    assert caller.get(f"{HOME}/{made['id']}").json()["outcomes"] == []


def test_a_period_that_is_not_sealed_or_no_period_is_not_drawn_from(
    service: Service, persons: Persons, log: Log
) -> None:
    caller, now = auditor(service, persons, log.principal), datetime.now(UTC)
    for times, status, rule in (
        ({"to": now.isoformat()}, 409, "not-sealed-yet"),
        ({"to": (now - timedelta(days=9)).isoformat()}, 422, "ends-before-it-begins"),
    ):
        answer = caller.post(HOME, json=sample(**times))
        assert answer.status_code == status and rule in answer.text
    for size in (0, 201):
        assert caller.post(HOME, json=sample(size=size)).status_code == 422
    assert caller.get(HOME).json()["samples"] == []


def test_a_principals_samples_are_nobody_elses(service: Service, persons: Persons, log: Log) -> None:
    made = draw(auditor(service, persons, log.principal))
    stranger = auditor(service, persons, principal())
    assert stranger.get(HOME).json()["samples"] == []
    for one in (made["id"], never(made["id"])):
        for answer in (stranger.get(f"{HOME}/{one}"), stranger.put(f"{HOME}/{one}/outcome", json=FOUND)):
            assert answer.status_code == 404
            (left,) = left_by(service, answer)
            assert (left["action"], left["outcome"]) == ("journal:audit.sample", "denied")
    real, none = (stranger.get(f"{HOME}/{one}") for one in (made["id"], never(made["id"])))
    assert without_instance(real) == without_instance(none)
    assert auditor(service, persons, log.principal).get(f"{HOME}/{made['id']}").json()["outcomes"] == []


def test_every_step_of_a_check_is_in_the_log(service: Service, persons: Persons, log: Log) -> None:
    caller = auditor(service, persons, log.principal)
    made = caller.post(HOME, json=sample())
    place = f"{HOME}/{made.json()['id']}"
    for answer, kind in (
        (made, "Skriva"),
        (caller.get(place), "Läsa"),
        (caller.get(HOME), "Läsa"),
        (caller.put(f"{place}/outcome", json=FOUND), "Skriva"),
    ):
        (left,) = left_by(service, answer)
        assert (left["action"], left["kind"], left["outcome"]) == ("journal:audit.sample", kind, "allowed")
        assert left["person"] and UUID(str(left["id"]))


def test_nothing_of_a_sample_is_taken_back_whoever_asks(service: Service, persons: Persons, log: Log) -> None:
    caller = auditor(service, persons, log.principal)
    place = f"{HOME}/{draw(caller)['id']}"
    before = caller.put(f"{place}/outcome", json=FOUND).json()

    async def done(statement: Any) -> None:
        async with service.database.journal() as connection:
            await connection.execute(statement)

    for table, column in ((audit_sample, "size"), (audit_sample_entry, "place"), (audit_sample_outcome, "text")):
        for statement in (delete(table), update(table).values({column: table.c[column]})):
            with pytest.raises(DBAPIError, match="the audit log only grows"):
                service.run(done(statement))
    assert caller.get(place).json()["outcomes"] == before["outcomes"]
