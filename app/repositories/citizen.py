"""What the citizen's side reads: the mirror, by person and time. Nothing else is reachable on its connection."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.models.mirror import mirrored_consents, mirrored_person, mirrored_plan, mirrored_summonses


async def plans(connection: AsyncConnection, person_key: str, now: datetime, fingerprint: str) -> Sequence[Row[Any]]:
    """Her published plans at that instant, by one indexed probe; `fingerprint` is that of the present ledger."""
    query = select(mirrored_plan.c.plan_id, mirrored_plan.c.etag, mirrored_plan.c.body).where(
        mirrored_plan.c.person_key == person_key,
        mirrored_plan.c.visible_since <= now,
        or_(mirrored_plan.c.visible_until.is_(None), mirrored_plan.c.visible_until > now),
        mirrored_plan.c.fingerprint == fingerprint,
    )
    return (await connection.execute(query.order_by(mirrored_plan.c.plan_id.desc()))).all()


async def consents(connection: AsyncConnection, person_key: str, now: datetime, fingerprint: str) -> Sequence[Row[Any]]:
    """Her published consents at that instant, one row for each plan."""
    query = select(mirrored_consents.c.plan_id, mirrored_consents.c.etag, mirrored_consents.c.body).where(
        mirrored_consents.c.person_key == person_key,
        mirrored_consents.c.visible_since <= now,
        mirrored_consents.c.fingerprint == fingerprint,
    )
    return (await connection.execute(query.order_by(mirrored_consents.c.plan_id.desc()))).all()


async def summonses(
    connection: AsyncConnection, person_key: str, now: datetime, fingerprint: str
) -> Sequence[Row[Any]]:
    """Her published summonses at that instant, one row for each plan."""
    table = mirrored_summonses
    query = select(table.c.plan_id, table.c.etag, table.c.body).where(
        table.c.person_key == person_key,
        table.c.visible_since <= now,
        or_(table.c.visible_until.is_(None), table.c.visible_until > now),
        table.c.fingerprint == fingerprint,
    )
    return (await connection.execute(query.order_by(table.c.plan_id.desc()))).all()


async def may_name_units(connection: AsyncConnection, person_key: str) -> bool:
    """Whether units may be named to her; not when her identity is protected, and not when we do not know."""
    query = select(mirrored_person.c.protected).where(mirrored_person.c.person_key == person_key)
    return (await connection.execute(query)).scalar_one_or_none() is False
