"""A no is logged, once, as a no, and its transaction is over before the caller hears of it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.models.audit import audit_entry
from tests.api.standing import Office, refused, unchanged
from tests.callers import citizen, staff
from tests.persons import Persons
from tests.service import Service


def denials(service: Service, trace: str) -> list[Any]:
    """What the audit log has of the request with that trace."""

    async def read() -> list[Any]:
        async with service.database.journal() as connection:
            return list(await connection.execute(select(audit_entry).where(audit_entry.c.trace_id == trace)))

    return service.run(read())


def test_every_denial_leaves_one_entry(service: Service, persons: Persons) -> None:
    office, stranger = Office(service, persons), Office(service, persons)
    path = office.plan()
    reader = staff(service, office.unit, office.person, scopes=["journal:read"])
    unit = {"name": "Rehab", "kind": "rehab", "principalType": "region", "principalName": "Region Exempel"}
    with unchanged(service):
        for answer, status in (
            (stranger.caller.get(path), 404),
            (stranger.caller.get(f"{path}/goals"), 404),
            (stranger.send("PATCH", path, '{"title": "b"}'), 404),
            (stranger.caller.post(f"{path}/units", json=unit), 404),
            (reader.patch(path, json={"title": "b"}), 403),
            (office.caller.get(f"{path}/mapping"), 403),
            (citizen(service, office.citizen).get(path), 403),
            (stranger.caller.get("/citizen/v1/plans"), 403),
        ):
            refused(answer, status)
            entries = denials(service, answer.json()["instance"].removeprefix("urn:trace:"))
            assert [entry.outcome for entry in entries] == ["denied"], f"{answer.request.url.path}: {entries}"
            assert entries[0].reason
            if entries[0].actor_kind == "staff" and answer.request.url.path.startswith(path):
                assert entries[0].plan_id == UUID(path[-36:])


def test_to_be_denied_a_look_is_to_be_denied_reading(service: Service, persons: Persons) -> None:
    """By whichever name it is judged: to look at what one has made is asked for by the name of making it."""
    office = Office(service, persons)
    writer = staff(service, office.unit, office.person, scopes=["journal:write"])
    reader = staff(service, office.unit, office.person, scopes=["journal:read"])
    one = office.plan()
    for answer, kind in (
        (writer.get("/journal/v1/calendar-subscriptions"), "Läsa"),
        (writer.get(f"/journal/v1/calendar-subscriptions/{one[-36:]}"), "Läsa"),
        (office.caller.get(f"/journal/v1/calendar-subscriptions/{one[-36:]}"), "Läsa"),
        (reader.post("/journal/v1/calendar-subscriptions", json={"until": "2026-12-01"}), "Skriva"),
        (reader.put(f"/journal/v1/calendar-subscriptions/{one[-36:]}/end"), "Skriva"),
        (reader.get("/journal/v1/audit/samples"), "Läsa"),
        (writer.post("/journal/v1/plan-searches", json={"personnummer": office.citizen}), "Läsa"),
        (writer.get(one), "Läsa"),
        (reader.patch(one, json={"title": "b"}), "Skriva"),
    ):
        [entry] = denials(service, answer.json()["instance"].removeprefix("urn:trace:"))
        assert (entry.outcome, entry.kind) == ("denied", kind), answer.request.url.path


def test_a_refused_transaction_is_over_before_the_answer(service: Service, persons: Persons) -> None:
    """No connection is left open behind a refusal: more of them than there are connections, one after the other."""
    office = Office(service, persons)
    path = office.plan()
    times, left_open = 3 * service.settings.pool_size, 0
    for _ in range(times):
        refused(office.send("PATCH", path, '{"title": 5}'), 422)
        refused(office.send("PATCH", path, '{"title": "b"}', **{"If-Match": '"9"'}), 412)
        both = (service.database._journal, service.database._citizen)
        open_now = [engine.pool.checkedout() for engine in both if engine]
        # One may be the sequencer's, which looks for a moment every second.
        assert open_now in ([0, 0], [1, 0])
        left_open += sum(open_now)
    assert left_open < times / 2
