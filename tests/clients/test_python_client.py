"""A Python client that is generated from the committed contracts does the main job against the real service."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.http import minting
from tests.callers import CANARY
from tests.persons import Persons
from tests.service import Service

# Generating takes some seconds.
pytestmark = pytest.mark.slow
REGION, MUNICIPALITY = "SE2329990015", "SE2129990023"
MAPPING = f"Tre trappor utan hiss. {CANARY}"


@pytest.fixture
def job(service: Service, persons: Persons, python_clients: list[Path]) -> Iterator[Any]:
    """A plan that has just been created."""
    made: Any = importlib.import_module("tests.clients.python_job")
    journal: Any = importlib.import_module("sip_journal_client")
    citizen: Any = importlib.import_module("sip_citizen_client")
    units = [persons.unit(REGION), persons.unit(MUNICIPALITY)]
    people = [persons.person(REGION), persons.person(MUNICIPALITY)]
    number = persons.adult()
    settings, keys = service.settings, service.keys
    staff = [
        journal.AuthenticatedClient(
            base_url=f"{service.url}/journal/v1",
            token=minting.staff(settings, keys, unit=unit, person=person),
            raise_on_unexpected_status=True,
        )
        for unit, person in zip(units, people, strict=True)
    ]
    portal = citizen.AuthenticatedClient(
        base_url=f"{service.url}/citizen/v1",
        token=minting.citizen(settings, keys, personnummer=number),
        raise_on_unexpected_status=True,
    )
    with staff[0], staff[1], portal:
        yield made.Job(*staff, portal, units[0], people[0], units[1], people[1], number, MAPPING)


def established(job: Any) -> None:
    for step in (job.people, job.consents, job.prepare, job.meet, job.agree, job.establish):
        step()


def test_the_main_job(job: Any) -> None:
    established(job)
    assert job.shown() == [], "established, but not yet released"
    job.release()
    (plan,) = job.shown()
    assert plan.id == job.plan.id
    assert [goal.text for goal in plan.goals] == ["Gå till affären."]
    assert plan.first_follow_up_on == job.first_follow_up
    job.follow_up()
    (plan,) = job.shown()
    assert [one.outcome for one in plan.follow_ups] == ["Hon går till affären."]
    assert job.withdraw().status_code == 204
    assert job.shown() == []
    assert any(consent.withdrawn_at for plan in job.shown_consents() for consent in plan.consents), (
        "that it was withdrawn is hers to see"
    )


def test_the_same_key_is_the_same_plan(job: Any) -> None:
    """A retry gives the first answer; another body with the same key is refused, and no plan is made."""
    from sip_journal_client.api.plans import create_plan

    key = job.key()
    first, again = (create_plan.sync_detailed(client=job.region, body=job.body, idempotency_key=key) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.parsed == again.parsed and first.parsed.id != job.plan.id
    job.body.title = "En annan"
    refused = create_plan.sync_detailed(client=job.region, body=job.body, idempotency_key=key)
    assert problem(refused, 422).type_.endswith("/problems/idempotency-key-reused")


def test_who_has_read_an_older_version_does_not_write(job: Any) -> None:
    for step in (job.people, job.consents, job.prepare, job.meet, job.agree):
        step()
    read = f'"{job.goal.version}"'
    changed = job.reword(read)
    assert changed.status_code == 200 and changed.parsed.text == "Gå till affären varje dag."
    assert changed.parsed.version > job.goal.version
    assert problem(job.reword(read), 412).title


def test_what_the_law_still_wants_comes_as_a_typed_problem(job: Any) -> None:
    """Establishing right after the meeting: 409, and each thing that is missing with its own code."""
    from sip_journal_client import models
    from sip_journal_client.api.plans import get_plan
    from sip_journal_client.api.transitions import take_transition

    for step in (job.people, job.consents, job.prepare, job.meet):
        step()
    body = models.TransitionIn(transition=models.Step.ESTABLISH)
    refused = take_transition.sync_detailed(client=job.region, plan_id=job.plan.id, body=body, if_match=job.tag)
    assert len({one.code for one in problem(refused, 409).errors}) > 1
    never = get_plan.sync_detailed(client=job.municipality, plan_id=UUID(int=job.plan.id.int ^ 0xFFFF))
    assert problem(never, 404).type_.endswith("/problems/not-found")


def problem(answer: Any, status: int) -> Any:
    """The typed problem of an answer that has that status."""
    from sip_journal_client.models import Problem

    assert answer.status_code == status, answer.content
    assert isinstance(answer.parsed, Problem) and answer.parsed.status == status
    assert answer.parsed.instance.startswith("urn:trace:")
    return answer.parsed
