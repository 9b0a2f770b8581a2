"""Emergency accesses (nödöppningar) and blocks (spärrar) in two worlds: what of them she is shown, and what she is not.

She is shown that her plan was opened and read: when, at which unit, and for that purpose. Who did it, from which
unit's number, why, and whether she had blocked the unit then, is told to nobody by her API, and differs.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from app.domain.actor import Staff
from app.domain.emergency import EMERGENCY
from app.domain.plan import Plan
from app.domain.refusal import Refusal
from app.schemas.journal.emergency_access import EmergencyAccessIn
from app.services import emergency_accesses, reading
from app.services.work import Work
from tests.interference.hidden import hsa_id, word

AWAY = "SE2329990031"  # a principal without a part in the plan


def drawn(chance: random.Random) -> tuple[tuple[int, int], ...]:
    """What is the same in both worlds: how many seconds after the beginning, and how often it is read then."""
    return tuple((chance.randrange(1, 10**6), chance.randrange(3)) for _ in range(chance.randrange(3)))


def openers(chance: random.Random, openings: Sequence[tuple[int, int]]) -> list[str]:
    """From where it is opened each time; the number is not told."""
    return [hsa_id(chance, f"{AWAY}-X") for _ in openings]


def blocked(plan: Plan, units: Sequence[str], chance: random.Random) -> Plan:
    """With some of those units blocked, or their principal; and a unit that takes part, but never who leads."""
    own = [unit.hsa_id for unit in plan.units[1:] if unit.hsa_id]
    shut = [one for one in (*units, AWAY, *own) if chance.random() < 0.4]
    in_force = {"lifted_at": None, "lifted_by_id": None, "lifted_form": None}
    new = tuple(
        replace(plan.blocks[0], id=UUID(int=chance.getrandbits(128)), hsa_id=one, **in_force)
        for one in dict.fromkeys(shut)
    )
    return replace(plan, blocks=(*plan.blocks, *new))


async def opened(work: Work, plan_id: UUID, read: int, chance: random.Random) -> str:
    """Opens it and reads it so often; how that went is told, so that it can be compared."""
    body = EmergencyAccessIn(
        plan_id=plan_id, unit_name="Akuten", principal_name="Region Exempel", reason=word(chance) + "x"
    )
    try:
        _, access_id = await emergency_accesses.open_plan(work, body)
        for _ in range(read):
            await reading.read_in_emergency(work, access_id)
    except Refusal as refusal:
        return refusal.rule.id
    return "opened"


def doctor(unit: str, chance: random.Random) -> Staff:
    return Staff(
        person=f"{AWAY}-{chance.getrandbits(40)}",
        unit=unit,
        principal=AWAY,
        purpose="Nödöppning",
        client=word(chance),
        scopes=frozenset({"journal:read", EMERGENCY}),
    )
