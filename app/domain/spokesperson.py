"""Who speaks for a unit in a plan: its own staff, and for some things the coordinator, who registers what she hears."""

from datetime import datetime

from app.domain.actor import Staff
from app.domain.deviation import NOT_A_PARTY
from app.domain.plan import Plan
from app.domain.policy import NOT_YOURS
from app.domain.reach import Ground, grounds
from app.domain.refusal import Forbidden
from app.domain.unit import Unit


def own_unit(actor: Staff, plan: Plan) -> Unit | None:
    """The caller's unit, if it has a part in the plan."""
    return next((one for one in plan.units if one.hsa_id == actor.unit), None)


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


def handling(actor: Staff, plan: Plan, named: Unit | None, now: datetime) -> Unit:
    """The unit that takes a step of a deviation: the caller's own; or the one named, which cannot log in, and for
    which the coordinator speaks.
    """
    mine = own_unit(actor, plan)
    if named is not None and named != mine:
        if named.hsa_id is not None or not _coordinates(actor, plan, now):
            raise Forbidden(NOT_YOURS)
        return named
    if mine is None:
        raise Forbidden(NOT_A_PARTY)
    return mine
