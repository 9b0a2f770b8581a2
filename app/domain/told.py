"""What of a plan would tell whom the person has blocked (spärrat): kept from every reader who does not lead it.

Source: patientdatalagen (2008:355) 4 kap. 4 §: that something is blocked may be told, and not for whom.
"""

from dataclasses import replace

from app.domain.actor import Staff
from app.domain.plan import Plan
from app.domain.unit import own_ids


def as_told(plan: Plan, actor: Staff, leading: bool) -> Plan:
    """The plan without what would tell whoever does not lead it whom she has blocked.

    Which other units were told that it closed, and whether a unit that opened it in an emergency was blocked: each unit
    is told of itself, and of no other.
    """
    if leading:
        return plan
    mine = own_ids(actor, plan.units)
    return replace(
        plan,
        notices=tuple(one for one in plan.notices if one.unit_id in mine),
        emergency_accesses=tuple(
            one if one.unit_hsa_id == actor.unit else replace(one, despite_block=False)
            for one in plan.emergency_accesses
        ),
    )
