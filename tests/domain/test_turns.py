"""Whom an event lets in and out: `turn.turns`, every way from one ground to another."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from app.domain.event import Event
from app.domain.reach import READERS, Ground, Reach
from app.domain.turn import NOT_FOLLOWED, Turn, told_as, turns

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
DAY = timedelta(days=1)
UNIT, HER = "SE2329990015-E1", "SE2329990015-P1"


def row(
    ground: Ground, person: str | None = None, *, since: datetime = NOW - DAY, until: datetime | None = None
) -> Reach:
    return Reach(ground, UNIT, person, since, until)


def turned(before: list[Reach], after: list[Reach]) -> set[tuple[str | None, bool]]:
    found = list(turns(before, after, NOW))
    assert all(one.unit == UNIT for one in found)
    assert len(set(found)) == len(found), "told twice"
    return {(one.person, one.let_in) for one in found}


@pytest.mark.parametrize(("had", "has"), list(product([None, *Ground], repeat=2)))
def test_every_way_from_one_ground_to_another(had: Ground | None, has: Ground | None) -> None:
    """Let out: read it and reads it no more, or is left with nothing. Let in without reading: a ground that is new."""
    followed = [one for one in (had, has) if one not in NOT_FOLLOWED]
    had, has = (one if one in followed else None for one in (had, has))
    expected = set()
    if (had in READERS and has not in READERS) or (had is not None and has is None):
        expected.add((None, False))
    if has is not None and has not in READERS and has is not had:
        expected.add((None, True))
    assert turned([row(had)] if had else [], [row(has)] if has else []) == expected


def test_a_person_who_loses_the_task_still_reads_with_her_unit() -> None:
    whole = row(Ground.PARTICIPANT)
    assert turned([whole, row(Ground.COORDINATOR, HER)], [whole]) == set()
    assert turned([row(Ground.COORDINATOR, HER)], []) == {(HER, False)}
    # The unit is let out, and she who coordinates is not: she reads the event itself.
    assert turned([whole, row(Ground.COORDINATOR, HER)], [row(Ground.COORDINATOR, HER)]) == {(None, False)}


def test_what_does_not_hold_now_lets_nobody_in() -> None:
    later = row(Ground.CALLED, since=NOW + DAY)
    over = row(Ground.PARTICIPANT, until=NOW)
    assert turned([], [later]) == set()
    assert turned([row(Ground.PARTICIPANT)], [over]) == {(None, False)}


def test_a_principal_s_right_to_take_over_is_not_followed() -> None:
    right = Reach(Ground.PRINCIPAL, None, None, NOW - DAY, None, principal="SE2329990015")
    assert list(turns([], [right], NOW)) == list(turns([right], [], NOW)) == []


def test_what_let_her_out_is_never_named() -> None:
    for event in Event:
        for reads, leads in product((True, False), repeat=2):
            assert told_as(event, removed=True, reads=reads, leads=leads) == Event.REACH_ENDED
        assert told_as(event, removed=False, reads=True, leads=True) == event


def test_a_block_is_named_to_those_who_lead_and_a_way_in_only_where_it_says_to_what() -> None:
    blocks = {Event.BLOCK_ADDED, Event.BLOCK_LIFTED}
    for event in Event:
        reader = told_as(event, removed=False, reads=True, leads=False)
        assert reader == (Event.PLAN_CORRECTED if event in blocks else event)
        let_in = told_as(event, removed=False, reads=False, leads=False)
        named = event.partition(".")[0] in ("summons", "handover") or event in (Event.PLAN_CLOSE, Event.PLAN_LAPSED)
        assert let_in == (event if named else Event.REACH_CHANGED)
    assert Turn(UNIT, None, True) != Turn(UNIT, None, False)
