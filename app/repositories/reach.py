"""The stored form of `reach.reach`: written by the one door, read by lists."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, delete, exists, func, insert, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.actor import Staff, System
from app.domain.lifecycle import RESTS_ON_CONSENT
from app.domain.plan import PlanStatus
from app.domain.reach import READERS, TAKEOVER, Reach
from app.domain.source import SourceKind
from app.domain.swedish_time import day_begins, day_ends
from app.domain.wanted import EVERYTHING, Wanted
from app.models.plan import plan
from app.models.reach import plan_reach
from app.models.source import source_identifier
from app.repositories.persons import entered_as, with_key

_ROW = tuple(plan_reach.c[name] for name in Reach.__slots__)


async def replace(connection: AsyncConnection, plan_id: UUID, rows: list[Reach], at: datetime) -> list[Reach]:
    """Puts these in place of the plan's rows; those that had held until `at`, as far as has been told."""
    gone = delete(plan_reach).where(plan_reach.c.plan_id == plan_id)
    old = (await connection.execute(gone.returning(*_ROW, plan_reach.c.turns_at))).all()
    if rows:
        values = [
            {name: getattr(row, name) for name in Reach.__slots__}
            | {"plan_id": plan_id, "turns_at": _turns_next(row, at)}
            for row in rows
        ]
        await connection.execute(insert(plan_reach), values)
    return [
        Reach(*row[:-1])
        for row in old
        if row.since <= at and (row.until is None or row.until > at or row.turns_at is not None)
    ]


def _turns_next(row: Reach, at: datetime) -> datetime | None:
    """When time will turn it; None if never again: what is over at `at` is told of by whoever puts it there."""
    if row.since > at:
        return row.since
    return row.until if row.until is not None and row.until > at else None


async def turning(connection: AsyncConnection, now: datetime, most: int) -> list[UUID]:
    """Plans whose reach time alone has changed, of which nobody has been told, the longest waiting first."""
    query = select(plan_reach.c.plan_id).where(plan_reach.c.turns_at <= now).group_by(plan_reach.c.plan_id)
    return list((await connection.execute(query.order_by(func.min(plan_reach.c.turns_at)).limit(most))).scalars())


async def turn(connection: AsyncConnection, plan_id: UUID, now: datetime) -> list[tuple[Reach, datetime | None]]:
    """The plan's rows, each with the instant that it has turned at without anybody being told; they are told now."""
    of_plan = plan_reach.c.plan_id == plan_id
    rows = (await connection.execute(select(*_ROW, plan_reach.c.turns_at).where(of_plan))).all()
    # What has begun will end; what has ended turns no more.
    begun = and_(plan_reach.c.turns_at == plan_reach.c.since, plan_reach.c.until > now)
    told = update(plan_reach).where(of_plan, plan_reach.c.turns_at <= now)
    await connection.execute(told.values(turns_at=case((begun, plan_reach.c.until), else_=None)))
    return [(Reach(*row[:-1]), row.turns_at if row.turns_at and row.turns_at <= now else None) for row in rows]


def reached(actor: Staff | System, now: datetime) -> ColumnElement[bool]:
    """Rows that hold for this person at this instant: at her unit, or at her principal if she may take over.

    For a system: whatever holds at the units that it follows, for the unit or for somebody there.
    """
    if isinstance(actor, System):
        hers: ColumnElement[bool] = plan_reach.c.unit.in_(sorted(actor.units))
    else:
        hers = _hers(actor)
    return and_(
        hers,
        plan_reach.c.since <= now,
        or_(plan_reach.c.until.is_(None), plan_reach.c.until > now),
    )


def _hers(actor: Staff) -> ColumnElement[bool]:
    hers = and_(
        plan_reach.c.unit == actor.unit, or_(plan_reach.c.person.is_(None), plan_reach.c.person == actor.person)
    )
    if TAKEOVER in actor.scopes:
        besides = plan_reach.c.besides
        let_in = or_(besides.is_(None), not_(besides.contains(f" {actor.unit} ", autoescape=True)))
        hers = or_(hers, and_(plan_reach.c.unit.is_(None), plan_reach.c.principal == actor.principal, let_in))
    return hers


async def within(connection: AsyncConnection, actor: Staff, now: datetime, plan_id: UUID) -> bool:
    """Whether this person has any ground at all on which to come at the plan; what it gives, the policy says."""
    query = select(plan_reach.c.id).where(plan_reach.c.plan_id == plan_id, reached(actor, now)).limit(1)
    return (await connection.execute(query)).first() is not None


def _readable(actor: Staff, now: datetime) -> ColumnElement[bool]:
    """The filter that every list of plans carries: exactly the plans that this person may read at this instant."""
    reading = plan_reach.c.ground.in_(sorted(READERS))
    return plan.c.id.in_(select(plan_reach.c.plan_id).where(reached(actor, now), reading))


def _of_person(query: Select[tuple[UUID]], person_key: str | None, now: datetime) -> Select[tuple[UUID]]:
    """Her plans, by any of her numbers while her consent stands; else by the one that each was entered under.

    Found by another, a plan that anybody may have entered would tell whose that number is (`domain.known_by`).
    """
    if person_key is None:
        return query
    hers = and_(plan.c.person_id.in_(with_key(person_key)), plan.c.consent_until > now)
    return query.where(or_(plan.c.person_id.in_(entered_as(person_key)), hers))


def _wanted(wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    """The status is what it is now: a plan whose consent has ended with time is closed, whatever its row still says."""
    found = []
    if wanted.status is not None:
        resting = plan.c.status.in_(sorted(RESTS_ON_CONSENT))
        ended = and_(resting, or_(plan.c.consent_until.is_(None), plan.c.consent_until <= now))
        standing = and_(plan.c.status == wanted.status, not_(ended))
        found.append(or_(standing, ended) if wanted.status is PlanStatus.CLOSED else standing)
    if wanted.source_id is not None:
        found.append(
            exists().where(
                source_identifier.c.plan_id == plan.c.id,
                source_identifier.c.kind == SourceKind.PLAN,
                source_identifier.c.source_id == wanted.source_id,
            )
        )
    if wanted.initiated_from is not None:
        found.append(plan.c.initiated_at >= day_begins(wanted.initiated_from))
    if wanted.initiated_to is not None:
        found.append(plan.c.initiated_at < day_ends(wanted.initiated_to))
    return found


async def page(
    connection: AsyncConnection,
    actor: Staff,
    now: datetime,
    number: int,
    limit: int,
    person_key: str | None = None,
    wanted: Wanted = EVERYTHING,
) -> tuple[list[UUID], int]:
    """One page of the plans within reach that are wanted, newest first, and how many there are in all."""
    query = _of_person(select(plan.c.id).where(_readable(actor, now), *_wanted(wanted, now)), person_key, now)
    total = (await connection.execute(select(func.count()).select_from(query.subquery()))).scalar_one()
    if number < 1:
        return [], total
    rows = await connection.execute(query.order_by(plan.c.id.desc()).limit(limit).offset((number - 1) * limit))
    return list(rows.scalars()), total
