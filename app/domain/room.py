"""How much room (utrymme) a plan has: how many parts of each kind there may be before one more is added. Decided.

Whoever only takes part may fill half, so that those who drive the plan always have room.
"""

from datetime import datetime

from app.domain.actor import Staff
from app.domain.plan import Plan
from app.domain.reach import DRIVES, LEADS, grounds

MOST_PARTS = 200
# However full the plan is, there is room for whoever takes it over: else it would be an orphan for good.
FOR_TAKING_OVER = 2 * MOST_PARTS
# Times as many: a plan is called to meetings for years, and each summons calls several units; answers, statuses and
# steps are only ever added to; and each follow-up may have a result for each goal.
TIMES = {
    "invitations": 5,
    "summons_replies": 5,
    "intervention_statuses": 5,
    "deviation_steps": 5,
    "goal_results": 10,
}


def room(collection: str, plan: Plan, actor: Staff, now: datetime) -> int:
    """How many of the kind there may be before this caller adds one."""
    drives = not grounds(actor, plan, now).isdisjoint(DRIVES | LEADS)
    return TIMES.get(collection, 1) * (MOST_PARTS if drives else MOST_PARTS // 2)
