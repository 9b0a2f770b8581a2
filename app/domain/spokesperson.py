"""Who speaks for a unit in a plan: its own staff, and for some things the coordinator, who registers what she hears.

Sources: domain rules, process: a deviation is handled jointly, and everyone involved is told of the closure; decided:
what is said by a unit that does not come at the plan is registered by whoever leads it, and that it was she is noted.
"""

from collections.abc import Callable
from datetime import datetime

from app.domain.absence import reading_now, unblocked
from app.domain.actor import Staff
from app.domain.deviation import NOT_A_PARTY
from app.domain.plan import Plan
from app.domain.policy import NOT_YOURS, leads
from app.domain.reach import Ground, grounds
from app.domain.refusal import Forbidden
from app.domain.unit import Unit, own_unit


def require_own(actor: Staff, unit: Unit | None) -> Unit:
    """Raises unless the unit is the caller's: nobody speaks for another, not even who drives the plan."""
    if unit is None or unit.hsa_id != actor.unit:
        raise Forbidden(NOT_YOURS)
    return unit


def _coordinates(actor: Staff, plan: Plan, now: datetime) -> bool:
    return Ground.COORDINATOR in grounds(actor, plan, now)


def require_answering(actor: Staff, plan: Plan, unit: Unit, now: datetime) -> None:
    """A called unit answers for itself; the coordinator registers what others answered her."""
    if unit.hsa_id != actor.unit and not _coordinates(actor, plan, now):
        raise Forbidden(NOT_YOURS)


def coming(plan: Plan, now: datetime) -> Callable[[Unit], bool]:
    """Whether anybody at a unit reads the plan now, or would, were it not blocked.

    A unit that answers and is let in, and is spoken for all the same, would tell every reader that she has blocked it.
    """
    there = reading_now(unblocked(plan), now)
    return lambda unit: unit.hsa_id in there


def handling(actor: Staff, plan: Plan, named: Unit | None, now: datetime) -> Unit:
    """The unit that takes a step of a deviation: the caller's own; or the one named, which does not come at the plan,
    and for which the coordinator registers what it has said.
    """
    unit = own_unit(actor, plan.units) if named is None else named
    if unit is None:
        raise Forbidden(NOT_A_PARTY)
    if unit.hsa_id != actor.unit and (not _coordinates(actor, plan, now) or coming(plan, now)(unit)):
        raise Forbidden(NOT_YOURS)
    return unit


def require_acknowledging(actor: Staff, plan: Plan, unit: Unit | None, now: datetime) -> None:
    """A unit says itself that it was told of the closure; for one that cannot log in whoever leads the plan does."""
    cannot = unit is not None and unit.hsa_id is None
    if not (cannot and leads(actor, plan, now)):
        require_own(actor, unit)
