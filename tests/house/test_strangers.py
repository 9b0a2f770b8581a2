"""Every operation called by nobody, by the wrong kind of caller, without scope, and by a stranger's organisation.

None of them learns or changes anything; each denial of somebody known leaves an entry in the audit log.
"""

import re
from collections import Counter
from itertools import count
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy import func, select
from starlette.routing import Mount, Route

from app import main
from app.domain.emergency import EMERGENCY
from app.http.about import SCOPES
from app.http.route import GuardedRoute
from app.models.audit import audit_entry
from app.models.base import metadata
from tests.callers import Caller, citizen, nobody, staff, system, with_scopes
from tests.house.operations import PUBLIC, Operation, never, of_contract, of_routes, trace_of, without_instance
from tests.house.staffed_plan import ahead
from tests.house.whole_plan import TAKES_OVER, WholePlan, another
from tests.persons import Persons
from tests.service import Service

JOURNAL, CITIZEN = of_contract("journal"), of_contract("citizen")
GUARDED = [one for one in (*JOURNAL, *CITIZEN) if one.name not in PUBLIC]
ON_A_PLAN = [one for one in JOURNAL if one.on_a_plan]


@pytest.mark.parametrize("api", ["journal", "citizen"])
def test_the_contract_has_the_routes_and_the_routes_the_contract(api: str) -> None:
    assert sorted((one.method, one.path) for one in of_contract(api)) == sorted(of_routes(api))


@pytest.mark.parametrize("make", [main.journal_api, main.citizen_api])
def test_every_route_is_guarded_and_only_api_info_is_public(make: Any) -> None:
    contexts = list(iter_route_contexts(make().router.routes))
    routes = [one.original_route for one in contexts if isinstance(one.original_route, APIRoute)]
    assert routes
    assert all(isinstance(route, GuardedRoute) for route in routes)
    public = [route.path for route in routes if (route.openapi_extra or {}).get("security") == []]
    assert public == ["/api-info"]


def test_what_stands_outside_both_is_looked_at_by_name(service: Service) -> None:
    """No folder, and nothing else that no contract names: whoever adds something comes by here."""
    outer = [(type(one).__name__, one.path) for one in service.app._app.routes]
    alone = ["/calendars/{secret}.ics", "/guide", "/guide/", "/guide/style.css", "/guide/{name}", "/livez"]
    alone += ["/problems", "/problems/", "/problems/{id}", "/readyz"]
    roots = ["/citizen/v1", "/journal/v1"]
    assert sorted(outer) == [*(("Mount", root) for root in roots), *(("Route", path) for path in alone)]
    for mounted in (one for one in service.app._app.routes if isinstance(one, Mount)):
        beside = [
            one.path for one in mounted.routes if isinstance(one, Route | Mount) and not isinstance(one, APIRoute)
        ]
        assert beside == ["/docs", "/docs/assets/{name}", "/openapi.json"], mounted.path


def test_what_is_not_on_a_plan_is_looked_at_by_name() -> None:
    """A new operation without `{planId}` has no 404 to test; whoever adds one comes by here."""
    calendars = {"addCalendarSubscription", "listCalendarSubscriptions", "endCalendarSubscription"}
    calendars |= {"getCalendarSubscription"}
    audit = {"listAuditEntries", "searchAuditEntries"}
    audit |= {"drawAuditSample", "listAuditSamples", "getAuditSample", "decideAuditSample"}
    webhooks = {"addWebhookSubscription", "listWebhookSubscriptions", "getWebhookSubscription"}
    webhooks |= {"correctWebhookSubscription", "testWebhookSubscription", "addWebhookKey"}
    webhooks |= {"enableWebhookSubscription", "replayWebhookSubscription", "endWebhookSubscription"}
    statistics = {"listStatistics", "getStatistics"}
    emergency = {"openEmergencyAccess", "getPlanInEmergency"}  # by the right to open, and no other
    known = emergency | PUBLIC | {"createPlan", "listPlans", "searchPlans", "listWorklist", "listEvents"}
    known |= calendars | audit | webhooks | statistics
    known |= {"getPlanBySource", "putPlanBySource", "importPlans", "getPlanImport"}
    assert {one.name for one in JOURNAL if not one.on_a_plan} == known


def address(one: Operation, plan: WholePlan, plan_id: str | None = None) -> str:
    if one.api == "journal":
        return plan.path(one.path, plan_id)
    path = one.path.replace("{planId}", plan_id or plan.plan_id)
    return "/citizen/v1" + path.replace("{representationId}", plan.ids["representations"])


async def everything(service: Service) -> dict[str, Any]:
    """How many rows every table has, and every plan's version; the audit log aside."""
    async with service.database.journal() as connection:
        found: dict[str, Any] = {}
        for table in metadata.sorted_tables:
            if table is not audit_entry:
                found[table.name] = (await connection.execute(select(func.count()).select_from(table))).scalar_one()
        plan = metadata.tables["journal.plan"]
        found["versions"] = sorted(map(tuple, await connection.execute(select(plan.c.id, plan.c.version))))
    return found


async def entries(service: Service, traces: list[str]) -> list[Any]:
    async with service.database.journal() as connection:
        query = select(audit_entry).where(audit_entry.c.trace_id.in_(traces))
        return list((await connection.execute(query)).mappings())


def require_denials(service: Service, refused: list[tuple[Operation, httpx.Response]]) -> None:
    """Each of these answers left one entry, and it says denied."""
    assert refused
    found = service.run(entries(service, [trace_of(response) for _, response in refused]))
    outcomes: dict[str, Counter[str]] = {}
    for entry in found:
        outcomes.setdefault(entry["trace_id"], Counter())[entry["outcome"]] += 1
    wrong = [f"{one.api} {one.name}" for one, r in refused if outcomes.get(trace_of(r)) != Counter(denied=1)]
    assert not wrong, f"without exactly one entry of denial: {wrong}"
    assert all(entry["reason"] for entry in found)


@pytest.fixture
def plan(service: Service, persons: Persons) -> WholePlan:
    return another(service, persons)


def test_nobody(service: Service, plan: WholePlan) -> None:
    before = service.run(everything(service))
    for one in GUARDED:
        response = one.ask(nobody(service), address(one, plan))
        assert response.status_code == 401, f"{one.api} {one.name}: {response.status_code}"
        assert response.headers["www-authenticate"].startswith("Bearer")
        assert not response.json().get("errors"), "judged before anybody was known"
    assert service.run(everything(service)) == before


def test_public_is_public(service: Service) -> None:
    for api in ("journal", "citizen"):
        assert nobody(service).get(f"/{api}/v1/api-info").status_code == 200


def test_the_wrong_kind_of_caller(service: Service, plan: WholePlan) -> None:
    before = service.run(everything(service))
    her, machine = citizen(service, plan.number), system(service)
    refused = []
    for one in GUARDED:
        wrong: Caller = her if one.api == "journal" else plan.coordinator
        for caller in (wrong, machine):
            response = one.ask(caller, address(one, plan))
            assert response.status_code == 403, f"{one.api} {one.name}: {response.status_code}"
            unbound = caller is machine and one.name == "listEvents"
            assert response.json()["type"].endswith("/no-units-named" if unbound else "/wrong-kind-of-caller")
            refused.append((one, response))
    require_denials(service, refused)
    assert service.run(everything(service)) == before


def without_scope(service: Service, plan: WholePlan) -> Caller:
    """The coordinator herself, with a token that gives her nothing."""
    unit = next(u for u in plan.coordinator.get(plan.home).json()["units"] if u["id"] == plan.ids["own"])["hsaId"]
    return staff(service, unit, plan.hidden_numbers[0], scopes=("other:thing",))


def test_staff_without_scope(service: Service, plan: WholePlan) -> None:
    caller = without_scope(service, plan)
    before = service.run(everything(service))
    for one in JOURNAL:
        if one.name in PUBLIC:
            continue
        response = one.ask(caller, address(one, plan))
        assert response.status_code == 403, f"{one.name}: {response.status_code}"
        assert response.json()["type"].endswith("/scope-missing")
    assert service.run(everything(service)) == before


def test_a_denial_for_want_of_scope_leaves_an_entry(service: Service, plan: WholePlan) -> None:
    caller = without_scope(service, plan)
    asked = [one for one in JOURNAL if one.name not in PUBLIC]
    require_denials(service, [(one, one.ask(caller, address(one, plan))) for one in asked])


def scope_wanted(response: httpx.Response) -> str:
    """What the challenge names."""
    said = response.headers.get("WWW-Authenticate", "")
    named = re.fullmatch(r'Bearer realm="sip", error="insufficient_scope", scope="([a-z]+:[a-z]+)"', said)
    return named[1] if named else ""


def test_whoever_lacks_a_scope_is_told_which_and_of_that_one_no_more_when_she_has_it(
    service: Service, plan: WholePlan
) -> None:
    caller = without_scope(service, plan)
    wanted = {one: scope_wanted(one.ask(caller, address(one, plan))) for one in JOURNAL if one.name not in PUBLIC}
    assert set(wanted.values()) == SCOPES["journal"].keys() - {"events:read"}
    unit = next(u for u in plan.coordinator.get(plan.home).json()["units"] if u["id"] == plan.ids["own"])["hsaId"]
    for one, scope in wanted.items():
        with_it = one.ask(staff(service, unit, plan.hidden_numbers[0], scopes=(scope,)), address(one, plan))
        # Here no emergency access is let in, so that nobody's token has its scope.
        assert (scope_wanted(with_it) == scope) is (scope == EMERGENCY), one.name
    feed = system(service, unit, scopes=("other:thing",)).get("/journal/v1/events")
    assert (feed.status_code, scope_wanted(feed)) == (403, "events:read")
    assert {scope_wanted(answer) for _, answer in citizen_without_scope(service, plan)} == {"citizen:read"}


def test_a_scope_for_reading_is_none_for_writing(service: Service, plan: WholePlan) -> None:
    unit = next(u for u in plan.coordinator.get(plan.home).json()["units"] if u["id"] == plan.ids["own"])["hsaId"]
    caller = staff(service, unit, plan.hidden_numbers[0], scopes=("journal:read",))
    before = service.run(everything(service))
    for one in JOURNAL:
        if one.method != "get" and one.name != "searchPlans":
            response = one.ask(caller, address(one, plan))
            assert response.status_code == 403, f"{one.name}: {response.status_code}"
    assert service.run(everything(service)) == before


def test_whoever_may_write_and_not_read_is_answered_with_nothing_that_stands(service: Service, plan: WholePlan) -> None:
    """She may add, and end what she knows of; whatever is answered with what stood takes the right to read too."""
    caller, before = with_scopes(plan.coordinator, "journal:write"), service.run(everything(service))
    telling = [
        one for one in ON_A_PLAN if (one.method in ("patch", "put") and one.tells) or one.name == "takeTransition"
    ]
    assert len(telling) > 12 and not any(one.adds for one in telling)
    # Of these the scope is another.
    telling = [one for one in telling if one.name != "undoNumberChange"]
    for at in (None, never(plan.plan_id)):
        refused = [(one, one.ask(caller, address(one, plan, at))) for one in telling]
        assert {(answer.status_code, scope_wanted(answer)) for _, answer in refused} == {(403, "journal:read")}
        require_denials(service, refused)
    nothing = caller.patch(plan.home, json={})
    assert (nothing.status_code, scope_wanted(nothing)) == (403, "journal:read")
    assert service.run(everything(service)) == before
    goal = {"term": "short", "lifeArea": "sleep", "text": "Sova", "followUpResponsibleId": plan.ids["coordinator"]}
    assert caller.post(f"{plan.home}/goals", json=goal).status_code == 201
    path, said = plan.withdrawal()
    assert caller.put(path, json=said).status_code == 204


def test_without_scope_a_plan_cannot_be_told_from_none(service: Service, plan: WholePlan) -> None:
    caller = without_scope(service, plan)
    for one in ON_A_PLAN:
        real = one.ask(caller, address(one, plan))
        none = one.ask(caller, address(one, plan, never(plan.plan_id)))
        assert without_instance(real) == without_instance(none), one.name


def citizen_without_scope(service: Service, plan: WholePlan) -> list[tuple[Operation, httpx.Response]]:
    her = citizen(service, plan.number, scopes=("other:thing",))
    return [(one, one.ask(her, address(one, plan))) for one in CITIZEN if one.name not in PUBLIC]


def test_a_citizen_without_scope(service: Service, plan: WholePlan) -> None:
    for one, response in citizen_without_scope(service, plan):
        assert response.status_code == 403, f"{one.name}: {response.status_code}"


def test_a_citizen_without_scope_leaves_an_entry(service: Service, plan: WholePlan) -> None:
    require_denials(service, citizen_without_scope(service, plan))


def a_stranger(service: Service, persons: Persons) -> Caller:
    """With every right that a token can give at her own principal, which has no part in anything."""
    return staff(
        service, persons.unit("SE2329990023"), persons.person("SE2329990023"), scopes=(*TAKES_OVER, "journal:numbers")
    )


@pytest.mark.parametrize("ended", [False, True])
def test_a_strangers_organisation(service: Service, plan: WholePlan, persons: Persons, ended: bool) -> None:
    """With real ids of a real plan and its parts: the same answer, to the letter, as for a plan that never was."""
    if ended:
        plan.take("close", reason="moved")
        plan.ids["notices"] = plan.coordinator.get(f"{plan.home}/notices").json()["notices"][0]["id"]
    stranger = a_stranger(service, persons)
    before = service.run(everything(service))
    for one in ON_A_PLAN:
        real = one.ask(stranger, address(one, plan))
        none = one.ask(stranger, address(one, plan, never(plan.plan_id)))
        assert real.status_code == 404, f"{one.name}: {real.status_code}"
        assert without_instance(real) == without_instance(none), one.name
    assert service.run(everything(service)) == before


def test_a_stranger_leaves_an_entry(service: Service, plan: WholePlan, persons: Persons) -> None:
    stranger = a_stranger(service, persons)
    asked = [(plan_id, one) for one in ON_A_PLAN for plan_id in (plan.plan_id, never(plan.plan_id))]
    require_denials(service, [(one, one.ask(stranger, address(one, plan, plan_id))) for plan_id, one in asked])


def test_a_strangers_lists_and_searches(service: Service, plan: WholePlan, persons: Persons) -> None:
    """A person with a plan that is out of reach looks like a person without any."""
    stranger = a_stranger(service, persons)
    for path in ("plans", "worklist", "calendar-subscriptions"):
        assert stranger.get(f"/journal/v1/{path}").json()["_meta"]["totalRecords"] == 0, path
    real = stranger.post("/journal/v1/plan-searches", json={"personnummer": plan.number})
    none = stranger.post("/journal/v1/plan-searches", json={"personnummer": persons.adult()})
    assert real.json()["plans"] == []
    assert without_instance(real) == without_instance(none)


def test_a_colleague_is_shown_nothing_that_is_due_of_another_person(
    service: Service, plan: WholePlan, persons: Persons
) -> None:
    """A hand-over awaits the one who was asked, and nobody else at her unit (domain rules: to a person who accepts)."""
    handover = plan.ids["handovers"]
    whole = plan.read()
    unit = next(one for one in whole["units"] if one["id"] == plan.ids["units"])["hsaId"]
    colleague = staff(service, unit, persons.person("SE2129990023"))
    assert handover in [one["subjectId"] for one in whole["deadlines"]], "it is due"
    for caller, due in ((plan.partner, True), (colleague, False), (a_stranger(service, persons), False)):
        assert any(one["subjectId"] == handover for one in everything_due(caller)) is due


def everything_due(caller: Caller) -> list[dict[str, Any]]:
    """Her worklist, page by page."""
    found: list[dict[str, Any]] = []
    for number in count(1):
        answer = caller.get(f"/journal/v1/worklist?limit=100&page={number}").json()
        found += answer["items"]
        if not answer["items"]:
            assert len(found) == answer["_meta"]["totalRecords"]
            break
    return found


def test_a_colleague_without_the_right_takes_nothing_over(service: Service, plan: WholePlan, persons: Persons) -> None:
    """At the coordinator's principal and with every right but that one: the plan does not exist (domain rules, who may
    do what: a unit of the same principal, with the right to take over)."""
    colleague = staff(service, plan.manager_unit, persons.person())
    before = service.run(everything(service))
    scoped = {"takeOverPlan", "addNumberChange", "undoNumberChange"}
    for one in ON_A_PLAN:
        response = one.ask(colleague, address(one, plan))
        assert response.status_code == (403 if one.name in scoped else 404), one.name
    assert service.run(everything(service)) == before
    assert everything_due(colleague) == []
    assert plan.manager.get(f"{plan.home}/actions").status_code == 200


def test_whoever_may_take_over_reads_nothing_until_she_has(service: Service, plan: WholePlan) -> None:
    """The right reaches the take-over, and no plan content."""
    before = service.run(everything(service))
    for one in ON_A_PLAN:
        if one.name not in ("takeOverPlan", "listActions"):
            response = one.ask(plan.manager, address(one, plan))
            assert response.status_code == 403, f"{one.name}: {response.status_code}"
            assert "Goal text" not in response.text and "Plan title" not in response.text
    assert service.run(everything(service)) == before


def test_another_s_calendar_can_be_neither_read_nor_ended(service: Service, plan: WholePlan, persons: Persons) -> None:
    """Not by a stranger, and not by a colleague who reads the same plan."""
    made = plan.coordinator.post("/journal/v1/calendar-subscriptions", json={"until": ahead(30)})
    subscription = made.json()["id"]
    for caller in (a_stranger(service, persons), plan.partner):
        real = caller.put(f"/journal/v1/calendar-subscriptions/{subscription}/end")
        none = caller.put(f"/journal/v1/calendar-subscriptions/{never(subscription)}/end")
        assert real.status_code == 404
        assert without_instance(real) == without_instance(none)
        real = caller.get(f"/journal/v1/calendar-subscriptions/{subscription}")
        none = caller.get(f"/journal/v1/calendar-subscriptions/{never(subscription)}")
        assert real.status_code == 404
        assert without_instance(real) == without_instance(none)
    assert plan.coordinator.get(made.headers["location"]).json()["id"] == subscription
    mine = plan.coordinator.get("/journal/v1/calendar-subscriptions?limit=100").json()["subscriptions"]
    assert [one["live"] for one in mine if one["id"] == subscription] == [True]


def test_another_person_s_plan_does_not_exist(service: Service, plan: WholePlan, persons: Persons) -> None:
    other = citizen(service, persons.adult())
    real = other.get(f"/citizen/v1/plans/{plan.plan_id}")
    none = other.get(f"/citizen/v1/plans/{never(plan.plan_id)}")
    assert real.status_code == 404
    assert without_instance(real) == without_instance(none)
    for path in ("plans", "summonses", "consents", "accesses"):
        assert other.get(f"/citizen/v1/{path}").json()[path] == []


def test_another_person_s_visit_leaves_an_entry(service: Service, plan: WholePlan, persons: Persons) -> None:
    response = citizen(service, persons.adult()).get(f"/citizen/v1/plans/{plan.plan_id}")
    assert response.status_code == 404
    assert len(service.run(entries(service, [trace_of(response)]))) == 1
