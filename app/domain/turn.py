"""Whom an event lets in or out: how it turned each unit's reach of the plan, one pure rule over the rows of `reach`.

Whoever reads the plan now may know of every event in it, as she may read every version. What is stored beside an event
is for the others: a unit that it let out must learn that the plan is no longer hers to read, from that event and from
no later one; and a unit that it let in without reading (called, notified, asked to take over the task) learns of that
event and of no other. Nobody who was not in reach before or after it is ever told of it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from app.domain.during import during
from app.domain.event import Event
from app.domain.reach import READERS, Ground, Reach

# The take-over of an orphaned plan is found by the worklist, and gives nothing to follow before it is done.
NOT_FOLLOWED = frozenset({Ground.PRINCIPAL})
BLOCKS = frozenset({Event.BLOCK_ADDED, Event.BLOCK_LIFTED})
# What lets in without reading and says to what: a call, a task that is offered, a closure to be told of.
OWN_NAMES = frozenset(one for one in Event if one.startswith(("summons.", "handover."))) | {
    Event.PLAN_CLOSE,
    Event.PLAN_LAPSED,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One unit, or one person at it (HSA-ids), let in or out."""

    unit: str
    person: str | None
    let_in: bool


def turns(before: Collection[Reach], after: Collection[Reach], now: datetime) -> Iterator[Turn]:
    """`before`: the rows that held until the event; `after`: those from it on, of which the ones count that hold."""
    held = [row for row in before if row.ground not in NOT_FOLLOWED]
    holding = [row for row in after if row.ground not in NOT_FOLLOWED and during(row.since, row.until, now)]
    whom = {(row.unit, row.person) for row in (*held, *holding) if row.unit is not None}
    for unit, person in sorted(whom, key=lambda one: (one[0], one[1] or "")):
        had, has = _grounds(held, unit, person), _grounds(holding, unit, person)
        if (had & READERS and not has & READERS) or (had and not has):
            yield Turn(unit, person, let_in=False)
        if has - had and not has & READERS:
            yield Turn(unit, person, let_in=True)


def _grounds(rows: Collection[Reach], unit: str, person: str | None) -> frozenset[Ground]:
    return frozenset(row.ground for row in rows if row.unit == unit and row.person in (None, person))


def told_as(stored: str, *, removed: bool, reads: bool, leads: bool) -> str:
    """How an event is called before whoever is told of it; `removed`: it let her out; `leads`: she leads the plan.

    By what she was let out is not hers to know: were a withdrawal or a closure named, what is not named would be a
    block (spärr), and whom the person has blocked must not be able to tell while she is out. When she is let in again
    the name is told where it says what she is let in to, and a block's only to those who may read the blocks.
    """
    if removed:
        return Event.REACH_ENDED
    if not reads:
        return stored if stored in OWN_NAMES else Event.REACH_CHANGED
    # By a name that many changes have: one of its own would be told of blocks alone.
    return stored if leads or stored not in BLOCKS else Event.PLAN_CORRECTED
