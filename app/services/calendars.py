"""Subscriptions to a worklist as a calendar, and what a calendar program fetches by one.

The secret in the address is the whole of the right to fetch: 32 random bytes, shown once and stored as a digest. Who
it was given to is stored beside it, and reach is judged at every fetch as for that person at that unit. Only the
operator can tell this service that she has left (`end_all`); so a subscription ends within a year, and is made by a
token with the right to write as well as to read: one that may only read, and is gone in minutes, makes no address that
lasts.

A retry of the making gets the kept answer (`services.retries`), and with it the secret once more: it lies sealed, for
a day, for the same client, person and unit only.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain import calendar
from app.domain.action import Action
from app.domain.actor import Staff
from app.domain.auditing import Kind
from app.domain.policy import OUT_OF_REACH, READ, require_scope
from app.domain.reach import TAKEOVER
from app.domain.refusal import Conflict, Unreachable
from app.keys import KeyRing
from app.repositories import audit as log
from app.repositories import calendars
from app.schemas.journal.calendar import CalendarSubscriptionOut
from app.services import audit, worklists
from app.services.judging import noting_denial
from app.services.transaction import Begin, Now
from app.services.work import Work

MOST_EVENTS = 1000
# Why the program reads, in the audit log: the person's own purpose is not there to be asked when it does.
PURPOSE = "Kalenderprenumeration"
# What the operator does, and why.
ACTION, COMMAND = "sip:calendars.end", "sip calendars end"
ENDED = {
    calendar.Ended.LEFT: "Kalenderadresser avslutade: har slutat",
    calendar.Ended.LOST: "Kalenderadresser avslutade: adress i orätta händer",
}


@dataclass(frozen=True, slots=True)
class Made:
    """A new subscription, with the secret of its address; or the answer that was kept for a retry."""

    id: UUID
    secret: str
    ends_at: datetime
    kept: Row[Any] | None = None


def _digest(secret: str) -> str:
    """Not keyed and not slow: there is nothing to guess in 32 random bytes."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def make(work: Work, until: date) -> Made:
    """A new subscription of the caller's, through that day."""
    with noting_denial(work, Action.CALENDAR_SUBSCRIBE):
        _require_writing(work)
    if work.kept is not None:
        await worklists.leave(work, Action.CALENDAR_SUBSCRIBE, Kind.READ)
        return Made(work.kept.plan_id, "", work.now, work.kept)
    made = Made(work.new_id("calendars"), secrets.token_urlsafe(32), calendar.ends_at(until, work.now))
    if await calendars.live(work.connection, work.actor.person, work.now) >= calendar.MOST_LIVE:
        raise Conflict(calendar.TOO_MANY)
    values = {name: getattr(work.actor, name) for name in ("unit", "person", "principal", "client")}
    values |= {"id": made.id, "digest": _digest(made.secret), "made_at": work.now, "ends_at": made.ends_at}
    await calendars.add(work.connection, values | {"may_take_over": TAKEOVER in work.actor.scopes})
    await worklists.leave(work, Action.CALENDAR_SUBSCRIBE, Kind.WRITE)
    return made


def _require_writing(work: Work) -> None:
    """The calendar reads, so its maker must be one who may; and making it is a change."""
    require_scope(work.actor, Action.PLAN_READ)
    require_scope(work.actor, Action.PLAN_CHANGE)


def _shown(row: Row[Any], now: datetime) -> CalendarSubscriptionOut:
    return CalendarSubscriptionOut(id=row.id, made_at=row.made_at, ends_at=row.ends_at, live=now < row.ends_at)


async def page(work: Work, number: int, limit: int) -> tuple[list[CalendarSubscriptionOut], int]:
    """One page of the caller's own at this unit, newest first, also those that have ended."""
    with noting_denial(work, Action.CALENDAR_SUBSCRIBE):
        require_scope(work.actor, Action.PLAN_READ)
    rows, total = await calendars.page(work.connection, work.actor, number, limit)
    await worklists.leave(work, Action.CALENDAR_SUBSCRIBE, Kind.READ)
    return [_shown(row, work.now) for row in rows], total


async def show(work: Work, subscription_id: UUID) -> CalendarSubscriptionOut:
    """One of the caller's own at this unit, without its address."""
    with noting_denial(work, Action.CALENDAR_SUBSCRIBE):
        require_scope(work.actor, Action.PLAN_READ)
        row = await calendars.of(work.connection, work.actor, subscription_id)
        if row is None:
            raise Unreachable(OUT_OF_REACH)
    await worklists.leave(work, Action.CALENDAR_SUBSCRIBE, Kind.READ)
    return _shown(row, work.now)


async def end(work: Work, subscription_id: UUID) -> CalendarSubscriptionOut:
    """Ends one of the caller's own at once; one that has ended stays as it is."""
    with noting_denial(work, Action.CALENDAR_SUBSCRIBE):
        _require_writing(work)
        row = await calendars.end(work.connection, work.actor, subscription_id, work.now)
        if row is None:
            raise Unreachable(OUT_OF_REACH)
    await worklists.leave(work, Action.CALENDAR_SUBSCRIBE, Kind.WRITE)
    return _shown(row, work.now)


async def end_all(begin: Begin, person: str, why: calendar.Ended, now: Now) -> int:
    """Ends every address of a person's, at all her units, by the operator's word; how many there were.

    One entry for each unit: it says whose they were, and her principal's auditor finds it by that. None ended, none.
    """
    async with begin() as connection:
        # Nobody makes one meanwhile; who has a token still may make another afterwards.
        await calendars.live(connection, person, now())
        ended = await calendars.end_all(connection, person, now())
        entries = [
            audit.by_command(
                ACTION, Kind.WRITE, COMMAND, ENDED[why], now, unit=unit, principal=principal, person=person
            )
            for unit, principal in sorted(set(ended))
        ]
        if entries:
            await log.add(connection, entries)
        return len(ended)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a calendar program gets: whose calendar (subscription and unit), and what is due."""

    id: UUID
    unit: str
    awaited: list[worklists.Awaited]


async def fetch(
    connection: AsyncConnection, keys: KeyRing, secret: str, now: datetime, received_at: datetime, trace_id: str
) -> Fetched | None:
    """What is due for whoever holds the secret; nothing when it is unknown, ended or expired.

    A fetch with a secret that has ended is a denial of somebody known, and leaves its entry.
    """
    found = await calendars.find(connection, _digest(secret))
    if found is None:
        return None
    actor = Staff(
        person=found.person,
        unit=found.unit,
        principal=found.principal,
        purpose=PURPOSE,
        client=found.client,
        scopes=frozenset({READ, TAKEOVER} if found.may_take_over else {READ}),
    )
    work = Work(connection, actor, keys, now, received_at, trace_id)
    if now >= found.ends_at:
        await audit.record_denial(work, connection, Action.CALENDAR_READ, OUT_OF_REACH.id, None)
        return None
    await worklists.leave(work, Action.CALENDAR_READ, Kind.READ)
    awaited, _ = await worklists.due(work, 1, MOST_EVENTS)
    return Fetched(found.id, found.unit, awaited)
