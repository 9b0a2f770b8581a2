"""A unit's subscriptions to events by webhook: made, read, changed, tested, given new keys, enabled, ended.

It is about no plan, and leaves one entry of its own in the audit log. Everything is at the real time: what is sent, and
which keys sign it, is nobody's to move by a header. What is sent, and to whom, is `services.webhook_deliveries`'s.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.domain import webhook as rules
from app.domain.action import Action
from app.domain.auditing import Kind
from app.domain.policy import OUT_OF_REACH
from app.domain.precondition import Precondition
from app.domain.refusal import Conflict, Unreachable
from app.domain.webhook import WebhookStatus, WebhookWhy
from app.repositories import webhook_deliveries as deliveries
from app.repositories import webhooks
from app.schemas.journal.webhook import NewWebhookOut, WebhookIn, WebhookOut
from app.services import webhook_deliveries, webhook_keys, webhook_replays, webhook_views, worklists
from app.services.judging import noting_denial
from app.services.webhook_replays import Start
from app.services.work import Work, new_id

# Whether an address may be sent to at all; raises when not.
Judge = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, with its secret; or the answer that was kept for a retry."""

    shown: NewWebhookOut | None
    id: UUID
    kept: Row[Any] | None = None


async def make(work: Work, body: WebhookIn, judge: Judge) -> Made:
    """A new subscription of the unit's."""
    with noting_denial(work, Action.WEBHOOK_SUBSCRIBE):
        rules.require_connector(work.actor)
    if work.kept is not None:
        await worklists.leave(work, Action.WEBHOOK_SUBSCRIBE, Kind.READ)
        return Made(None, work.kept.plan_id, work.kept)
    judge(body.address)
    if await webhooks.live(work.connection, work.actor.unit) >= rules.MOST_LIVE:
        raise Conflict(rules.TOO_MANY)
    at = work.received_at
    values = {name: getattr(work.actor, name) for name in ("unit", "person", "principal")}
    values |= {"id": work.new_id("webhooks"), "version": 1, "made_at": at}
    values |= {"types": body.types or [], "test_wanted": False}
    values |= {"status": WebhookStatus.UNCONFIRMED, "status_since": at, "why": WebhookWhy.NEW}
    await webhooks.add(work.connection, values | {"sealed_address": work.keys.seal(body.address)})
    # What is committed and has no place in the feed yet comes after: it is told too.
    await webhook_deliveries.begin(work.connection, values["id"])
    secret = await _add_key(work, values["id"])
    await worklists.leave(work, Action.WEBHOOK_SUBSCRIBE, Kind.WRITE)
    return await _new(work, values["id"], secret)


async def rotate(work: Work, webhook_id: UUID, overlap: timedelta) -> Made:
    """New keys; the earlier ones sign beside them for a while."""
    with noting_denial(work, Action.WEBHOOK_SUBSCRIBE):
        row = await _require_theirs(work, webhook_id, lock=True)
    if work.kept is not None:
        await worklists.leave(work, Action.WEBHOOK_SUBSCRIBE, Kind.READ)
        return Made(None, webhook_id, work.kept)
    rules.require_live(row.status)
    await webhooks.end_keys(work.connection, webhook_id, work.now, work.now + overlap)
    secret = await _add_key(work, webhook_id)
    await webhooks.change(work.connection, webhook_id, {})
    await worklists.leave(work, Action.WEBHOOK_SUBSCRIBE, Kind.WRITE)
    return await _new(work, webhook_id, secret)


async def _add_key(work: Work, webhook_id: UUID) -> str:
    pair = webhook_keys.new()
    values = {"id": work.new_id("webhook_keys"), "webhook_id": webhook_id, "made_at": work.received_at, "ends_at": None}
    sealed = {"sealed_pair": pair.sealed(work.keys), "public_key": pair.public}
    await webhooks.add_key(work.connection, values | sealed)
    return pair.shown_secret


async def _new(work: Work, webhook_id: UUID, secret: str) -> Made:
    row = await _require_theirs(work, webhook_id)
    (shown,) = await webhook_views.shown(work, [row])
    return Made(
        NewWebhookOut(**{name: getattr(shown, name) for name in WebhookOut.model_fields}, secret=secret), row.id
    )


async def page(work: Work, number: int, limit: int) -> tuple[list[WebhookOut], int]:
    """One page of the unit's, newest first, the ended ones too."""
    with noting_denial(work, Action.WEBHOOK_READ):
        rules.require_connector(work.actor)
    rows, total = await webhooks.page(work.connection, work.actor, number, limit)
    await worklists.leave(work, Action.WEBHOOK_READ, Kind.READ)
    return await webhook_views.shown(work, rows), total


async def show(work: Work, webhook_id: UUID) -> WebhookOut:
    with noting_denial(work, Action.WEBHOOK_READ):
        row = await _require_theirs(work, webhook_id)
    await worklists.leave(work, Action.WEBHOOK_READ, Kind.READ)
    return (await webhook_views.shown(work, [row]))[0]


async def correct(work: Work, webhook_id: UUID, patch: Any, precondition: Precondition, judge: Judge) -> WebhookOut:
    """Another address has to be confirmed anew; until then nothing but a test is sent."""
    row = await _writing(work, webhook_id)
    precondition.require(row.version)
    rules.require_live(row.status)
    given = patch.model_dump(exclude_unset=True)
    values: dict[str, Any] = {"types": given["types"] or []} if "types" in given else {}
    if "address" in given:
        judge(given["address"])
    if "address" in given and given["address"] != work.keys.open(row.sealed_address):
        # Whatever test is on its way is about the address that it went to.
        values |= {"sealed_address": work.keys.seal(given["address"]), "test_id": None, "test_wanted": False}
        values |= {"test_asked_at": None} | _standing(work, WebhookStatus.UNCONFIRMED, WebhookWhy.ADDRESS_CHANGED)
    return await _written(work, row, values)


async def test(work: Work, webhook_id: UUID) -> WebhookOut:
    """Asks for a test; one that is waiting already is the one."""
    row = await _writing(work, webhook_id)
    rules.require_live(row.status)
    if row.test_wanted:
        return await _written(work, row, None)
    if row.test_asked_at is not None and work.received_at - row.test_asked_at < rules.BETWEEN_TESTS:
        raise Conflict(rules.TESTED_JUST_NOW)
    values = {"test_id": new_id(work.received_at), "test_wanted": True, "test_asked_at": work.received_at}
    values |= dict.fromkeys(("test_leased_until", "test_answered_at", "test_failure", "test_answer"))
    return await _written(work, row, values)


async def replay(work: Work, webhook_id: UUID, start: Start) -> WebhookOut:
    """Everything from there on is sent again, in its order, and all that waited until now."""
    row = await _writing(work, webhook_id, stopping=True)
    rules.require_live(row.status)
    position = await webhook_replays.position(work, webhook_id, start)
    still = await deliveries.forget(work.connection, webhook_id)
    await deliveries.go_back(work.connection, webhook_id, position, still)
    return await _written(work, row, {})


async def enable(work: Work, webhook_id: UUID, kept: timedelta) -> WebhookOut:
    """A disabled one goes on where it stood; one that is active stays as it is."""
    row = await _writing(work, webhook_id)
    rules.require_confirmed(row.status)
    if row.status is WebhookStatus.ACTIVE:
        return await _written(work, row, None)
    await webhook_replays.require_kept(work, webhook_id, kept)
    return await _written(work, row, _standing(work, WebhookStatus.ACTIVE, WebhookWhy.ENABLED))


async def end(work: Work, webhook_id: UUID) -> WebhookOut:
    """Ends it at once and for good; one that has ended stays as it is."""
    row = await _writing(work, webhook_id, stopping=True)
    if row.status is WebhookStatus.ENDED:
        return await _written(work, row, None)
    await deliveries.forget(work.connection, webhook_id)
    standing = _standing(work, WebhookStatus.ENDED, WebhookWhy.ENDED_BY_UNIT)
    return await _written(work, row, standing | {"test_wanted": False})


def _standing(work: Work, status: WebhookStatus, why: WebhookWhy) -> dict[str, Any]:
    return {"status": status, "status_since": work.received_at, "why": why}


async def _writing(work: Work, webhook_id: UUID, *, stopping: bool = False) -> Row[Any]:
    """The subscription, locked; `stopping`: and its deliveries, which are locked first, here as by whoever sends."""
    with noting_denial(work, Action.WEBHOOK_SUBSCRIBE):
        if stopping:
            await _require_theirs(work, webhook_id)
            await deliveries.hold(work.connection, webhook_id)
        return await _require_theirs(work, webhook_id, lock=True)


async def _written(work: Work, row: Row[Any], values: dict[str, Any] | None) -> WebhookOut:
    """The next version; None: it is as it was."""
    changed = row if values is None else await webhooks.change(work.connection, row.id, values)
    await worklists.leave(work, Action.WEBHOOK_SUBSCRIBE, Kind.WRITE)
    return (await webhook_views.shown(work, [changed]))[0]


async def _require_theirs(work: Work, webhook_id: UUID, *, lock: bool = False) -> Row[Any]:
    rules.require_connector(work.actor)
    row = await webhooks.find(work.connection, work.actor, webhook_id, lock=lock)
    if row is None:
        raise Unreachable(OUT_OF_REACH)
    return row
