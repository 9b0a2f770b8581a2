"""Whether anything in the plan waits for what is done to a part of it: where nothing does, it is not hers to do now.

What she has the right to by her role, in this status (`policy`), may still have nothing to be done to: no notice of her
unit's, no deviation that it is a party of. Told beforehand, and no refusal of its own: whoever tries is answered by
what is so of the part that she names, as it may be done already. Source: domain rules, who may do what.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from app.domain.action import Action
from app.domain.actor import Staff
from app.domain.deviation import DeviationState, state
from app.domain.part import grouped
from app.domain.plan import Plan
from app.domain.reach import DRIVES, LEADS, Ground
from app.domain.refusal import Finding
from app.domain.representation import running
from app.domain.rule import Rule
from app.domain.spokesperson import coming
from app.domain.unit import own_ids
from app.domain.withdrawing import stands

NOTHING_WAITS = Rule(
    "nothing-waits-for-you",
    "Det finns inget sådant i planen som väntar på dig nu.",
    "There is nothing of that kind in the plan that waits for you now.",
    "Riktlinje SIP",
)
Held = frozenset[Ground]


def _consent(actor: Staff, plan: Plan, now: datetime, held: Held) -> bool:
    return any(stands(plan, one, now) for one in plan.consents)


def _place(actor: Staff, plan: Plan, now: datetime, held: Held) -> bool:
    """One may answer anew; the coordinator registers what others have answered her."""
    mine = own_ids(actor, plan.units)
    return any(Ground.COORDINATOR in held or one.unit_id in mine for one in plan.invitations)


def _intervention(actor: Staff, plan: Plan, now: datetime, held: Held) -> bool:
    """Whoever drives the plan follows every unit's, another actor's and the person's."""
    mine = own_ids(actor, plan.units)
    return any(held & DRIVES or one.responsible_unit_id in mine for one in plan.interventions)


def _own_participant(actor: Staff, plan: Plan, now: datetime, held: Held) -> bool:
    mine = own_ids(actor, plan.units)
    return any(held & LEADS or one.unit_id in mine for one in plan.participants)


def _own_intervention(actor: Staff, plan: Plan, now: datetime, held: Held) -> bool:
    mine = own_ids(actor, plan.units)
    return any(held & LEADS or one.responsible_unit_id in mine for one in plan.interventions)


def _deviation(actor: Staff, plan: Plan, now: datetime, held: Held) -> bool:
    """One that is not closed, of her own unit's, or of one that does not come at the plan and that she speaks for."""
    hers = own_ids(actor, plan.units)
    if Ground.COORDINATOR in held:
        comes = coming(plan, now)
        hers |= {unit.id for unit in plan.units if not comes(unit)}
    steps = grouped(plan.deviation_steps, "deviation_id")
    ours = (one for one in plan.deviations if not hers.isdisjoint((one.reported_by_unit_id, one.concerns_unit_id)))
    return any(state(one, steps.get(one.id, ())) is not DeviationState.CLOSED for one in ours)


def _notice(actor: Staff, plan: Plan, now: datetime, held: Held) -> bool:
    """Her own unit's; and for whoever leads the plan, those of units that cannot log in."""
    hers = own_ids(actor, plan.units)
    if held & LEADS:
        hers |= {unit.id for unit in plan.units if unit.hsa_id is None}
    return any(one.acknowledged_at is None and one.unit_id in hers for one in plan.notices)


def _representation(actor: Staff, plan: Plan, now: datetime, held: Held) -> bool:
    return any(running(one, now) for one in plan.representations)


def _age_exception(actor: Staff, plan: Plan, now: datetime, held: Held) -> bool:
    return any(running(one, now) for one in plan.age_exceptions)


def _block(actor: Staff, plan: Plan, now: datetime, held: Held) -> bool:
    return any(one.in_force for one in plan.blocks)


WAITING: dict[Action, Callable[[Staff, Plan, datetime, Held], bool]] = {
    Action.CONSENT_WITHDRAW: _consent,
    Action.PARTICIPANT_PROTECT: _own_participant,
    Action.GOAL_WITHHOLD: lambda actor, plan, now, held: bool(plan.goals),
    Action.INTERVENTION_WITHHOLD: _own_intervention,
    Action.FOLLOW_UP_WITHHOLD: lambda actor, plan, now, held: bool(plan.follow_ups),
    Action.SUMMONS_REPLY: _place,
    Action.INTERVENTION_FOLLOW: _intervention,
    Action.DEVIATION_HANDLE: _deviation,
    Action.NOTICE_ACKNOWLEDGE: _notice,
    Action.REPRESENTATION_END: _representation,
    Action.AGE_EXCEPTION_END: _age_exception,
    Action.BLOCK_LIFT: _block,
}


def missing(actor: Staff, action: Action, plan: Plan, now: datetime, held: Held) -> Iterator[Finding]:
    """That nothing waits, of an action that is done to a part; `held` are the caller's grounds, which give it."""
    waits = WAITING.get(action)
    if waits is not None and not waits(actor, plan, now, held):
        yield Finding(NOTHING_WAITS)
