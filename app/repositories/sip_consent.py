"""The SIP consent (samtycke till SIP) as filters of plans: what a query must know of it before a plan is loaded."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_

from app.domain.consent import ConsentKind
from app.domain.deadline_kind import DeadlineKind
from app.domain.lifecycle import BY_THE_SERVICE, RESTS_ON_CONSENT
from app.domain.plan import PlanStatus
from app.domain.swedish_time import day_of
from app.models.consent import consent
from app.models.deadline import plan_deadline
from app.models.plan import plan


def lapsed(now: datetime) -> ColumnElement[bool]:
    """The consent that the plan rested on has ended with time: whatever its row still says, it is closed."""
    return exists().where(
        plan_deadline.c.plan_id == plan.c.id,
        plan_deadline.c.kind == DeadlineKind.CONSENT_ENDED,
        plan_deadline.c.since <= now,
    )


def stood_by(now: datetime) -> ColumnElement[bool]:
    """She has said yes to the plan, and it stands: the plan rests on it, or was closed for another reason.

    For a closed plan this looks at the consents, of which nobody watches the end any more. It does not know whose word
    it takes, or when she comes of age: that is asked when the plan is shown (`domain.known_by`).
    """
    by_other_reasons = and_(plan.c.status == PlanStatus.CLOSED, plan.c.closing_reason.not_in(sorted(BY_THE_SERVICE)))
    return and_(
        or_(plan.c.status.in_(sorted(RESTS_ON_CONSENT)), and_(by_other_reasons, _still_given(now))), not_(lapsed(now))
    )


def _still_given(now: datetime) -> ColumnElement[bool]:
    """Some SIP consent that has no end yet, and was entered after the last that was taken back (`sip_withdrawn`)."""
    taken_back = consent.alias("taken_back")
    back_at = func.coalesce(taken_back.c.withdrawal_entered_at, taken_back.c.withdrawn_at)
    since = exists().where(
        taken_back.c.plan_id == consent.c.plan_id, taken_back.c.kind == ConsentKind.SIP, back_at >= consent.c.entered_at
    )
    return exists().where(
        consent.c.plan_id == plan.c.id,
        consent.c.kind == ConsentKind.SIP,
        consent.c.withdrawn_at.is_(None),
        or_(consent.c.valid_until.is_(None), consent.c.valid_until >= day_of(now)),
        not_(since),
    )
