"""When nobody at a unit reads a plan: then what is its to do is for whoever leads the plan, who does.

Source: domain rules, process: a called unit must attend, and a deviation is handled jointly; a unit that has not
answered, has said no, or cannot log in would else leave what it is to do with nobody. Whether one that is blocked
counts as absent is for who asks: it is in none of the rows of `reach.reach`, and in those of `unblocked` as if it were
not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from app.domain.during import during
from app.domain.plan import Plan
from app.domain.reach import READERS, Reach, reach
from app.domain.window import Window, either

ReadBy = dict[str, list[Window]]


def unblocked(plan: Plan) -> Iterator[Reach]:
    """Every ground that the plan would give, were nobody blocked: as far as its other readers can tell."""
    return reach(replace(plan, blocks=()))


def read_by(rows: Iterable[Reach]) -> ReadBy:
    """When these rows let somebody read the plan, by the HSA-id of her unit."""
    found: ReadBy = {}
    for row in rows:
        if row.unit is not None and row.ground in READERS:
            found.setdefault(row.unit, []).append(Window(row.since, row.until))
    return {unit: either(windows) for unit, windows in found.items()}


def reading_now(rows: Iterable[Reach], now: datetime) -> set[str]:
    """The units, by HSA-id, at which these rows let somebody read the plan at this instant."""
    reading = (row for row in rows if row.ground in READERS and during(row.since, row.until, now))
    return {row.unit for row in reading if row.unit is not None}


def away(read: ReadBy, hsa_id: str | None, since: datetime) -> Iterator[Window]:
    """The time from `since` on in which nobody at that unit reads the plan: always, where it cannot log in."""
    for one in read.get(hsa_id, ()) if hsa_id is not None else ():
        if since < one.since:
            yield Window(since, one.since)
        if one.until is None:
            return
        since = max(since, one.until)
    yield Window(since, None)
