"""What the boundary cases of all kinds of parts are made with: the plan, the ids and the instants beside the edge."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.participant import ParticipantKind
from app.domain.plan import Plan
from app.domain.refusal import Refusal
from tests.domain.parts import offer, representation
from tests.domain.plans import NOW, deviation, established, participant, uid

TICK = timedelta(microseconds=1)
LATE = NOW + TICK
STRAY = uid(999)  # an id that is nothing in the plan
NEW = uid(800)
KIND = ParticipantKind
DAY = date(2026, 2, 2)  # when the consents of `plans` are given


def standing() -> Plan:
    """An established plan in which there is something for every kind of part to point at."""
    return established(offers=(offer(),), deviations=(deviation(),), representations=(representation(),))


def staff_at(unit_id: Any, **values: Any) -> Any:
    return participant(NEW, unit_id=unit_id, **values)


def refusal(call: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value
