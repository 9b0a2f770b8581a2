"""The acknowledgement (bekräftelse) of a notice of closure: somebody at the unit that was told says that it knows.

For a unit that cannot log in, whoever leads the plan does (`spokesperson.require_acknowledging`).
"""

from dataclasses import replace
from datetime import datetime

from app.domain.contents.asking import BEFORE_ASKED, not_in_future, refuse_if
from app.domain.notice import ALREADY_ACKNOWLEDGED, Notice
from app.domain.part import changed
from app.domain.plan import Plan
from app.domain.refusal import Conflict


def require_waiting(one: Notice) -> None:
    """Who acknowledged it first, and when, stands."""
    if one.acknowledged_at is not None:
        raise Conflict(ALREADY_ACKNOWLEDGED)


def acknowledged(plan: Plan, one: Notice, by: str, at: datetime, now: datetime) -> Plan:
    """The plan with this notice acknowledged by that person (HSA-id)."""
    not_in_future(at, now, "/acknowledgedAt")
    # Who counts in seconds may acknowledge within the second that she is told.
    refuse_if(at < one.notified_at.replace(microsecond=0), BEFORE_ASKED, "/acknowledgedAt")
    return replace(plan, notices=changed(plan.notices, one, acknowledged_at=at, acknowledged_by=by))
