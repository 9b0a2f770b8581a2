"""Erasure where the law allows it: nothing of the plan or the person is anywhere any more, and the log is whole."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner, Result

from app import cli
from app.domain.erasure import ErasureGround
from app.domain.purpose import OWN, OwnPurpose
from app.domain.unit import Unit
from app.models.audit import audit_entry
from app.models.base import metadata
from app.models.erased_source import erased_source
from app.models.erasure import plan_erasure
from app.models.history import plan_version
from app.models.outbox import outbox_event
from app.models.person import person
from app.models.plan import plan
from app.repositories import erasures
from app.services import erasing
from app.services.erasing import Asked
from app.settings import Settings
from tests.api import numbers
from tests.api.standing import Office, pointers, refused, unchanged
from tests.api.test_blocks import register, unit_of
from tests.callers import Caller, citizen
from tests.house.sealed_log import Log, run
from tests.house.whole_plan import WholePlan, build, copied
from tests.persons import Persons
from tests.service import Service
from tests.webhooks.connecting import confirmed, connector, drain, relay
from tests.webhooks.receiver import Receiver

MARK = "Utplånas-7f3"  # in every text of the plan that is to go
REFERENCE = "IVO 2026/12345"


def marked(kind: type, name: str) -> str:
    """Units are not hers: what they are called stands in the log, as it stood when she was read."""
    return f"{'Enhet' if kind is Unit else MARK} {kind.__name__} {name}"


def sip(*words: str, number: str = "") -> Result:
    return CliRunner().invoke(cli.app, ["erase", "--ground", "decision", "--decision", REFERENCE, *words], input=number)


def audit(*words: str) -> Result:
    return CliRunner().invoke(cli.app, ["audit", *words])


async def _everywhere(service: Service) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    found = {}
    async with service.database.journal() as connection:
        for table in metadata.sorted_tables:
            rows = await connection.execute(select(table))
            found[table.name] = [
                " ".join(
                    one.decode() if isinstance(one, bytes) and table.schema == "mirror" else str(one) for one in row
                )
                for row in rows
            ]
    return found


def holding(service: Service, *words: str) -> set[str]:
    """The tables in which any of that stands."""
    found = service.run(_everywhere(service))
    assert sum(map(len, found.values())) > 50
    return {name for name, rows in found.items() if any(word in row for row in rows for word in words)}


def keys_of(service: Service, number: str) -> tuple[str, str]:
    """Her pseudonym, and her number as it is sealed in her row."""

    async def read() -> Any:
        async with service.database.journal() as connection:
            key = service.keys.person_key(number)
            return (await connection.execute(select(person).where(person.c.key == key))).one()

    row = service.run(read())
    return row.key, row.sealed_number


def test_a_person_is_erased_and_the_log_is_whole(own: Service, settings: Settings, persons: Persons) -> None:
    """Two plans of hers go, by her number; another's stays, whole."""
    first = build(own, persons, marked)
    second = copied(first, persons, first.number)
    other = build(own, persons)
    key, sealed = keys_of(own, first.number)
    whole = holding(own, MARK)
    assert {"plan", "plan_version", "mapping_version", "note", "mirrored_plan", "goal"} <= whole
    before = {
        one.plan_id: citizen(own, one.number).get(f"/citizen/v1/plans/{one.plan_id}") for one in (first, second, other)
    }
    assert {one.status_code for one in before.values()} == {200}
    assert audit("seal").exit_code == 0 and audit("verify").exit_code == 0
    entries = len(own.run(_everywhere(own))["audit_entry"])

    looked = sip("--person", number=f"{first.number}\n")
    assert looked.exit_code == 0, looked.output
    told = json.loads(looked.stdout)
    assert (told["erased"], told["plans"], told["readsInOthersPlans"]) == (False, 2, 0) and told["rows"] > 200
    assert holding(own, MARK) == whole, "looking changes nothing"
    assert sip("--person", "--confirm", "000000000000", number=first.number).exit_code == 1
    assert holding(own, MARK) == whole, "nor does a code of something else"

    done = sip("--person", "--confirm", told["confirm"], number=first.number)
    assert done.exit_code == 0 and json.loads(done.stdout)["erased"] is True, done.output
    assert first.number not in looked.output + done.output
    assert holding(own, MARK, sealed, first.number, f"{first.number[:8]}-{first.number[8:]}") == set()
    assert holding(own, key) == {"audit_entry", "mirrored_person"}, "the pseudonym stands in the log, and for it alone"
    kept = {"audit_entry", "outbox_event", "plan_erasure"}
    for one in (first, second):
        assert holding(own, one.plan_id, UUID(one.plan_id).hex) == kept
    # Nobody has subscribed to her events here, and she has had one number.
    assert set(erasures.STAYS) == kept | {"webhook_delivery", "mirrored_person", "mirrored_number"}
    _nothing_is_served(own, first, second)
    again = citizen(own, other.number).get(f"/citizen/v1/plans/{other.plan_id}")
    assert again.content == before[other.plan_id].content
    assert other.coordinator.get(f"{other.home}/versions/1").status_code == 200

    # The log tells of it, and holds, with its seals from before and a new one.
    assert len(own.run(_everywhere(own))["audit_entry"]) >= entries + 2
    rows = own.run(_told(own))
    assert {(row.kind, row.client, row.person_key, row.actor_kind) for row in rows} == {
        ("Radera", "sip erase", key, "service")
    }
    assert {str(row.plan_id) for row in rows} == {first.plan_id, second.plan_id} and len(rows) == 2
    assert all(REFERENCE in row.purpose for row in rows)
    assert audit("verify").exit_code == 0
    assert audit("seal").exit_code == 0 and audit("verify").exit_code == 0
    if own.name == "sqlite":
        own.stop()  # closing writes what the log of changes still holds into the file
        held = b"".join(file.read_bytes() for file in settings.data_dir.glob("sip.db*"))
        assert MARK.encode() not in held and sealed.encode() not in held


def test_an_erasure_that_takes_long_leaves_a_log_that_holds(
    own: Service, settings: Settings, persons: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service goes on sealing between one plan and the next; each entry says when its plan went."""
    first = build(own, persons)
    copied(first, persons, first.number)
    one_by_one = erasing._erase

    async def once() -> None:
        async with Log(settings) as log:
            log.now = datetime.now(UTC)

            async def slowly(*args: Any) -> None:
                await one_by_one(*args)
                await log.minutes(7)

            monkeypatch.setattr(erasing, "_erase", slowly)
            ids = await erasing.of_number(log.begin, own.keys, first.number, REFERENCE, lambda: log.now)
            asked = Asked(ids, ErasureGround.DECISION, REFERENCE)
            code = (await erasing.prospect(log.begin, own.keys, asked, lambda: log.now)).code
            await erasing.erase(log.begin, own.keys, replace(asked, code=code), lambda: log.now)
            assert await log.fault() is None
            await log.seal(everything=True)
            assert (await log.check()).unsealed == 0

    run(once())
    told = sorted(row.at for row in own.run(_told(own)))
    assert len(told) == 2 and told[1] - told[0] >= timedelta(minutes=7)


async def _told(service: Service) -> list[Any]:
    async with service.database.journal() as connection:
        query = select(audit_entry).where(audit_entry.c.action == "sip:plan.erase")
        return list(await connection.execute(query))


def test_that_a_number_was_asked_about_is_in_the_log_whatever_there_is(own: Service, persons: Persons) -> None:
    """Looked at or erased, with plans or without; not what is refused for how the decision is named."""
    one, nobody = build(own, persons), persons.adult()

    def asked(number: str) -> list[Any]:
        async def read() -> list[Any]:
            async with own.database.journal() as connection:
                key = own.keys.person_key(number)
                which = (audit_entry.c.client == "sip erase", audit_entry.c.person_key == key)
                query = select(audit_entry).where(*which, audit_entry.c.plan_id.is_(None))
                return list(await connection.execute(query.order_by(audit_entry.c.id)))

        return own.run(read())

    assert sip("--person", number=nobody).exit_code == 1 and len(asked(nobody)) == 1
    code = json.loads(sip("--person", number=one.number).stdout)["confirm"]
    [entry] = asked(one.number)
    assert (entry.action, entry.kind, entry.outcome, entry.actor_kind) == (
        "sip:plan.search",
        "Läsa",
        "allowed",
        "service",
    )
    assert entry.purpose == f"{OwnPurpose.ERASURE_SOUGHT} {REFERENCE}" and entry.unit is entry.person is None
    told = citizen(own, one.number).get("/citizen/v1/accesses?limit=100").json()["accesses"]
    words = OWN[OwnPurpose.ERASURE_SOUGHT]
    assert [(each["action"], each["purpose"], each["unit"]) for each in told if each["planId"] is None] == [
        ("Läsa", words.sv, None)
    ]
    again = ["erase", "--person", "--ground", "decision", "--decision", "Elsa Exempel"]
    assert CliRunner().invoke(cli.app, again, input=one.number).exit_code == 1 and len(asked(one.number)) == 1
    assert sip("--person", "--confirm", code, number=one.number).exit_code == 0 and len(asked(one.number)) == 2


def _nothing_is_served(service: Service, *gone: WholePlan) -> None:
    for one in gone:
        for path in (one.home, f"{one.home}/versions", f"{one.home}/mapping", f"{one.home}/notes"):
            assert one.coordinator.get(path).status_code == 404, path
        her = citizen(service, one.number)
        assert her.get(f"/citizen/v1/plans/{one.plan_id}").status_code == 404
        assert her.get("/citizen/v1/plans").json()["plans"] == []
        # Who had read what stays hers to see; and that it is erased, in words, without the number of the decision.
        answer = her.get("/citizen/v1/accesses?limit=100")
        erased = [each for each in answer.json()["accesses"] if each["action"] == "Radera"]
        assert {each["purpose"] for each in erased} == {OWN[OwnPurpose.DESTROYED].sv}
        assert one.plan_id in {each["planId"] for each in erased} and REFERENCE not in answer.text


def test_the_person_stays_as_long_as_a_plan_of_hers_does(own: Service, persons: Persons) -> None:
    first = build(own, persons)
    second = copied(first, persons, first.number)
    code = json.loads(sip(first.plan_id).stdout)["confirm"]
    first.patch("", {"title": "Ändrad"})
    assert "as they stand" in sip(first.plan_id, "--confirm", code).stderr, "it has changed since it was looked at"
    code = json.loads(sip(first.plan_id).stdout)["confirm"]
    assert sip(first.plan_id, "--confirm", code).exit_code == 0
    assert first.coordinator.get(first.home).status_code == 404
    kept = second.coordinator.get(second.home)
    assert kept.json()["person"]["personnummer"] == first.number
    # And who is gone wholly may come again, as somebody new.
    code = json.loads(sip(second.plan_id).stdout)["confirm"]
    assert sip(second.plan_id, "--confirm", code).exit_code == 0
    assert "no such plan" in sip("--person", number=first.number).stderr
    third = copied(build(own, persons), persons, first.number)
    assert third.coordinator.get(third.home).json()["person"]["personnummer"] == first.number


def _erase(*paths: str) -> None:
    for path in paths:
        code = json.loads(sip(path[-36:]).stdout)["confirm"]
        assert sip(path[-36:], "--confirm", code).exit_code == 0


def test_whoever_had_the_plan_is_told_that_she_has_it_no_more(own: Service, persons: Persons) -> None:
    """In the feed and by webhook, once; a unit that was let out before, and a stranger, are told of nothing."""
    one = build(own, persons)
    blocked = copied(one, persons)
    register(blocked, unit_of(blocked))
    receiver = Receiver()
    try:
        sender = relay(own)
        told = confirmed(connector(own, persons, unit_of(one)), receiver.url, sender)
        callers = (one.coordinator, one.partner, Office(own, persons).caller)
        places = [_newest(caller) for caller in callers]
        version = one.read()["version"]
        _erase(one.home, blocked.home)
        drain(own, sender)
    finally:
        receiver.stop()
    events = [_since(caller, place) for caller, place in zip(callers, places, strict=True)]
    ended = {"type": "reach.ended", "removed": True}
    assert [len(each) for each in events] == [2, 1, 0]
    [event] = events[1]
    assert event.items() >= (ended | {"planId": one.plan_id, "version": version}).items()
    assert all(each.items() >= ended.items() for each in events[0])
    assert {each["planId"] for each in events[0]} == {one.plan_id, blocked.plan_id}
    [came] = receiver.events
    assert came.document["type"] == "reach.ended"
    assert came.document["data"] == {"id": event["id"], "plan": one.plan_id, "version": version}
    assert told.read()["deliveries"]["waiting"] == 0


def _newest(caller: Caller) -> str:
    links = caller.get("/journal/v1/events?limit=100").json()["_links"]
    return str(next(link["href"] for link in links if link["rel"] == "last"))


def _since(caller: Caller, place: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = caller.get(place[place.index("/journal/v1/") :]).json()["events"]
    return found


def test_what_is_erased_is_not_brought_again(own: Service, persons: Persons) -> None:
    """By none of the ways in which an id comes; told as any that is taken, and nothing left says what it stood for."""
    office = Office(own, persons)
    source = {"system": "journalen", "id": f"Sjukhusets-{office.unit}"}
    at = f"/journal/v1/sources/{source['system']}/plans/{source['id']}"
    made = office.caller.ask("PUT", at, json=office.body()).json()
    again = {"system": "annat", "id": f"A-{made['id']}"}
    path = f"/journal/v1/plans/{made['id']}"
    assert office.caller.post(f"{path}/source-identifiers", json=again).status_code == 201
    other = office.plan()
    build(own, persons)
    _erase(path)
    assert holding(own, source["id"]) == set()
    with unchanged(own):
        document = refused(office.caller.put(at, json=office.body()), 409, "already-exists")
        assert pointers(document) == [("/source", "already-exists")]
        refused(office.caller.get(at), 404)
        refused(office.caller.post("/journal/v1/plans", json=office.body(source=again)), 409, "already-exists")
        refused(office.caller.post(f"{other}/source-identifiers", json=source), 409, "already-exists")
        items = {"items": [office.body(source=source, matching="new")]}
        [result] = office.caller.post("/journal/v1/plan-imports", json=items).json()["results"]
        assert (result["outcome"], result["problem"]["status"]) == ("refused", 409)
    # A plan that is no such plan has an id of its own; and another unit's id is another id.
    assert office.caller.ask("PUT", at + "-2", json=office.body(matching="new")).status_code == 201
    far = Office(own, persons)
    assert far.caller.ask("PUT", at, json=far.body()).status_code == 201

    async def forgotten() -> None:
        async with own.database.journal() as connection:
            await connection.execute(delete(erased_source))

    with pytest.raises(DBAPIError, match="the audit log only grows"):
        own.run(forgotten())


def test_a_number_change_outlives_the_plan_that_it_was_stated_in(own: Service, persons: Persons) -> None:
    """Reserve number A, then B stated in one plan and C in another: the first goes, and undoing the second leaves B."""
    office = numbers.Entrusted(own, persons)
    a, b, c = numbers.reserve(), numbers.coordination(), persons.adult()
    gone, first, second = (numbers.plan_of(office, one) for one in (a, a, b))
    assert numbers.changed(office.caller, gone, b).status_code == 201
    link = numbers.changed(office.caller, second, c).json()
    _erase(gone)
    assert numbers.known_by(office, first) == c
    [kept, _] = office.caller.get(f"{first}/number-changes").json()["numberChanges"]
    assert kept["reason"] is None
    assert numbers.undone(office.caller, second, link).status_code == 200
    assert numbers.known_by(office, first) == numbers.known_by(office, second) == b
    # And what is left of the erased plan's is undone in another.
    assert numbers.undone(office.caller, first, kept).status_code == 200
    assert (numbers.known_by(office, first), numbers.known_by(office, second)) == (a, b)


def test_no_number_survives_the_plans_by_a_change(own: Service, persons: Persons) -> None:
    """Whoever was taken for her goes with her; whoever has a plan stays, and the change no longer says who went.

    For the log alone it is kept which of her pseudonyms follows which.
    """
    office = numbers.Entrusted(own, persons)
    first, wrong, right = numbers.reserve(), persons.adult(), persons.adult()
    path = numbers.plan_of(office, first)
    another_first, another = numbers.reserve(), persons.adult()
    stays, goes = numbers.plan_of(office, another_first), numbers.plan_of(office, another)
    mistaken = numbers.changed(office.caller, path, wrong).json()
    assert numbers.undone(office.caller, path, mistaken).status_code == 200
    assert numbers.changed(office.caller, path, right).status_code == 201
    _erase(path)
    keys = [own.keys.person_key(one) for one in (first, right)]
    assert holding(own, keys[0]) == {"audit_entry", "mirrored_number"}
    assert holding(own, keys[1]) == {"mirrored_number", "mirrored_person"}
    assert holding(own, own.keys.person_key(wrong)) == set(), "nothing in the log is about that one"
    # The other way about: her plan stays, and the one who was taken for her has been erased.
    mistaken = numbers.changed(office.caller, stays, another).json()
    assert numbers.undone(office.caller, stays, mistaken).status_code == 200
    _erase(goes)
    assert holding(own, own.keys.person_key(another)) == {"audit_entry", "mirrored_person"}
    [told] = office.caller.get(f"{stays}/number-changes").json()["numberChanges"]
    assert told["undoReason"] and numbers.known_by(office, stays) == another_first


def test_nothing_is_erased_without_its_ground(own: Service, persons: Persons) -> None:
    one = build(own, persons)
    thinned = CliRunner().invoke(cli.app, ["erase", one.plan_id, "--ground", "thinning", "--decision", "KS 2026/1"])
    assert thinned.exit_code == 1 and "only a plan that has ended" in thinned.stderr
    for reference in ("Elsa Exempel", f"IVO {one.number}"):
        words = ["erase", one.plan_id, "--ground", "decision", "--decision", reference]
        refused = CliRunner().invoke(cli.app, words)
        assert refused.exit_code == 1 and "diary number" in refused.stderr and reference not in refused.stderr
    assert sip("--person", number="197001011234\n").exit_code in (1, 2)
    assert sip(one.plan_id, "--person").exit_code == 2 and sip().exit_code == 2
    assert one.coordinator.get(one.home).status_code == 200

    async def by_hand(statement: Any) -> None:
        async with own.database.journal() as connection:
            await connection.execute(statement)

    # The database itself lets no version go that is of no erased plan, and no row that says which are.
    with pytest.raises(DBAPIError, match="the history only grows"):
        own.run(by_hand(delete(plan_version)))
    prefix = "" if own.name == "sqlite" else "mapping."
    with pytest.raises(DBAPIError, match="the history only grows"):
        own.run(by_hand(text(f"DELETE FROM {prefix}mapping_version")))
    other = copied(one, persons)
    code = json.loads(sip(other.plan_id).stdout)["confirm"]
    assert sip(other.plan_id, "--confirm", code).exit_code == 0
    for statement in (delete(plan_erasure), plan_erasure.update().values(decision="x")):
        with pytest.raises(DBAPIError, match="the audit log only grows"):
            own.run(by_hand(statement))


# What holds no row about one plan or person by itself, each with its reason.
ABOUT_NOBODY = {
    "audit_checkpoint": "roots and signatures",
    "audit_leaf": "which entry is which leaf",
    "audit_pruning": "which segments are pruned",
    "audit_sample": "what an auditor drew: counts",
    "audit_sample_entry": "which entries",
    "audit_sample_outcome": "an auditor's judgement of an entry; a personnummer in it is refused",
    "calendar_subscription": "staff",
    "plan_import": "what came of an import's items, for a day: no plan, no person",
    "erased_source": "digests of what record systems called erased plans, without the plan or the person",
    "reach_turn": "which units and staff an event let in or out; the event itself stays",
    "statistics_figures": "counts so large that they tell of nobody",
    "statistics_quarter": "when they were made",
    "webhook": "where a unit's system is told of events",
    "webhook_key": "what those are signed with",
    "webhook_progress": "how far it has been told",
}


def test_every_table_is_erased_or_stays_for_a_reason() -> None:
    """A table that comes later names its plan by a column of that name, or is told about here."""
    erased = {table.name for table in (*erasures._OF_A_PLAN, plan, person)}
    assert not erased & (erasures.STAYS.keys() | ABOUT_NOBODY.keys())
    assert erased | erasures.STAYS.keys() | ABOUT_NOBODY.keys() == {table.name for table in metadata.sorted_tables}
    assert outbox_event.name in erasures.STAYS
