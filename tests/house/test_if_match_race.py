"""Fifty clients correct one goal with one If-Match: one of them wins, whatever the timing."""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest

from tests.callers import JOURNAL
from tests.house.whole_plan import WholePlan, another
from tests.persons import Persons
from tests.service import Service

CLIENTS = 50
ROUNDS = int(os.environ.get("RACE_ROUNDS", "10"))


def race(service: Service, plan: WholePlan, paths: list[str], tag: str) -> list[httpx.Response]:
    """All at once, each on a connection of its own, so that none waits for another's."""
    together = Barrier(CLIENTS)
    headers = {"Authorization": f"Bearer {plan.coordinator.token}", "If-Match": tag}
    limits = httpx.Limits(max_connections=CLIENTS, max_keepalive_connections=CLIENTS)
    with httpx.Client(base_url=service.url, timeout=30, limits=limits, trust_env=False) as client:

        def correct(number: int) -> httpx.Response:
            together.wait(20)
            path = f"{plan.home}{paths[number % len(paths)]}"
            # Nobody says what stands there already, which would be taken and change nothing.
            said = f"Klient {number} mot {tag}"
            body = {"text": said} if "goals" in path else {"reason": said}
            return client.patch(path, json=body, headers=headers)

        with ThreadPoolExecutor(CLIENTS) as clients:
            return list(clients.map(correct, range(CLIENTS)))


def require_one_winner(service: Service, responses: list[httpx.Response]) -> httpx.Response:
    for response in responses:
        JOURNAL.check("PATCH", response.request.url.path.removeprefix("/journal/v1"), response)
    statuses = Counter(response.status_code for response in responses)
    assert statuses[200] == 1, f"not one winner: {statuses}"
    # Whoever waits too long for SQLite's one writer, or for a connection, is told to come again.
    assert statuses.keys() <= {200, 412, 503}, statuses
    assert statuses[412] > CLIENTS / 2, f"hardly a race: {statuses}"
    return next(response for response in responses if response.status_code == 200)


@pytest.mark.parametrize("rounds", [2, pytest.param(ROUNDS - 2, marks=pytest.mark.slow)])
def test_one_goal_one_tag_one_winner(service: Service, persons: Persons, rounds: int) -> None:
    plan = another(service, persons)
    goal = f"/goals/{plan.ids['goals']}"
    for _ in range(rounds):
        before = plan.coordinator.get(plan.home + goal)
        version = plan.coordinator.get(plan.home).json()["version"]
        won = require_one_winner(service, race(service, plan, [goal], before.headers["etag"]))
        after = plan.coordinator.get(plan.home + goal)
        assert after.status_code == 200, after.text
        assert after.json()["text"] == won.json()["text"]
        assert after.json()["version"] == before.json()["version"] + 1
        assert plan.coordinator.get(plan.home).json()["version"] == version + 1, "the losers changed nothing"


def test_the_plan_s_own_tag_has_one_winner_too(service: Service, persons: Persons) -> None:
    plan = another(service, persons)
    tag = plan.coordinator.get(plan.home).headers["etag"]
    won = require_one_winner(service, race(service, plan, [""], tag))
    assert plan.coordinator.get(plan.home).json()["reason"] == won.json()["reason"]


def test_changes_of_different_parts_all_count(service: Service, persons: Persons) -> None:
    """`*` on several goals at once: none is lost, and the plan's version has moved once for each."""
    plan = another(service, persons)
    goals = [f"/goals/{one['id']}" for one in plan.coordinator.get(plan.home).json()["goals"]]
    version = plan.coordinator.get(plan.home).json()["version"]
    responses = race(service, plan, goals, "*")
    assert {response.status_code for response in responses} <= {200, 503}
    won = sum(response.status_code == 200 for response in responses)
    assert won > 1
    assert plan.coordinator.get(plan.home).json()["version"] == version + won
