"""A number that was said to be hers and is not: the link is undone, by whoever leads a plan that it moved."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.models.audit import audit_entry
from app.models.history import plan_version
from tests.api.numbers import WHY, Entrusted, changed, coordination, entered, found, known_by, plan_of, reserve, undone
from tests.api.standing import Office, refused, unchanged
from tests.callers import staff
from tests.house.staffed_plan import ago
from tests.persons import Persons
from tests.service import Service


@pytest.fixture
def office(service: Service, persons: Persons) -> Office:
    return Entrusted(service, persons)


def test_two_who_both_have_plans_are_one_and_are_parted_again(
    service: Service, persons: Persons, office: Office
) -> None:
    """Each unit goes on seeing its own plan alone, and neither is told that the other has one."""
    first, second = reserve(), persons.adult()
    elsewhere = Entrusted(service, persons)
    mine, theirs = plan_of(office, first), plan_of(elsewhere, second)
    further = plan_of(elsewhere, first)
    versions = {
        path: one.caller.get(path).json()["version"] for one, path in ((elsewhere, theirs), (elsewhere, further))
    }
    link = changed(office.caller, mine, second)
    assert link.status_code == 201
    assert found(office, second) == {mine} and found(elsewhere, second) == {theirs, further}
    assert elsewhere.caller.get(theirs).json()["version"] == versions[theirs], "its number is what it was"
    followed = elsewhere.caller.get(further).json()
    assert (followed["version"], followed["person"]["personnummer"]) == (versions[further] + 1, second)
    # What is told of the change in the other unit's plan names nobody.
    told = service.run(_told(service, further, versions[further] + 1))
    assert told == [("number.changed", None, None), ("service", None, None)]
    [one] = elsewhere.caller.get(f"{further}/number-changes").json()["numberChanges"]
    assert (one["id"], one["reason"]) == (link.json()["id"], None), "its grounds are another plan's"
    assert elsewhere.caller.get(f"{theirs}/number-changes").json()["numberChanges"] == []
    since = plan_of(elsewhere, first)
    assert known_by(elsewhere, since) == second
    with unchanged(service):
        refused(undone(elsewhere.caller, theirs, link.json()), 404)
        refused(undone(office.caller, mine, link.json(), **{"If-Match": '"7"'}), 412)
    assert undone(office.caller, mine, link.json()).json()["version"] == 2
    refused(undone(office.caller, mine, link.json()), 409, "number-change-undone")
    assert known_by(office, mine) == first
    assert {known_by(elsewhere, one) for one in (further, since)} == {first}, "each is where it was entered"
    assert known_by(elsewhere, theirs) == second
    assert found(elsewhere, second) == {theirs} and found(elsewhere, first) == {further, since}


def test_whoever_leads_a_plan_that_it_moved_undoes_it(service: Service, persons: Persons, office: Office) -> None:
    first, second = reserve(), persons.adult()
    elsewhere, stranger = Entrusted(service, persons), Entrusted(service, persons)
    mine, theirs, strangers = plan_of(office, first), plan_of(elsewhere, first), entered(stranger, first)
    link = changed(office.caller, mine, second).json()
    with unchanged(service):
        # Whom she has not let know of it, she undoes nothing of that she is not told of.
        assert stranger.caller.get(f"{strangers}/number-changes/{link['id']}").status_code == 404
        refused(undone(stranger.caller, strangers, link), 404)
        bare = staff(service, elsewhere.unit, elsewhere.person)
        refused(undone(bare, theirs, link), 403, "scope-missing")
    back = undone(elsewhere.caller, theirs, link)
    assert back.status_code == 200, back.text
    assert (back.json()["version"], back.json()["reason"]) == (2, None)
    assert known_by(office, mine) == known_by(elsewhere, theirs) == first
    assert found(office, second) == found(elsewhere, second) == set()
    [stated] = office.caller.get(f"{mine}/number-changes").json()["numberChanges"]
    assert (stated["version"], stated["undoReason"], stated["reason"]) == (2, "Fel person.", WHY["reason"])


def test_whoever_is_no_longer_told_of_it_does_not_undo_it(service: Service, persons: Persons, office: Office) -> None:
    first, second, elsewhere = coordination(), persons.adult(), Entrusted(service, persons)
    mine, theirs = plan_of(office, first), plan_of(elsewhere, first)
    link = changed(office.caller, mine, second).json()
    assert elsewhere.caller.get(f"{theirs}/number-changes/{link['id']}").status_code == 200
    consent = next(one["id"] for one in elsewhere.caller.get(theirs).json()["consents"] if one["kind"] == "sip")
    body = {"withdrawnBy": "person", "withdrawnAt": ago()}
    assert elsewhere.caller.put(f"{theirs}/consents/{consent}/withdrawal", json=body).status_code == 204
    with unchanged(service):
        refused(undone(elsewhere.caller, theirs, link), 404)
    assert known_by(office, mine) == second
    assert undone(office.caller, mine, link).status_code == 200, "where it was stated it can be"


async def _told(service: Service, path: str, version: int) -> list[tuple[Any, ...]]:
    plan_id = UUID(path[-36:])
    async with service.database.journal() as connection:
        query = select(plan_version).where(plan_version.c.plan_id == plan_id, plan_version.c.version == version)
        row = (await connection.execute(query)).one()
        query = select(audit_entry).where(audit_entry.c.plan_id == plan_id, audit_entry.c.kind == "Skriva")
        entry = (await connection.execute(query.order_by(audit_entry.c.id.desc()))).first()
        assert entry is not None
        return [(row.change, row.unit, row.person), (entry.actor_kind, entry.unit, entry.person)]


def test_links_of_links_are_undone_in_any_order(persons: Persons, office: Office) -> None:
    first, second, third = reserve(), coordination(), persons.adult()
    path, other = plan_of(office, first), plan_of(office, second)
    one = changed(office.caller, path, second).json()
    two = changed(office.caller, other, third).json()
    assert {known_by(office, each) for each in (path, other)} == {third}
    assert undone(office.caller, path, one).status_code == 200
    assert (known_by(office, path), known_by(office, other)) == (first, third)
    assert undone(office.caller, other, two).status_code == 200
    assert (known_by(office, path), known_by(office, other)) == (first, second)
    again = changed(office.caller, path, third)
    assert again.status_code == 201 and known_by(office, path) == third
