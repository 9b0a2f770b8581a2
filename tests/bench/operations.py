"""What is measured: each operation's requests, and the bare query that it is compared with."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import httpx

from app.cases import Player, Problem
from app.http import minting
from tests.bench import generator
from tests.bench.people import nth
from tests.bench.processes import BenchFault
from tests.bench.seeding import Seed, case
from tests.bench.stores import BENCH_ROWS, Store

# So many different requests an operation has at most: no more than the service remembers tokens.
MOST = 2_000
FEW = 200
TAG, PERSON, COUNTER = (mark.decode() for mark in (generator.TAG, generator.PERSON, generator.COUNTER))
Arguments = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Field:
    """What the operations draw from: a store, its plans, and the numbers of persons without one."""

    store: Store
    seeds: Sequence[Seed]
    strangers: range

    @property
    def still(self) -> Sequence[Seed]:
        """Plans that no operation changes."""
        return self.seeds[: len(self.seeds) // 2]

    @property
    def changed(self) -> Sequence[Seed]:
        return self.seeds[len(self.seeds) // 2 :]


@dataclass(frozen=True, slots=True)
class Operation:
    """`once`: requests are made anew for each slice, and none is sent twice. `takes_persons`: each uses up a person."""

    name: str
    connections: tuple[int, ...]
    requests: Callable[[Field], list[str]]
    query: str
    arguments: Callable[[Field], Arguments]
    expect: int = 200
    once: bool = False
    takes_persons: bool = False


def request(method: str, path: str, token: str, body: Any = None, **fields: str) -> str:
    """The text of a request. Marks in the body are as long as what the generator puts in their place."""
    text = "" if body is None else json.dumps(body)
    lines = {"Host": "127.0.0.1", "Accept": "application/json", "Authorization": f"Bearer {token}"}
    lines |= {name.replace("_", "-"): value for name, value in fields.items()}
    if body is not None:
        kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
        lines |= {"Content-Type": kind, "Content-Length": str(len(text.encode()))}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n{text}"


@cache
def _citizen(store: Store, number: str) -> str:
    return minting.citizen(store.settings, store.ring, personnummer=number)


@cache
def _staff(store: Store, person: str, unit: str) -> str:
    return minting.staff(store.settings, store.ring, person=person, unit=unit)


def spread(all_of_them: Sequence[Any], most: int = MOST) -> list[Any]:
    """At most so many, from the whole breadth."""
    return list(all_of_them[:: -(-len(all_of_them) // most)])


def _read(field: Field) -> list[str]:
    return [request("GET", "/citizen/v1/plans", _citizen(field.store, one.personnummer)) for one in spread(field.seeds)]


def _read_first(field: Field) -> list[str]:
    tokens = (minting.citizen(field.store.settings, field.store.ring, personnummer=one.personnummer) for one in
              spread(field.seeds, FEW))  # fmt: skip
    return [request("GET", "/citizen/v1/plans", token) for token in tokens]


def _no_plan(field: Field) -> list[str]:
    return [request("GET", "/citizen/v1/plans", _citizen(field.store, nth(n))) for n in spread(field.strangers)]


def _unchanged(field: Field) -> list[str]:
    made = []
    with httpx.Client(base_url=field.store.base_url, trust_env=False) as client:
        for one in spread(field.still, FEW):
            token = _citizen(field.store, one.personnummer)
            answer = client.get("/citizen/v1/plans", headers={"Authorization": f"Bearer {token}"}).raise_for_status()
            made.append(request("GET", "/citizen/v1/plans", token, If_None_Match=answer.headers["etag"]))
    return made


def _whole(field: Field) -> list[str]:
    return [
        request("GET", f"/journal/v1/plans/{UUID(one.plan_id)}", _staff(field.store, *one.staff))
        for one in spread(field.seeds)
    ]


def _list(field: Field) -> list[str]:
    people = sorted({one.staff for one in field.seeds})
    return [request("GET", "/journal/v1/plans?limit=20", _staff(field.store, *one)) for one in spread(people)]


def _create(field: Field) -> list[str]:
    """What the player of cases sends first, with marks for what must be new each time."""
    example, sent = case(0), []
    example["id"], example["person"]["personnummer"] = COUNTER, PERSON

    def keep(asked: httpx.Request) -> httpx.Response:
        sent.append(asked)
        return httpx.Response(503)

    with httpx.Client(base_url=field.store.base_url, transport=httpx.MockTransport(keep)) as client:
        player = Player(example, client, lambda *one: _staff(field.store, *one))
        with suppress(Problem):
            next(player.play())
    token = sent[0].headers["authorization"].removeprefix("Bearer ")
    body = json.loads(sent[0].content)
    return [request("POST", sent[0].url.path, token, body, Idempotency_Key=sent[0].headers["idempotency-key"])]


def _patch(field: Field) -> list[str]:
    return [
        request(
            "PATCH",
            f"/journal/v1/plans/{UUID(one.plan_id)}/goals/{UUID(one.goal_id)}",
            _staff(field.store, *one.staff),
            {"text": f"Elsa går till affären på egen hand, för gång {COUNTER}."},
            If_Match=TAG,
        )
        for one in spread(field.changed)
    ]


_COPY = "SELECT plan_id, etag, body FROM mirror.mirrored_plan WHERE person_key = $1"
_PAGE = (
    "SELECT p.* FROM journal.plan p WHERE p.id IN (SELECT plan_id FROM journal.plan_reach WHERE unit = $1)"
    " ORDER BY p.id DESC LIMIT 20"
)


def _keys(field: Field) -> Arguments:
    return [[one.person_key] for one in spread(field.seeds)]


OPERATIONS = (
    Operation("citizen read", (1, 16, 64), _read, _COPY, _keys),
    Operation("citizen read, new token", (16,), _read_first, _COPY, _keys, once=True),
    Operation(
        "citizen read, no plan", (1, 16, 64), _no_plan, _COPY,
        lambda field: [[field.store.ring.person_key(nth(n))] for n in spread(field.strangers)],
    ),
    Operation("citizen read, unchanged", (1, 16), _unchanged, _COPY, _keys, expect=304),
    Operation(
        "whole plan, staff", (1, 16), _whole, "SELECT * FROM journal.plan WHERE id = $1",
        lambda field: [[one.plan_id] for one in spread(field.seeds)],
    ),
    Operation(
        "list of a unit, 20", (1, 16), _list, _PAGE,
        lambda field: [[unit] for unit in sorted({one.staff[1] for one in field.seeds})],
    ),
    Operation(
        "create a plan (root)", (1, 16), _create, "INSERT INTO bench_row (body) VALUES ($1)",
        lambda field: [["x" * 200]], expect=201, takes_persons=True,
    ),
    Operation(
        "patch a goal", (1, 16), _patch, "UPDATE bench_row SET body = $2 WHERE id = $1",
        lambda field: [[n, "y" * 200] for n in range(1, BENCH_ROWS + 1)],
    ),
)  # fmt: skip


def check(field: Field) -> None:
    """That what will be measured is there: one plan for a person who has one, whole, and none for a stranger."""
    one = field.seeds[-1]
    with httpx.Client(base_url=field.store.base_url, trust_env=False) as client:
        for number, expected in ((one.personnummer, 1), (nth(field.strangers[0]), 0)):
            token = _citizen(field.store, number)
            answer = client.get("/citizen/v1/plans", headers={"Authorization": f"Bearer {token}"}).raise_for_status()
            plans = answer.json()["plans"]
            if len(plans) != expected or any(len(plan["goals"]) != 4 for plan in plans):
                raise BenchFault(f"a person of {field.store.name} has {len(plans)} plans and not {expected}")
