"""A step that is only tried (dryRun): the answer is the real one, and nothing is saved but that somebody has read."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.models.audit import audit_entry
from tests.api.process.acting import AFTER, coordinator, meet, ok, said_no, step, summon, written
from tests.api.process.attempts import STEPS
from tests.api.standing import _standing
from tests.callers import Caller, staff
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

# What differs between two answers to the same step: the version, when it was changed, ids made on the way, links.
VOLATILE = {"version", "changedAt", "_links"}


def _actions(service: Service, played: Played) -> list[tuple[str, str, str]]:
    async def read() -> list[tuple[str, str, str]]:
        async with service.database.journal() as connection:
            columns = (audit_entry.c.action, audit_entry.c.kind, audit_entry.c.outcome)
            query = select(*columns).where(audit_entry.c.plan_id == UUID(played.player.plan_id))
            return [(row[0], row[1], row[2]) for row in await connection.execute(query.order_by(audit_entry.c.id))]

    return service.run(read())


def _try(who: Caller, played: Played, transition: str, at: str, **more: Any) -> Any:
    """The step as a dry run, with the whole database compared: it may leave one read, or one no, in the audit log."""
    before = played.service.run(_standing(played.service))
    entries = len(_actions(played.service, played))
    answer = step(who, played, transition, at, dryRun=True, **more)
    after = played.service.run(_standing(played.service))
    assert {**after, "accesses": 0} == {**before, "accesses": 0}, transition
    added = _actions(played.service, played)[entries:]
    assert all(kind == "Läsa" or outcome == "denied" for _, kind, outcome in added) and len(added) <= 2
    return answer


def _steps(service: Service, persons: Persons, transition: str) -> tuple[Played, Caller, str, dict[str, Any]]:
    """A plan in which that step can be taken: the plan, who takes it, when, and with what."""
    until = {"offer": "create", "accept": "offer", "decline": "offer", "prepare": "consent", "establish": "meeting"}
    played = Played(service, persons, "elsa-hemgang", until.get(transition, "establish"))
    who, at, more = coordinator(played), AFTER, dict[str, Any]()
    if transition in ("offer", "accept", "decline", "prepare"):
        who = played.staff("avd")
    if transition == "prepare":
        for consent in played.case["consents"][1:]:
            played.player._consent(consent)
        named = {"participantId": played.player.ids["dsk"]}
        ok(who.put(f"{played.path}/coordinator", at=at, json=named))
        who = coordinator(played)
    if transition == "establish":
        written(played)
        more = {"approvedForPatient": True}
    if transition == "resume":
        ok(summon(who, played, at, "rehab"), 201)
    if transition == "close":
        more = {"reason": "no_longer_needed", "text": "Allt fungerar."}
    return played, who, at, more


@pytest.mark.parametrize("transition", STEPS)
def test_a_dry_run_saves_nothing_and_answers_as_the_step_would(
    service: Service, persons: Persons, transition: str
) -> None:
    """The contract: tried, and nothing saved; the answer is the plan as it would be."""
    played, who, at, more = _steps(service, persons, transition)
    before = who.get(played.path, at=at)
    versions = ok(who.get(f"{played.path}/versions", at=at))["_meta"]["totalRecords"]
    hers = played.citizen.get("/citizen/v1/plans", at=at)
    tried = ok(_try(who, played, transition, at, **more))
    again = who.get(played.path, at=at)
    assert again.json() == before.json() and again.headers["etag"] == before.headers["etag"]
    assert ok(who.get(f"{played.path}/versions", at=at))["_meta"]["totalRecords"] == versions
    assert played.citizen.get("/citizen/v1/plans", at=at).content == hers.content
    assert tried["version"] == before.json()["version"], "nothing has a next version"
    done = ok(step(who, played, transition, at, **more))
    assert tried["status"] == done["status"]
    # Parts that come with the step have ids of their own, and what is due of a notice goes by its id.
    told = {"offers", "notices", "deadlines"}
    for name in set(done) - VOLATILE - told:
        assert tried[name] == done[name], name
    assert [one["answer"] for one in tried["offers"]] == [one["answer"] for one in done["offers"]]


def test_a_closure_that_is_tried_tells_who_would_be_told(service: Service, persons: Persons) -> None:
    """The contract: the answer is the plan as it would be; domain rules, closed: everyone involved is told."""
    played, who, at, more = _steps(service, persons, "close")
    tried, done = (ok(step(who, played, "close", at, dryRun=dry, **more)) for dry in (True, False))
    told = [[one["unitId"] for one in plan["notices"]] for plan in (tried, done)]
    assert len(told[1]) == 5 and told[0] == told[1]


def test_it_leaves_one_read_in_the_audit_log(service: Service, persons: Persons) -> None:
    """PDL 4:3: who tries a step reads the plan, and that is what is logged."""
    played, who, at, more = _steps(service, persons, "close")
    entries = len(_actions(service, played))
    ok(step(who, played, "close", at, dryRun=True, **more))
    assert _actions(service, played)[entries:] == [("journal:plan.read", "Läsa", "allowed")]


def test_it_is_refused_with_the_same_list_as_the_step_itself(service: Service, persons: Persons) -> None:
    """HSL 16:4: what is missing is missing, tried or done."""
    played = Played(service, persons, "elsa-hemgang", "meeting")
    who = coordinator(played)
    tried = _try(who, played, "establish", played.at)
    done = step(who, played, "establish", played.at)
    assert tried.status_code == done.status_code == 409
    trace = {"instance": ""}
    assert tried.json() | trace == done.json() | trace
    assert len(tried.json()["errors"]) == 4


def test_it_is_refused_for_who_may_not_take_the_step(service: Service, persons: Persons) -> None:
    """Domain rules, who may do what: trying needs the right to do."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    close = {"reason": "no_longer_needed"}
    assert said_no(_try(played.staff("at"), played, "close", AFTER, **close)) == (403, "not-yours-to-do")
    assert said_no(_try(played.staff("at"), played, "annul", AFTER)) == (403, "not-yours-to-do")
    assert said_no(_try(played.colleague("hemtj", persons), played, "close", AFTER, **close))[0] == 403
    assert said_no(_try(played.staff("avd"), played, "close", AFTER, **close)) == (404, "not-found")
    unit, person = (
        next(one["hsaId"] for one in played.case[kind] if one["ref"] == ref)
        for kind, ref in (("units", "vc"), ("staff", "dsk"))
    )
    reader = staff(service, unit, person, scopes=("journal:read",))
    assert said_no(_try(reader, played, "close", AFTER, **close)) == (403, "scope-missing")


def test_it_is_refused_where_the_table_lacks_the_step(service: Service, persons: Persons) -> None:
    """Domain rules, lifecycle: a closed table, for trying too."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    for transition in ("offer", "accept", "decline", "prepare", "establish", "resume"):
        answer = _try(coordinator(played), played, transition, AFTER)
        assert said_no(answer) == (409, "not-in-this-status")
    assert played.plan(AFTER)["status"] == "established"


def test_it_builds_on_what_was_read(service: Service, persons: Persons) -> None:
    """RFC 9110 13.1.1: If-Match is required and judged as for the step itself."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    body = {"transition": "annul", "dryRun": True}
    path, who = f"{played.path}/transitions", coordinator(played)
    assert who.post(path, at=AFTER, json=body).status_code == 428
    assert who.post(path, at=AFTER, json=body, headers={"If-Match": '"2"'}).status_code == 412
    tag = who.get(played.path, at=AFTER).headers["etag"]
    ok(who.post(path, at=AFTER, json=body, headers={"If-Match": tag}))
    ok(who.post(path, at=AFTER, json=body | {"dryRun": False}, headers={"If-Match": tag}))


def test_what_belongs_to_another_step_is_refused_in_both(service: Service, persons: Persons) -> None:
    """The contract: a body is judged the same whether it is tried or done."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    for more in ({"reason": "moved"}, {"by": "person"}, {"approvedForPatient": True}):
        tried, done = (step(coordinator(played), played, "annul", AFTER, dryRun=dry, **more) for dry in (True, False))
        assert tried.status_code == done.status_code == 422
    assert played.plan(AFTER)["status"] == "established"


def test_a_revision_can_be_tried_for_its_adoption(service: Service, persons: Persons) -> None:
    """Domain rules, lifecycle: what she sees stays what was adopted, however often the next is tried."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    ok(meet(coordinator(played), played, AFTER), 201)
    hers = played.citizen.get("/citizen/v1/plans", at=AFTER)
    tried = ok(_try(coordinator(played), played, "establish", AFTER))
    assert tried["status"] == "established" and tried["revises"] is None
    assert played.citizen.get("/citizen/v1/plans", at=AFTER).content == hers.content
    assert played.plan(AFTER)["revises"] is not None
