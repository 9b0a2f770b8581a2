"""A unit's subscriptions as they are shown to whoever there connects systems: whole, but for the secrets."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from app.repositories import webhook_deliveries, webhooks
from app.schemas.journal.webhook import WebhookDeliveriesOut, WebhookKeyOut, WebhookOut, WebhookTestOut
from app.services.work import Work


async def shown(work: Work, rows: Sequence[Row[Any]]) -> list[WebhookOut]:
    """For whoever has been judged already."""
    ids = [row.id for row in rows]
    keys = await webhooks.keys(work.connection, ids, work.now)
    waiting = await webhook_deliveries.waiting(work.connection, ids)
    states = await webhook_deliveries.states(work.connection, ids)
    return [
        WebhookOut(
            id=row.id,
            version=row.version,
            address=work.keys.open(row.sealed_address),
            types=row.types or None,
            made_at=row.made_at,
            made_by=row.person,
            status=row.status,
            status_since=row.status_since,
            why=row.why,
            keys=[WebhookKeyOut.model_validate(one, from_attributes=True) for one in keys[row.id]],
            latest_test=_test(row),
            deliveries=_deliveries(waiting[row.id], states[row.id]),
        )
        for row in rows
    ]


def _test(row: Row[Any]) -> WebhookTestOut | None:
    if row.test_id is None:
        return None
    return WebhookTestOut(
        asked_at=row.test_asked_at,
        answered_at=row.test_answered_at,
        failure=row.test_failure and row.test_failure.outward,
        status=row.test_answer,
    )


def _deliveries(waiting: int, state: Row[Any]) -> WebhookDeliveriesOut:
    return WebhookDeliveriesOut(
        waiting=waiting,
        delivered_at=state.delivered_at,
        failed_at=state.failed_at,
        failure=state.failure and state.failure.outward,
        status=state.answer,
    )
