"""The principal's statistics, as they were told when the quarter was counted. Reading them leaves an entry."""

from typing import Any

from app.domain.action import Action
from app.domain.policy import OUT_OF_REACH
from app.domain.quarter import named
from app.domain.refusal import Unreachable
from app.domain.statistics import Measure, figures, require_statistician, total
from app.repositories import statistics
from app.schemas.journal.statistics import FigureOut, MeasureOut, QuarterOut
from app.services import audit
from app.services.judging import noting_denial
from app.services.work import Work


async def page(work: Work, number: int, limit: int) -> tuple[list[QuarterOut], int]:
    """One page of the quarters that are counted, newest first."""
    _require(work)
    rows, count = await statistics.page(work.connection, work.actor.principal, number, limit)
    await audit.record_search(work, Action.STATISTICS_READ, None)
    return [_told(row) for row in rows], count


async def show(work: Work, quarter: str) -> QuarterOut:
    """One quarter; one that is not counted, or is none at all, is not there."""
    _require(work)
    row = await statistics.find(work.connection, work.actor.principal, quarter)
    if row is None:
        raise Unreachable(OUT_OF_REACH)
    await audit.record_search(work, Action.STATISTICS_READ, None)
    return _told(row)


def _require(work: Work) -> None:
    with noting_denial(work, Action.STATISTICS_READ):
        require_statistician(work.actor)


def _told(row: Any) -> QuarterOut:
    """Nothing stored is told as fewer than five of everything: the same as a principal with a few plans is told."""
    quarter, stored = named(row["quarter"]), row["figures"] or {}
    assert quarter is not None
    measures = []
    for measure in Measure:
        told = figures(stored, measure)
        shown = [FigureOut(category=one.category, count=one.count) for one in told]
        measures.append(MeasureOut(measure=measure, total=total(told), figures=shown))
    return QuarterOut(
        quarter=quarter.name, since=quarter.begins, until=quarter.ends, counted_at=row["counted_at"], measures=measures
    )
