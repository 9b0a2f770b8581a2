"""What statistics have told: written once for a quarter, then only read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, and_, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.models.statistics import statistics_figures, statistics_quarter

_QUARTER, _FIGURES = statistics_quarter.c, statistics_figures.c


class AlreadyCounted(Exception):
    """Another process has counted the quarter; what it has written stands."""


async def newest(connection: AsyncConnection) -> str | None:
    """The name of the newest quarter that is counted; names sort as quarters do."""
    return (await connection.execute(select(func.max(_QUARTER.quarter)))).scalar_one()


async def add(connection: AsyncConnection, quarter: str, counted_at: datetime, figures: Mapping[str, Any]) -> None:
    """The quarter, and what is told of each principal; raises `AlreadyCounted`."""
    try:
        await connection.execute(insert(statistics_quarter).values(quarter=quarter, counted_at=counted_at))
    except IntegrityError:
        raise AlreadyCounted from None
    rows = [{"quarter": quarter, "principal": one, "figures": figures[one]} for one in sorted(figures)]
    if rows:
        await connection.execute(insert(statistics_figures), rows)


async def page(connection: AsyncConnection, principal: str, number: int, limit: int) -> tuple[list[RowMapping], int]:
    """One page of the counted quarters, newest first; `figures` is None where the principal had nothing to count."""
    total = (await connection.execute(select(func.count()).select_from(statistics_quarter))).scalar_one()
    if number < 1:
        return [], total
    query = _of(principal).order_by(_QUARTER.quarter.desc()).limit(limit).offset((number - 1) * limit)
    return list((await connection.execute(query)).mappings()), total


async def find(connection: AsyncConnection, principal: str, quarter: str) -> RowMapping | None:
    """One counted quarter; None when it is not counted."""
    query = _of(principal).where(_QUARTER.quarter == quarter)
    return (await connection.execute(query)).mappings().one_or_none()


def _of(principal: str) -> Any:
    mine = and_(_FIGURES.quarter == _QUARTER.quarter, _FIGURES.principal == principal)
    query = select(_QUARTER.quarter, _QUARTER.counted_at, _FIGURES.figures)
    return query.select_from(statistics_quarter.outerjoin(statistics_figures, mine))
