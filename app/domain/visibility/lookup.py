"""A plan with the parts that others point at by their ids: made once, and then asked for every row that is shown."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.domain.goal import Goal
from app.domain.intervention import Intervention
from app.domain.part import by_id
from app.domain.participant import Participant
from app.domain.plan import Plan
from app.domain.unit import Unit


@dataclass(frozen=True, slots=True)
class Lookup:
    """`written` is what has been written out of units and participants: many rows point at the same ones."""

    plan: Plan
    units: dict[UUID, Unit]
    participants: dict[UUID, Participant]
    goals: dict[UUID, Goal]
    interventions: dict[UUID, Intervention]
    written: dict[tuple[type, UUID], dict[str, Any] | None] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan) -> "Lookup":
        return cls(plan, by_id(plan.units), by_id(plan.participants), by_id(plan.goals), by_id(plan.interventions))
