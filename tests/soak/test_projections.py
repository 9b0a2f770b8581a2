"""A million projections and more, with a canary in whatever is withheld: not one byte of it comes out.

PROJECTIONS says how many plans are drawn; each is projected whole, with its consents and summonses. Beside that, what
is leaked when a gate is left open is counted: the same look, and it sees.
"""

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from app.domain import publication
from app.domain.goal import Goal
from app.domain.participant import Participant
from app.domain.plan import PARTS, Plan
from app.domain.visibility import drafts, projection
from app.domain.visibility.decision import Shown, Withheld, Written
from app.domain.visibility.gates import ROW_GATES
from app.domain.visibility.ledger import LEDGER
from tests.domain.canaries import rows
from tests.soak import projecting
from tests.soak.projecting import SOURCES, Found, sources, tried

PROJECTIONS = int(os.environ.get("PROJECTIONS", "1000"))
AT_ONCE = 5_000  # what one process does before it tells


def test_no_projection_leaks_a_byte() -> None:
    shares = [(seed, min(AT_ONCE, PROJECTIONS - seed)) for seed in range(0, PROJECTIONS, AT_ONCE)]
    if len(shares) == 1:
        found = tried(*shares[0])
    else:
        # A process of its own, as it would be after a start, for each core.
        with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
            found = sum(pool.map(tried, *zip(*shares, strict=True)), Found())
    print(found)
    assert found.projections == PROJECTIONS
    assert found.leaked == 0, found.example
    # What is not withheld came out, in every plan, or the line above would say nothing.
    assert found.shown > 40 * PROJECTIONS and found.planted > 200 * PROJECTIONS


def test_every_kind_of_part_and_every_withheld_text_has_its_canary() -> None:
    plan, canaries = sources()[0][0].plan, sources()[1][: len(sources()[1]) // SOURCES]
    assert all(getattr(plan, name) for name in PARTS)
    held = {(type(one.row), one.field) for one in sources()[1]}
    for row in rows(plan):
        for name, entry in LEDGER[type(row)].items():
            value = getattr(row, name)
            if isinstance(entry, Withheld) and isinstance(value, str) and not hasattr(value, "name"):
                assert (type(row), name) in held, f"{type(row).__name__}.{name} has no canary"
    assert len(canaries) > 300


def all_adopted(plan: Plan, adopted: Plan) -> Plan:
    """Without asking what has been withheld since."""
    return replace(plan, **{name: getattr(adopted, name) for name in drafts.DRAFTED})


LEFT_OPEN: dict[str, Callable[[Any], None]] = {
    "a withheld goal's sub-goals": lambda patch: patch.setitem(
        ROW_GATES, Goal, lambda lookup, one: not one.withheld_from_patient
    ),
    "a protected participant": lambda patch: patch.setitem(ROW_GATES, Participant, lambda lookup, one: True),
    "the professional wording": lambda patch: patch.setitem(
        projection.WRITTEN, Written.IN_HER_WORDS, lambda lookup, row, value: value
    ),
    "a private telephone number": lambda patch: patch.setitem(
        LEDGER[Participant], "phone", Shown("phone", hidden_when_protected=True)
    ),
    "a protected person's places": lambda patch: patch.setitem(LEDGER[Participant], "name", Shown("name")),
    "what is withheld since": lambda patch: (
        patch.setattr(drafts, "as_adopted", all_adopted),
        patch.setattr(projecting, "as_adopted", all_adopted),
    ),
    "a plan that is not released": lambda patch: patch.setattr(publication, "NOT_RELEASED", publication.TOO_YOUNG),
    "the working name": lambda patch: (
        patch.setitem(LEDGER[Plan], "title", Shown("reason")),
        patch.setitem(LEDGER[Plan], "reason", Withheld("the other is shown by its name")),
    ),
}


@pytest.mark.parametrize("what", LEFT_OPEN)
def test_what_is_left_open_is_counted(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    LEFT_OPEN[what](monkeypatch)
    found = tried(1, 200)
    assert found.leaked > 0 and found.example
