"""A receiver for a test; and no subscription stands, before or after, that a test's own sender would serve."""

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from app.domain.webhook import WebhookStatus
from app.models.webhook import webhook
from app.relay import Relay
from tests.house.staffed_plan import WholePlan
from tests.house.whole_plan import another
from tests.persons import Persons
from tests.service import Service
from tests.webhooks.connecting import Subscription, confirmed, connector, drain, note, relay, unit_of
from tests.webhooks.receiver import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    one = Receiver()
    yield one
    one.stop()


@pytest.fixture
def plan(service: Service, persons: Persons) -> WholePlan:
    return another(service, persons)


@pytest.fixture
def sender(service: Service) -> Relay:
    return relay(service)


@pytest.fixture
def waited_for(service: Service, persons: Persons, receiver: Receiver, plan: WholePlan, sender: Relay) -> Subscription:
    """A subscription whose receiver has refused the one event that there is, and goes on refusing."""
    one = confirmed(connector(service, persons, unit_of(plan, "own")), receiver.url, sender)
    receiver.answer = lambda _: (500, {}, b"")
    note(plan)
    drain(service, sender)
    return one


@pytest.fixture
def service(service: Service) -> Iterator[Service]:
    service.run(ended(service))
    yield service
    service.run(ended(service))


async def ended(service: Service) -> None:
    async with service.database.journal() as connection:
        await connection.execute(update(webhook).values(status=WebhookStatus.ENDED, test_wanted=False))
