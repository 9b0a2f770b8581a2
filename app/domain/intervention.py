"""Interventions (insatser): what is done, and by whom — exactly one responsible.

The law asks which interventions each principal answers for and which measures someone else takes (HSL 16:4,
SoL 10:8-9): so the responsible is a unit of region or municipality, or another actor, or the person herself.
A status is never changed: a new one is added.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.domain.part import Part


class ResponsibleKind(StrEnum):
    UNIT = "unit"
    OTHER = "other"
    PERSON = "person"


class InterventionState(StrEnum):
    NEEDED = "needed"
    ONGOING = "ongoing"
    COMPLETED = "completed"
    DISCONTINUED = "discontinued"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention(Part):
    """`responsible_unit_id` is set when the kind is `unit`, `responsible_name` for `other`, and never both.

    `depends_on` are the interventions that must be completed before this one begins; `position` is the order among
    those of a goal. `starts_on` and `ends_on` are planned; what was done stands in the statuses.
    """

    goal_id: UUID
    text: str
    citizen_text: str | None = None
    responsible_kind: ResponsibleKind
    responsible_unit_id: UUID | None = None
    responsible_name: str | None = None
    position: int
    starts_on: date | None = None
    ends_on: date | None = None
    depends_on: tuple[UUID, ...] = ()
    withheld_from_patient: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InterventionStatus(Part):
    """One state from one moment on; the newest is the present one."""

    intervention_id: UUID
    state: InterventionState
    since: datetime


def present_states(statuses: Iterable[InterventionStatus]) -> dict[UUID, InterventionState]:
    """The present state of each intervention: the newest status by when it holds from, then by when it was entered."""
    ordered = sorted(statuses, key=lambda one: (one.since, one.entered_at, one.id))
    return {one.intervention_id: one.state for one in ordered}


def first_state(statuses: Iterable[InterventionStatus], intervention_id: UUID) -> InterventionState:
    """The state that the intervention was entered with."""
    own = (one for one in statuses if one.intervention_id == intervention_id)
    return min(own, key=lambda one: (one.entered_at, one.id)).state
