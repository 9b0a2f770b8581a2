"""Statistics of a principal: counted once from what the plans say, told in multiples of five, to those who may ask."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.domain.quarter import Quarter, named, quarter_of
from app.domain.refusal import Unavailable
from app.models.audit import audit_entry
from app.models.offer import offer
from app.models.participant import participant
from app.models.plan import plan
from app.models.statistics import statistics_figures, statistics_quarter
from app.models.unit import unit
from app.repositories import plans, statistics
from app.services.counting import count
from tests.callers import Caller, staff
from tests.house.failures import no_commit_works
from tests.house.operations import trace_of
from tests.house.whole_plan import REGION, another
from tests.persons import Persons
from tests.service import Service

HOME = "/journal/v1/statistics"


def statistician(service: Service, persons: Persons, of: str = REGION, **more: Any) -> Caller:
    options: dict[str, Any] = {"scopes": ("journal:statistics",), "purpose": "Statistik"} | more
    return staff(service, persons.unit(of), persons.person(of), **options)


def count_until(service: Service, quarter: Quarter) -> list[str]:
    """Every quarter that has settled when that one has, in turn."""
    found = []
    while (name := service.run(count(service.database.journal, lambda: quarter.counted_from))) is not None:
        found.append(name)
    return found


async def _made(service: Service, quarter: Quarter) -> Counter[tuple[str, str]]:
    """By principal, how many needs and offers the tables have: asked in SQL, and not by the code that counts."""
    who = select(plan.c.id, plan.c.initiated_at, unit.c.hsa_id).where(plan.c.status != "annulled")
    who = who.join(participant, participant.c.id == plan.c.coordinator_id, isouter=True)
    home = unit.c.id == participant.c.unit_id
    begun = (participant.c.id.is_(None)) & (unit.c.id == plan.c.initiated_by_unit_id)
    found: Counter[tuple[str, str]] = Counter()
    async with service.database.journal() as connection:
        principals = {}
        for plan_id, initiated_at, hsa_id in await connection.execute(who.join(unit, home | begun)):
            if hsa_id is not None:
                principals[plan_id] = hsa_id.partition("-")[0]
                found[principals[plan_id], "initiated"] += quarter.begins <= initiated_at < quarter.ends
        for plan_id, offered_at, answer in await connection.execute(
            select(offer.c.plan_id, offer.c.offered_at, offer.c.answer)
        ):
            if plan_id in principals and quarter.begins <= offered_at < quarter.ends:
                found[principals[plan_id], answer] += 1
    return found


def figures(document: dict[str, Any]) -> dict[str, int | None]:
    return {
        f"{one['measure']} {each['category']}": each["count"] for one in document["measures"] for each in one["figures"]
    }


def test_a_quarter_is_counted_once_and_told_to_whom_it_concerns(service: Service, persons: Persons) -> None:
    seven = [another(service, persons) for _ in range(7)]
    initiated = datetime.fromisoformat(seven[0].coordinator.get(seven[0].home).json()["initiatedAt"])
    quarter = quarter_of(initiated)
    her = statistician(service, persons)
    assert her.get(f"{HOME}/{quarter.name}").status_code == 404, "not counted yet"

    counted = count_until(service, quarter)
    before_it_was_entered = quarter < quarter_of(datetime.now(UTC))
    if before_it_was_entered:
        # A need of last quarter, entered in this one, when that is the first of the service.
        counted += count_until(service, quarter.following)
        quarter = quarter.following
    assert counted[-1] == quarter.name and len(set(counted)) == len(counted)
    made = service.run(_made(service, quarter))
    answer = her.get(f"{HOME}/{quarter.name}")
    shown = figures(answer.json())
    for category, told in (
        ("initiated", "plans initiated"),
        ("accepted", "offers accepted"),
        ("none", "offers unanswered"),
    ):
        all_of_them = made[REGION, category]
        assert shown[told] == (all_of_them // 5 * 5 or None), told
    assert before_it_was_entered or (shown["plans initiated"] or 0) >= 5
    for one in answer.json()["measures"]:
        assert one["total"] == sum(each["count"] or 0 for each in one["figures"])
    totals = {one["measure"]: one["total"] for one in answer.json()["measures"]}
    # How many were adopted or closed is told by what is shown of the groups, and by nothing else.
    assert shown["plans established"] == (totals["days_from_need_to_plan"] or None)
    assert shown["plans closed"] == (totals["closures"] or None)

    # What comes later to a quarter that is counted moves nothing.
    for _ in range(6):
        another(service, persons)
    assert count_until(service, quarter) == []
    assert figures(her.get(f"{HOME}/{quarter.name}").json()) == shown
    # A principal that has nothing there is told the same as one that has a little.
    nothing = figures(statistician(service, persons, "SE7700990011").get(f"{HOME}/{quarter.name}").json())
    assert nothing.keys() == shown.keys() and set(nothing.values()) == {None}
    listed = her.get(HOME, params={"limit": 1}).json()
    assert listed["quarters"] == [{name: value for name, value in answer.json().items() if name != "_links"}]
    assert listed["_meta"]["totalRecords"] >= len(counted)
    assert her.get(HOME, params={"page": 0}).json()["quarters"] == []
    service.run(_require_that_it_stays(service))
    with no_commit_works(service):
        assert her.get(f"{HOME}/{quarter.name}").status_code == 500, "no entry, no statistics"


async def _require_that_it_stays(service: Service) -> None:
    for table in (statistics_figures, statistics_quarter):
        for change in (table.delete(), table.update().values(quarter="2001-q1")):
            with pytest.raises(DBAPIError):
                async with service.database.journal() as connection:
                    await connection.execute(change)


def test_two_at_once_count_it_once(service: Service, persons: Persons) -> None:
    """Both read all plans; the second to write finds the quarter there, and leaves it as it is."""
    another(service, persons)
    begin = service.database.journal

    async def counted(due: Quarter) -> str | None:
        try:
            return await count(begin, lambda: due.counted_from)
        except Unavailable:
            # The other one had the database; a service tries again the next minute.
            return None

    async def both() -> tuple[str, list[str | None]]:
        async with begin() as connection:
            newest = named(await statistics.newest(connection) or "")
            # Other tests' plans are older than today, on a clock of their own.
            first = await plans.first_entered_at(connection)
        assert first is not None
        due = newest.following if newest else quarter_of(first)
        return due.name, await asyncio.gather(*(counted(due) for _ in range(2)))

    due, said = service.run(both())
    assert sorted(map(str, said)) == [due, "None"]


@pytest.mark.parametrize(
    ("scopes", "purpose", "reason"),
    [
        (("journal:read", "journal:audit"), "Statistik", "scope-missing"),
        (("journal:statistics",), "Vård och behandling", "purpose-not-for-statistics"),
    ],
)
def test_who_may_not_ask_is_told_why_and_it_is_logged(
    service: Service, persons: Persons, scopes: tuple[str, ...], purpose: str, reason: str
) -> None:
    who = statistician(service, persons, scopes=scopes, purpose=purpose)
    for path in (HOME, f"{HOME}/2001-q1", f"{HOME}/nothing"):
        answer = who.get(path)
        assert answer.status_code == 403 and answer.json()["type"].endswith(f"/problems/{reason}")
        entry = service.run(_entry(service, trace_of(answer)))
        assert (entry["action"], entry["outcome"], entry["reason"]) == ("journal:statistics.read", "denied", reason)


async def _entry(service: Service, trace: str) -> Any:
    async with service.database.journal() as connection:
        return (await connection.execute(select(audit_entry).where(audit_entry.c.trace_id == trace))).mappings().one()


def test_reading_leaves_an_entry_about_nobody(service: Service, persons: Persons) -> None:
    entry = service.run(_entry(service, trace_of(statistician(service, persons).get(HOME))))
    assert (entry["action"], entry["kind"], entry["outcome"]) == ("journal:statistics.read", "Läsa", "allowed")
    assert entry["plan_id"] is entry["person_key"] is None


def test_a_quarter_that_is_none_is_not_there(service: Service, persons: Persons) -> None:
    her = statistician(service, persons)
    for name in ("2001-q1", "2026-q9", "x", "2026-Q1"):
        assert her.get(f"{HOME}/{name}").status_code == 404
