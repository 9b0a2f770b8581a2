"""A receiver for a test; and no subscription stands, before or after, that a test's own sender would serve."""

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from app.domain.webhook import WebhookStatus
from app.models.webhook import webhook
from tests.service import Service
from tests.webhooks.receiver import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    one = Receiver()
    yield one
    one.stop()


@pytest.fixture
def service(service: Service) -> Iterator[Service]:
    service.run(ended(service))
    yield service
    service.run(ended(service))


async def ended(service: Service) -> None:
    async with service.database.journal() as connection:
        await connection.execute(update(webhook).values(status=WebhookStatus.ENDED, test_wanted=False))
