"""Emergency access in the log: each opening, reading and no leaves its entry, and without an entry there is nothing."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from app.domain.action import Action
from app.domain.actor import Staff
from app.repositories import audit
from tests.api.numbers import plan_of
from tests.api.standing import Office
from tests.api.test_emergency_access import ADDRESS, ELSEWHERE, MAY, SAYING, SCOPES
from tests.callers import Caller, citizen, staff
from tests.house.failures import fail_at, no_commit_works
from tests.house.operations import never, trace_of
from tests.house.test_strangers import entries, everything
from tests.house.whole_plan import WholePlan, another
from tests.house.whole_reading import emergencies_allowed
from tests.persons import Persons
from tests.service import Service

Wall = Callable[[Service], AbstractContextManager[Any]]


@pytest.fixture(autouse=True)
def _allowed(service: Service) -> Iterator[None]:
    with emergencies_allowed(service):
        yield


@pytest.fixture
def plan(service: Service, persons: Persons) -> WholePlan:
    return another(service, persons)


@pytest.fixture
def who(persons: Persons) -> Staff:
    """A doctor whom nobody in the plan knows."""
    unit, person = persons.unit(ELSEWHERE), persons.person(ELSEWHERE)
    return Staff(person=person, unit=unit, principal=ELSEWHERE, purpose="", client="", scopes=frozenset())


def doctor(service: Service, who: Staff, **more: Any) -> Caller:
    return staff(service, who.unit, who.person, **MAY | more)


def opened(caller: Caller, plan: WholePlan) -> httpx.Response:
    return caller.post(ADDRESS, json=SAYING | {"planId": plan.plan_id})


def home(made: httpx.Response) -> str:
    assert made.status_code == 201, made.text
    return f"{ADDRESS}/{made.json()['id']}/plan"


def the_entry(service: Service, answer: httpx.Response) -> Any:
    found = service.run(entries(service, [trace_of(answer)]))
    assert len(found) == 1, f"{answer.status_code} left {len(found)} entries"
    return found[0]


@pytest.mark.parametrize("by", ["planId", "personnummer"])
def test_the_opening_and_each_reading_leave_their_own(service: Service, plan: WholePlan, who: Staff, by: str) -> None:
    caller = doctor(service, who)
    made = caller.post(ADDRESS, json=SAYING | {by: plan.plan_id if by == "planId" else plan.number})
    reads = [caller.get(home(made)) for _ in range(2)]
    for answer, action in ((made, Action.EMERGENCY_OPEN), *((read, Action.EMERGENCY_READ) for read in reads)):
        assert answer.status_code < 300
        entry = the_entry(service, answer)
        assert (entry["action"], entry["kind"]) == (f"journal:{action}", "Nödöppning")
        assert (entry["outcome"], entry["reason"]) == ("allowed", None)
        assert entry["plan_id"] == UUID(plan.plan_id)
        assert entry["person_key"] == service.keys.person_key(plan.number)
        assert (entry["actor_kind"], entry["person"], entry["unit"]) == ("staff", who.person, who.unit)
        assert entry["unit_name"] == "Enligt egen uppgift: Akutmottagningen"
        assert entry["principal_name"] == f"{ELSEWHERE}, enligt egen uppgift: Region Exempel"
        assert (entry["principal"], entry["purpose"]) == (ELSEWHERE, "Nödöppning")
        assert entry["client"] and entry["coordinated_by"]
        assert "Medvetslös" not in str(dict(entry))


@contextmanager
def no_entry_is_taken(_: Service) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        fail_at(patch, audit, "add")
        yield


@pytest.mark.parametrize("failure", [no_entry_is_taken, no_commit_works])
def test_without_its_entry_nothing_is_opened_or_read(
    service: Service, plan: WholePlan, who: Staff, failure: Wall
) -> None:
    caller = doctor(service, who)
    path = home(opened(caller, plan))
    before = service.run(everything(service))
    with failure(service):
        answers = [opened(caller, plan), caller.get(path)]
    for answer in answers:
        assert answer.status_code == 500
        assert plan.plan_id not in answer.text and "Goal text" not in answer.text
        assert not {"etag", "location"} & answer.headers.keys()
        assert service.run(entries(service, [trace_of(answer)])) == []
    assert service.run(everything(service)) == before
    assert caller.get(path).status_code == opened(caller, plan).status_code - 1 == 200, "when it works"


def test_a_no_that_cannot_be_logged_is_an_error(service: Service, plan: WholePlan, who: Staff) -> None:
    caller, wrong = doctor(service, who), doctor(service, who, purpose="Vård och behandling")
    with no_entry_is_taken(service):
        for answer in (opened(wrong, plan), caller.get(f"{ADDRESS}/{never(plan.plan_id)}/plan")):
            assert answer.status_code == 500


def closed(plan: WholePlan) -> None:
    where, body = plan.withdrawal()
    assert plan.coordinator.put(where, json=body).status_code == 204


REFUSED: list[tuple[str, dict[str, Any], int, str]] = [
    ("another purpose", {"purpose": "Vård och behandling"}, 403, "purpose-not-emergency"),
    ("no purpose of care", {"purpose": "Kvalitetssäkring"}, 403, "purpose-not-emergency"),
    ("no right", {"scopes": SCOPES[:3]}, 403, "scope-missing"),
    ("no plan", {}, 404, "not-found"),
    ("no consent", {}, 404, "not-found"),
]


@pytest.mark.parametrize("by", ["planId", "personnummer"])
@pytest.mark.parametrize(("why", "token", "status", "reason"), REFUSED)
def test_each_try_that_is_refused_leaves_one(
    service: Service, persons: Persons, plan: WholePlan, who: Staff,
    why: str, token: dict[str, Any], status: int, reason: str, by: str,
) -> None:  # fmt: skip
    """About her where her number was given, and about the plan where it was named."""
    plan_id, number = plan.plan_id, plan.number
    if why == "no plan":
        plan_id, number = never(plan.plan_id), persons.adult()
    if why == "no consent":
        closed(plan)
    answer = doctor(service, who, **token).post(ADDRESS, json=SAYING | {by: plan_id if by == "planId" else number})
    assert answer.status_code == status, answer.text
    entry = the_entry(service, answer)
    assert (entry["outcome"], entry["reason"]) == ("denied", reason)
    assert (entry["action"], entry["kind"]) == (f"journal:{Action.EMERGENCY_OPEN}", "Nödöppning")
    assert (entry["person"], entry["unit"], entry["purpose"]) == (
        who.person, who.unit, token.get("purpose", "Nödöppning"),
    )  # fmt: skip
    if by == "planId":
        assert entry["plan_id"] == UUID(plan_id)
    else:
        assert entry["person_key"] == service.keys.person_key(number)


def test_with_the_setting_off_too(service: Service, plan: WholePlan, who: Staff) -> None:
    before = service.settings.emergency_access
    assert before is False
    (journal,) = [each.app for each in service.app._app.routes if getattr(each, "path", "") == "/journal/v1"]
    journal.state.settings = service.settings
    answer = doctor(service, who).post(ADDRESS, json=SAYING | {"personnummer": plan.number})
    assert answer.status_code == 403
    entry = the_entry(service, answer)
    assert (entry["outcome"], entry["reason"], entry["kind"]) == ("denied", "scope-missing", "Nödöppning")
    assert entry["person_key"] == service.keys.person_key(plan.number)


@pytest.mark.parametrize("why", ["over", "another's", "never was", "withdrawn", "another purpose"])
def test_each_reading_that_is_refused_leaves_one(
    service: Service, persons: Persons, plan: WholePlan, who: Staff, why: str
) -> None:
    caller = doctor(service, who)
    path, options = home(opened(caller, plan)), {}
    if why == "over":
        options["at"] = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    elif why == "another's":
        caller = staff(service, who.unit, persons.person(ELSEWHERE), **MAY)
    elif why == "never was":
        path = f"{ADDRESS}/{never(plan.plan_id)}/plan"
    elif why == "withdrawn":
        closed(plan)
    else:
        caller = doctor(service, who, purpose="Vård och behandling")
    answer = caller.get(path, **options)
    assert answer.status_code == (403 if why == "another purpose" else 404)
    entry = the_entry(service, answer)
    assert entry["outcome"] == "denied" and entry["reason"]
    assert (entry["action"], entry["kind"]) == (f"journal:{Action.EMERGENCY_READ}", "Nödöppning")
    if why in ("over", "another's", "withdrawn"):
        assert entry["plan_id"] == UUID(plan.plan_id)
        assert entry["person_key"] == service.keys.person_key(plan.number)
    assert entry["unit"] == who.unit


class Opened:
    """By her number, when she had one plan; since then she has a newer one."""

    def __init__(self, service: Service, persons: Persons, who: Staff) -> None:
        self.service, self.who, self.office, self.number = service, who, Office(service, persons), persons.adult()
        self.key = {"Idempotency-Key": str(uuid4())}
        self.older = plan_of(self.office, self.number)
        self.first = self.asked()
        assert self.first.status_code == 201, self.first.text
        self.newer = plan_of(self.office, self.number)

    def asked(self, **token: Any) -> httpx.Response:
        """The very same request."""
        body = SAYING | {"personnummer": self.number}
        return doctor(self.service, self.who, **token).post(ADDRESS, json=body, headers=self.key)

    def told(self) -> list[str]:
        """Of which plans she herself is told, newest first, that somebody came to them in an emergency."""
        hers = citizen(self.service, self.number).get("/citizen/v1/accesses?limit=100").json()["accesses"]
        return [one["planId"] for one in hers if one["purpose"] == "Vård i en nödsituation"]


def test_a_retry_is_of_the_plan_that_was_opened_though_a_newer_one_is_there(
    service: Service, persons: Persons, who: Staff
) -> None:
    opened = Opened(service, persons, who)
    again = opened.asked()
    assert (again.status_code, again.content) == (201, opened.first.content)
    entry = the_entry(service, again)
    assert (entry["outcome"], entry["plan_id"]) == ("allowed", UUID(opened.older[-36:]))
    assert (entry["action"], entry["kind"]) == (f"journal:{Action.EMERGENCY_OPEN}", "Nödöppning")
    assert opened.told() == [opened.older[-36:]] * 2


def test_a_retry_is_denied_about_that_plan_once_its_consent_is_withdrawn(
    service: Service, persons: Persons, who: Staff
) -> None:
    opened = Opened(service, persons, who)
    office = opened.office.caller
    (sip,) = office.get(opened.older).json()["consents"]
    said = {"withdrawnBy": "person", "withdrawnAt": datetime.now(UTC).isoformat()}
    assert office.put(f"{opened.older}/consents/{sip['id']}/withdrawal", json=said).status_code < 300
    again = opened.asked()
    assert again.status_code == 404 and opened.first.json()["id"] not in again.text
    entry = the_entry(service, again)
    assert (entry["outcome"], entry["plan_id"]) == ("denied", UUID(opened.older[-36:]))
    assert entry["person_key"] == service.keys.person_key(opened.number)


def test_a_retry_takes_the_right_as_the_opening_did(service: Service, persons: Persons, who: Staff) -> None:
    opened = Opened(service, persons, who)
    again = opened.asked(purpose="Vård och behandling")
    assert again.status_code == 403
    entry = the_entry(service, again)
    assert (entry["outcome"], entry["reason"]) == ("denied", "purpose-not-emergency")
    assert entry["person_key"] == service.keys.person_key(opened.number)
