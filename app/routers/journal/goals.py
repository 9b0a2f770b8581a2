"""Goals (mål) of a plan."""

from app.routers.journal.part_routes import part_router
from app.schemas.journal.goal import GoalIn, GoalOut, GoalPatch
from app.services.goals import GOALS

router = part_router("goals", "goal", GoalOut, lambda work: GOALS, body=GoalIn, patch=GoalPatch, sv="mål", en="goal")
