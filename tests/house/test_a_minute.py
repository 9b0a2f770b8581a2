"""Two coordinators, two units and a citizen act at once for a minute: nothing lost, nothing torn, no mirror beside.

The coordinators hand the task to each other and count up a goal's text, each building on what she has read; the units
work at their own interventions and read the whole plan; the citizen reads her mirror. Afterwards every answer that
anybody was given is held against the versions that history has. ACTING_SECONDS sets how long; in the suite it is a
third of that.
"""

import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from pydantic.alias_generators import to_camel
from sqlalchemy import select

from app.domain.plan import PARTS, Plan
from app.models.history import plan_version
from app.repositories import history, plans
from app.services import publishing
from app.services.plan_views import APART, INSIDE
from tests.callers import check
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

SECONDS = float(os.environ.get("ACTING_SECONDS", "20"))
FINE = {200, 201, 204}
# Refusals that belong to working at once: not hers any more, overtaken, already answered, come again.
EXPECTED = FINE | {403, 404, 409, 412, 503}


@dataclass
class Actor:
    """One caller with a connection of her own, and everything that she was answered."""

    service: Service
    token: str
    path: str
    written: int = 0
    whole: list[dict[str, Any]] = field(default_factory=list)
    mirror: list[dict[str, Any]] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.service.url, timeout=30, trust_env=False)

    def ask(self, method: str, path: str, body: Any = None, tag: str = "*") -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", "If-Match": tag, "Idempotency-Key": uuid4().hex}
        if method == "GET":
            headers.pop("If-Match")
        response = self.client.request(method, path, json=body, headers=headers)
        check(response)
        self.statuses[response.status_code] += 1
        assert response.status_code in EXPECTED, f"{method} {path}: {response.text}"
        if method != "GET" and response.status_code in FINE:
            self.written += 1
        return response

    def read(self) -> dict[str, Any] | None:
        response = self.ask("GET", self.path)
        if response.status_code != 200:
            return None
        self.whole.append(response.json())
        return self.whole[-1]


def now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def count_up(actor: Actor, goal: str) -> None:
    """Reads the number in the goal's text and writes the next, if nobody else has meanwhile."""
    read = actor.ask("GET", f"{actor.path}/goals/{goal}")
    if read.status_code == 200:
        body = {"text": f"Räknare {int(read.json()['text'].split()[-1]) + 1}"}
        actor.ask("PATCH", f"{actor.path}/goals/{goal}", body, read.headers["etag"])


def coordinate(actor: Actor, other: str, goal: str, rng: random.Random) -> None:
    """What a coordinator does, whether she has the task just now or not."""
    plan = actor.read()
    pending = [one for one in (plan or {"handovers": []})["handovers"] if one["acceptedAt"] is None]
    choice = rng.random()
    if choice < 0.5:
        count_up(actor, goal)
    elif choice < 0.75:
        actor.ask("POST", f"{actor.path}/handovers", {"toId": other, "offeredAt": now()})
    else:
        for one in pending[:1]:
            actor.ask("PUT", f"{actor.path}/handovers/{one['id']}/acceptance", {"acceptedAt": now()})


def work(actor: Actor, intervention: str, rng: random.Random) -> None:
    """What a unit does: a new status of its own intervention, a note, and reading the whole plan."""
    choice = rng.random()
    if choice < 0.4:
        state = rng.choice(["needed", "ongoing", "completed"])
        path = f"{actor.path}/interventions/{intervention}/statuses"
        actor.ask("POST", path, {"state": state, "since": now()})
    elif choice < 0.5:
        actor.ask("POST", f"{actor.path}/notes", {"text": "Anteckning", "writtenAt": now()})
    else:
        actor.read()


def look(actor: Actor) -> None:
    """What the citizen does."""
    plan_id = actor.path.rsplit("/", 1)[-1]
    response = actor.ask("GET", f"/citizen/v1/plans/{plan_id}")
    assert response.status_code == 200, "her plan was gone"
    actor.mirror.append(response.json())


def for_a_while(step: Callable[[], None]) -> None:
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        step()
        # A person's pause: what is proved is that they mix, not how many fit.
        time.sleep(0.02)


@pytest.mark.slow
def test_a_minute_of_everybody_at_once(service: Service, persons: Persons) -> None:
    played = Played(service, persons, "lars-revideras", "establish")
    plan, ids = played.plan(), played.player.ids
    goal = plan["goals"][0]["id"]
    played.staff("k1").patch(f"{played.path}/goals/{goal}", json={"text": "Räknare 0"})
    first = played.plan()["version"]

    def actor(token: str | None) -> Actor:
        assert token is not None
        return Actor(service, token, played.path)

    staff = {ref: actor(played.staff(ref).token) for ref in ("k1", "k2", "ft", "lo")}
    citizen = actor(played.citizen.token)
    mine = {ids["neuro"]: "ft", ids["logo"]: "lo"}
    own = {mine.get(one["responsible"]["unitId"]): one["id"] for one in plan["interventions"]}
    steps: list[Callable[[], None]] = [
        lambda: coordinate(staff["k1"], ids["k2"], goal, random.Random()),
        lambda: coordinate(staff["k2"], ids["k1"], goal, random.Random()),
        lambda: work(staff["ft"], own["ft"], random.Random()),
        lambda: work(staff["lo"], own["lo"], random.Random()),
        lambda: look(citizen),
    ]
    with ThreadPoolExecutor(len(steps)) as at_once:
        for done in [at_once.submit(for_a_while, step) for step in steps]:
            done.result()
    versions = service.run(_versions(service, UUID(plan["id"])))
    accepted = sum(one.written for one in staff.values())
    assert versions[-1].version == first + accepted, "an accepted change is not a version of its own"
    counted = next(one.text for one in versions[-1].goals if str(one.id) == goal)
    made = len({one.text for version in versions for one in version.goals if str(one.id) == goal}) - 2
    assert counted == f"Räknare {made}", "two built on the same number"
    assert made > SECONDS / 3 and all(one.statuses[412] + one.statuses[403] for one in (staff["k1"], staff["k2"])), (
        "no race"
    )
    for one in staff.values():
        assert len(one.whole) > SECONDS / 3
        _require_whole(one.whole, versions)
    _require_mirrored(citizen.mirror, versions)
    for one in (*staff.values(), citizen):
        one.client.close()


async def _versions(service: Service, plan_id: UUID) -> list[Plan]:
    """Every version as history has it, oldest first, each followed by the next without a gap."""
    found: list[Plan] = []
    while True:
        # Some at a time: there are hundreds, and a transaction has an end.
        async with service.database.journal() as connection:
            standing = await plans.load(connection, plan_id)
            assert standing is not None
            numbers = select(plan_version.c.version).where(plan_version.c.plan_id == plan_id)
            numbers = numbers.where(plan_version.c.version > (found[-1].version if found else 0))
            following = (await connection.execute(numbers.order_by(plan_version.c.version).limit(50))).scalars().all()
            for number in following:
                version = await history.version(connection, standing, number)
                assert version is not None and version.version == number
                found.append(version)
        if not following:
            break
    assert [one.version for one in found] == list(range(1, standing.version + 1))
    assert found[-1] == standing
    return found


def _require_whole(answers: list[dict[str, Any]], versions: list[Plan]) -> None:
    """Each answer is one version, whole; and nobody reads an older one than she has read."""
    assert [one["version"] for one in answers] == sorted(one["version"] for one in answers)
    for answer in answers:
        version = versions[answer["version"] - 1]
        for name in PARTS.keys() - INSIDE - APART:
            told = {(one["id"], one["version"]) for one in answer[to_camel(name)]}
            assert told == {(str(one.id), one.version) for one in getattr(version, name)}, f"{name} is torn"


def _require_mirrored(answers: list[dict[str, Any]], versions: list[Plan]) -> None:
    """What the citizen was shown is the mirror of a version, and never of an older one than before."""
    assert len(answers) > SECONDS * 5 / 3
    bodies = []
    for version in versions:
        copy = publishing.plan_copy(version, None, version.changed_at)
        bodies.append(json.loads(copy["body"]) if copy else None)
    place = 0
    for answer in answers:
        shown = {name: value for name, value in answer.items() if name != "_links"}
        place = next((n for n in range(place, len(bodies)) if bodies[n] == shown), -1)
        assert place >= 0, "the mirror showed what no version says, or went back"
