"""What is stored of reach is what the oracle says: single reads, lists, worklist and feed, of every relation and state.

The plans are those of the access matrix and of its consents (`tests.domain.relations`, `tests.domain.consents`), stored
by the one door; everybody who stands there in any relation asks about all of them. The oracle knows nothing of rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from app import tending
from app.domain.actor import Staff
from app.domain.deadline import deadlines
from app.domain.personnummer import born
from app.domain.plan import PARTS, ClosingReason, Plan, PlanStatus
from app.repositories import deadlines as stored_deadlines
from app.repositories import feed, persons, reach
from app.services import changes
from app.services.sequencing import catch_up
from app.services.work import NO_TRACE, Work
from tests.conftest import database_url
from tests.domain import access
from tests.domain.consents import SHARINGS, SIPS, with_both
from tests.domain.plans import NOW, staff, uid
from tests.domain.relations import COORDINATING, RELATIONS, STATES, plan_of
from tests.house.whole_plan import _renamed
from tests.persons import Persons
from tests.persons import number as made_number
from tests.service import Service, development

pytestmark = pytest.mark.slow
EVERYBODY = list(dict.fromkeys(who for _, who, _ in RELATIONS.values()))
SCOPES = ("journal:read journal:write", "journal:read journal:write journal:takeover")
# To be let in by these is no reading; whoever only may take over (`principal`) is told of no event.
TOLD_THAT_SHE_IS_LET_IN = {"called", "successor", "notified"}


@dataclass
class Stored:
    service: Service
    plans: dict[str, Plan]

    def expected(self, actor: Staff) -> dict[str, set[str]]:
        return {name: access.roles(actor, plan, NOW) for name, plan in self.plans.items()}

    def named(self, ids: Any) -> list[str]:
        names = {plan.id: name for name, plan in self.plans.items()}
        return sorted(names[one] for one in ids)


def drawn() -> Iterator[tuple[str, Plan]]:
    """Each relation established, closed, and in one more state, so that each state has relations of many kinds; and
    every standing of either consent beside one that holds, in a plan that two units share."""
    always = [(PlanStatus.ESTABLISHED, None), (PlanStatus.CLOSED, ClosingReason.NO_LONGER_NEEDED)]
    for place, relation in enumerate(RELATIONS):
        for status, why in dict.fromkeys([*always, STATES[place % len(STATES)]]):
            yield f"{relation}: {status} {why}", plan_of(relation, status, why)
    for sip_said, said in dict.fromkeys([*product(SIPS, ["given"]), *product(["given"], SHARINGS)]):
        plan = with_both(plan_of("the main responsible", PlanStatus.MET), sip_said, said)
        yield f"SIP {sip_said}, information {said}", plan


@pytest.fixture(scope="module")
def stored(
    request: pytest.FixtureRequest, database_kind: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stored]:
    folder: Path = tmp_path_factory.mktemp("matrix")
    url = database_url(request, database_kind, f"matrix_{uuid4().hex[:8]}")
    patch = pytest.MonkeyPatch()
    # Consents that have ended long ago are not swept meanwhile: reach must be right without it.
    patch.setattr(tending, "MINUTE_SECONDS", 24 * 3600)
    service = Service(database_kind, development(folder, database_url=url, database_seconds=20, queue_seconds=10))
    people, found = Persons(), {}
    for place, (name, plan) in enumerate(drawn()):
        found[name] = service.run(_store(service, place, plan, people))
    service.run(catch_up(service.database.journal))
    yield Stored(service, found)
    service.stop()
    patch.undo()


async def _store(service: Service, place: int, plan: Plan, people: Persons) -> Plan:
    """By ids that are no other plan's; changed just now, so that its event tells of reach as it is now."""
    plan = replace(_called_anew(plan), changed_at=NOW)
    parts = [part for name in PARTS for part in getattr(plan, name)]
    plan = _renamed(plan, {one.id: UUID(int=(place + 1) << 80 | one.id.int) for one in (plan, plan.person, *parts)})
    grown = plan.person.born.year < 2000
    number = people.adult() if grown else made_number(plan.person.born, 980 + place % 20)
    if grown:
        plan = replace(plan, person=replace(plan.person, born=born(number)))
    key = service.keys.person_key(number)
    async with service.database.journal() as connection:
        hers = replace(plan.person, key=key, sealed_number=service.keys.seal(number))
        plan = replace(plan, person=await persons.take(connection, hers))
        work = Work(connection, staff(*COORDINATING), service.keys, NOW, datetime.now(UTC), NO_TRACE)
        await changes.create(work, plan)
    return plan


def _called_anew(plan: Plan) -> Plan:
    """A unit stands once in a summons, so the second time it is by another."""
    invitations, more = list(plan.invitations), []
    for place, one in enumerate(invitations):
        if any((one.summons_id, one.unit_id) == (first.summons_id, first.unit_id) for first in invitations[:place]):
            more.append(replace(plan.summonses[0], id=uid(950 + place)))
            invitations[place] = replace(one, summons_id=more[-1].id)
    return replace(plan, invitations=tuple(invitations), summonses=(*plan.summonses, *more))


@pytest.mark.parametrize("scopes", SCOPES, ids=["staff", "who may take over"])
@pytest.mark.parametrize("who", EVERYBODY, ids="@".join)
def test_what_is_stored_is_what_the_oracle_says(stored: Stored, who: tuple[str, str], scopes: str) -> None:
    actor = staff(*who, scopes)
    held = stored.expected(actor)
    reads = {
        name: access.answer("plan.read", set(actor.scopes), roles, stored.plans[name].status) == "yes"
        for name, roles in held.items()
    }

    async def ask() -> dict[str, list[str]]:
        async with stored.service.database.journal() as connection:
            single = [one.id for one in stored.plans.values() if await reach.within(connection, actor, NOW, one.id)]
            listed, total = await reach.page(connection, actor, NOW, 1, 1000)
            assert total == len(listed)
            rows, due_total = await stored_deadlines.page(connection, actor, NOW, 1, 5000)
            assert due_total == len(rows)
            newest = await feed.newest(connection)
            events = await feed.known(connection, actor, NOW, 0, newest, 5000)
            assert not any(one.removed for one in events), "nobody has been let out of anything"
            due = sorted(f"{stored.named([row['plan_id']])[0]}: {row['kind']} {row['subject_id']}" for row in rows)
            told = [one.plan_id for one in events]
        return {"single": stored.named(single), "list": stored.named(listed), "due": due, "feed": stored.named(told)}

    follows = {name: reads[name] or bool(roles & TOLD_THAT_SHE_IS_LET_IN) for name, roles in held.items()}
    assert stored.service.run(ask()) == {
        "single": sorted(name for name, roles in held.items() if roles),
        "list": sorted(name for name, yes in reads.items() if yes),
        "due": sorted({line for name, plan in stored.plans.items() for line in _due(name, plan, actor, held[name])}),
        "feed": sorted(name for name, yes in follows.items() if yes),
    }


def _due(name: str, plan: Plan, actor: Staff, roles: set[str]) -> Iterator[str]:
    """What is due of that plan for her: of her unit or principal, on a ground that the oracle gives her."""
    reads = access.answer("plan.read", {"journal:read"}, roles, plan.status) == "yes"
    for row in deadlines(plan):
        hers = row.unit == actor.unit or (row.unit is None and row.principal == actor.principal)
        now = row.since <= NOW and (row.until is None or row.until > NOW)
        if hers and now and (reads if row.ground is None else str(row.ground) in roles):
            yield f"{name}: {row.kind} {row.subject_id}"


def test_every_relation_every_state_and_every_ground_is_among_them(stored: Stored) -> None:
    for word in [*RELATIONS, *(f"SIP {one}," for one in SIPS), *(f"information {one}" for one in SHARINGS)]:
        assert any(word in name for name in stored.plans), word
    assert {(plan.status, plan.closing_reason) for plan in stored.plans.values()} == set(STATES)
    asking = [staff(*who, SCOPES[1]) for who in EVERYBODY]
    met = {role for actor in asking for roles in stored.expected(actor).values() for role in roles}
    assert met == set(access.ROLES.values())
