"""Whom a plan's blocks (spärrar) shut out: one rule, asked by reach, by what a consent lets out, and by what is sent.

Source: patientdatalagen (2008:355) 4 kap. 4 §.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.domain.hsa_id import principal_of

if TYPE_CHECKING:
    from app.domain.plan import Plan


def names_of(hsa_id: str) -> frozenset[str]:
    """The HSA-ids by which a block is of that unit: its own, and its principal's."""
    return frozenset({hsa_id, principal_of(hsa_id)})


def shut_out(plan: "Plan") -> Callable[[str | None], bool]:
    """Whether the unit of that HSA-id is blocked, by itself or with its principal, whose HSA-id its own begins with.

    An actor without an HSA-id cannot log in, and so cannot be blocked.
    """
    blocked = frozenset(one.hsa_id for one in plan.blocks if one.in_force)

    def shut(hsa_id: str | None) -> bool:
        return hsa_id is not None and not blocked.isdisjoint(names_of(hsa_id))

    return shut


def blocked_units_of(plan: "Plan", principal: str) -> str | None:
    """The HSA-ids of that principal's units that are blocked by themselves, a blank before and after each; or None."""
    blocked = {one.hsa_id for one in plan.blocks if one.in_force}
    units = sorted(hsa_id for hsa_id in blocked if hsa_id.startswith(f"{principal}-"))
    return f" {' '.join(units)} " if units else None


def has_blocked(plan: "Plan") -> bool:
    """Whether anything of the plan is blocked for somebody: what every reader is told, without whose it is."""
    return any(one.in_force for one in plan.blocks)
