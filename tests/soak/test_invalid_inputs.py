"""Twenty thousand wrong inputs and more: each is refused, and none is answered with a fault of the service's own.

INVALID_INPUTS says how many are to be refused (4xx); what was drawn and happened to be right is not counted. Beside
that, a reader of JSON that falls over what it did not expect is planted: the same look, and it sees.
"""

import os
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from app.http import json_body
from tests.persons import Persons
from tests.service import Service
from tests.soak.rounds import OPERATIONS, rounds
from tests.soak.wrong import draw

INVALID = int(os.environ.get("INVALID_INPUTS", "300"))


@dataclass
class Answered:
    """How many were refused, how many were taken, and what was answered 5xx or not at all."""

    refused: int = 0
    taken: int = 0
    faults: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    operations: set[str] = field(default_factory=set)


def sent(service: Service, persons: Persons, count: int, seed: int) -> Answered:
    """Sends until so many have been refused, or three times as many sent; the same ones for the same seed."""
    chance, told = random.Random(seed), Answered()
    for number, about in enumerate(rounds(service, persons)):
        if told.refused >= count or number >= 3 * count:
            return told
        one = chance.choice(OPERATIONS)
        wrong = draw(chance, one, about)
        where = f"{one.name}, {wrong.what}"
        try:
            answer = about.callers[one.name].ask(wrong.method, wrong.path, content=wrong.content, headers=wrong.headers)
        except httpx.TransportError as error:
            told.faults.append(f"{where}: {error!r}")
            continue
        told.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            told.faults.append(f"{where}: {answer.status_code}")
        elif answer.status_code >= 400:
            told.refused += 1
            told.operations.add(one.name)
        else:
            told.taken += 1
    raise AssertionError("rounds do not end")


@pytest.mark.slow
def test_no_wrong_input_is_answered_with_a_fault(service: Service, persons: Persons) -> None:
    told = sent(service, persons, INVALID, 20261126)
    print(told.refused, "refused", told.taken, "taken", dict(told.statuses))
    assert not told.faults, told.faults[:20]
    assert told.refused >= INVALID
    assert INVALID < 5_000 or told.operations == {one.name for one in OPERATIONS}


def falls_over(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """As a reader of JSON might that nobody has asked about names that come twice."""
    if len(dict(pairs)) != len(pairs):
        raise KeyError("twice")
    return dict(pairs)


@pytest.mark.slow
def test_a_reader_that_falls_over_is_seen(service: Service, persons: Persons, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_body, "_object", falls_over)
    assert any(fault.endswith(": 500") for fault in sent(service, persons, 200, 5).faults)
