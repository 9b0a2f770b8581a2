"""Goals of a plan."""

from app.domain.action import Action
from app.domain.goal import Goal
from app.domain.plan import Plan
from app.schemas.journal.goal import GoalIn, GoalOut
from app.services.parts import Entry, Writable


def build(plan: Plan, entry: Entry, body: GoalIn) -> Goal:
    return Goal(**entry, **body.model_dump())


GOALS = Writable(
    collection="goals",
    noun="goal",
    write=Action.GOAL_WRITE,
    build=build,
    viewing=lambda plan, work: GoalOut.model_validate,
)
