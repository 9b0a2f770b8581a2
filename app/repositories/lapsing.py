"""Plans whose SIP consent has ended with time, as a filter: whatever their rows still say, they are closed."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists

from app.domain.deadline_kind import DeadlineKind
from app.models.deadline import plan_deadline
from app.models.plan import plan


def lapsed(now: datetime) -> ColumnElement[bool]:
    return exists().where(
        plan_deadline.c.plan_id == plan.c.id,
        plan_deadline.c.kind == DeadlineKind.CONSENT_ENDED,
        plan_deadline.c.since <= now,
    )
