"""How a plan is answered to staff: whole, and in a list."""

from collections.abc import Callable
from typing import Any

from app.domain.blocking import has_blocked
from app.domain.deadline import Deadline, deadlines, next_follow_up_on
from app.domain.during import during
from app.domain.known_by import as_known
from app.domain.plan import PARTS, Plan
from app.domain.policy import leads
from app.domain.reach import LEADS, grounds
from app.domain.told import as_told
from app.schemas.base import Wire
from app.schemas.journal.deadline import DeadlineOut
from app.schemas.journal.emergency_access import EmergencyAccessOut
from app.schemas.journal.intervention import StatusOut
from app.schemas.journal.note import NoteOut
from app.schemas.journal.participant import ParticipantOut
from app.schemas.journal.plan import HeldBackIO, PersonOut, PlanOut, SourceIO
from app.services.adopted import adopted
from app.services.consents import CONSENTS
from app.services.copies import COPIES
from app.services.deviations import DEVIATIONS
from app.services.follow_ups import FOLLOW_UPS
from app.services.goals import GOALS
from app.services.handovers import HANDOVERS
from app.services.interventions import INTERVENTIONS
from app.services.meetings import MEETINGS
from app.services.notices import NOTICES
from app.services.offers import OFFERS
from app.services.representations import AGE_EXCEPTIONS
from app.services.representations import viewing as representation_viewing
from app.services.summonses import viewing as summons_viewing
from app.services.takeovers import TAKEOVERS
from app.services.units import UNITS
from app.services.work import Work

# These are answered inside the part that they belong to.
INSIDE = frozenset({"invitations", "summons_replies", "goal_results", "deviation_steps"})
# These in a resource of their own, to those who lead the plan: to its other readers it is not said whose a block is.
APART = frozenset({"blocks"})
VIEWS: dict[str, Callable[[Plan, Work], Callable[[Any], Wire]]] = {
    resource.collection: resource.viewing
    for resource in (
        *(UNITS, CONSENTS, OFFERS, MEETINGS, GOALS, INTERVENTIONS, FOLLOW_UPS, DEVIATIONS),
        *(HANDOVERS, TAKEOVERS, COPIES, NOTICES, AGE_EXCEPTIONS),
    )
} | {
    # Whoever is answered with the whole plan reads it, whatever gave her that.
    "summonses": lambda plan, work: summons_viewing(plan, work, reads=True),
    "participants": lambda plan, work: ParticipantOut.model_validate,
    "emergency_accesses": lambda plan, work: EmergencyAccessOut.model_validate,
    "intervention_statuses": lambda plan, work: StatusOut.model_validate,
    "representations": representation_viewing,
    "notes": lambda plan, work: NoteOut.model_validate,
}

if VIEWS.keys() != PARTS.keys() - INSIDE - APART:
    raise RuntimeError("a kind of part without a view would be stored and never answered")


async def whole(plan: Plan, work: Work, leading: bool | None = None) -> PlanOut:
    """The whole plan but the mapping. What is due is computed, never stored as a guess.

    What is due of others, and which of them were told that it closed, is said to whoever leads the plan (`leading`,
    where this value of it does not tell): by what is missing there, its other readers could tell whom she has blocked.
    """
    if leading is None:
        leading = leads(work.actor, plan, work.now)
    known, told = as_known(plan, work.now), as_told(plan, work.actor, leading)
    names = [name for name in PlanOut.model_fields if name not in PARTS and hasattr(plan, name)]
    values = {name: getattr(plan, name) for name in names if name != "person"}
    return PlanOut(
        **values | {"legal_bases": list(plan.legal_bases)},
        person=PersonOut(
            personnummer=work.keys.open(known.person.sealed_number),
            name=plan.person_name,
            protected_identity=plan.protected_identity,
        ),
        source=SourceIO(system=plan.source_system, id=plan.source_id)
        if plan.source_system and plan.source_id
        else None,
        held_back=HeldBackIO(
            until=plan.held_back_until, reason=plan.held_back_reason, responsible_id=plan.held_back_by_id
        )
        if plan.held_back_until and plan.held_back_reason and plan.held_back_by_id
        else None,
        next_follow_up_on=next_follow_up_on(plan),
        deadlines=await _due(plan, work, leading),
        blocked_information=has_blocked(plan),
        **{name: list(map(viewing(plan, work), getattr(told, name))) for name, viewing in VIEWS.items()},  # type: ignore[arg-type]
    )


async def _due(plan: Plan, work: Work, leading: bool) -> list[DeadlineOut]:
    """What is due of the plan now: once for each unit that it is due of.

    To whoever does not lead the plan, what is hers to do at her unit, as in its worklist; a colleague's who leads it
    would tell of a unit that is blocked, as what is due of that one is due of the colleague.
    """
    due = deadlines(plan, adopted=await adopted(work, plan))
    held = grounds(work.actor, plan, work.now) - LEADS

    def told(one: Deadline) -> bool:
        return leading or (one.unit == work.actor.unit and (one.ground is None or one.ground in held))

    found = {
        (one.kind, one.unit, one.subject_id): DeadlineOut(
            kind=one.kind,
            unit=one.unit,
            subject_id=one.subject_id,
            since=one.since,
            due_at=one.due_at,
            overdue=one.due_at <= work.now,
        )
        for one in due
        if one.unit is not None and told(one) and during(one.since, one.until, work.now)
    }
    return sorted(found.values(), key=lambda one: (one.due_at, one.kind, one.unit))
