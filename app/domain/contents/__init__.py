"""What may stand in a plan: a check for each kind of part, and the two ways in, `added` and `revised`.

A part that is entered and a part that is corrected go through the same check. Times that say when something happened
lie in the past or are now; what is entered today may have happened yesterday.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.domain.contents import blocking, people, process, representing, work
from app.domain.contents.asking import not_in_future
from app.domain.emergency_access import EmergencyAccess
from app.domain.note import Note
from app.domain.part import Part, changed
from app.domain.plan import PARTS, Plan
from app.domain.refusal import Conflict
from app.domain.room import MOST_PARTS
from app.domain.rule import Rule

TOO_MANY = Rule(
    "too-many-parts", "Planen rymmer inte fler av det slaget.", "The plan holds no more of that kind.", "decided"
)


def _note(plan: Plan, one: Note, now: datetime) -> None:
    not_in_future(one.written_at, now, "/writtenAt")


def _emergency_access(plan: Plan, one: EmergencyAccess, now: datetime) -> None:
    not_in_future(one.opened_at, now, "/openedAt")


CHECKS: dict[str, Callable[[Plan, Any, datetime], None]] = {
    "units": people.unit,
    "participants": people.participant,
    "consents": people.consent,
    "representations": representing.representation,
    "age_exceptions": representing.age_exception,
    "blocks": blocking.block,
    "emergency_accesses": _emergency_access,
    "offers": process.offer,
    "summonses": process.summons,
    "invitations": process.invitation,
    "summons_replies": process.reply,
    "meetings": process.meeting,
    "goals": work.goal,
    "interventions": work.intervention,
    "intervention_statuses": work.status,
    "follow_ups": work.follow_up,
    "goal_results": work.result,
    "deviations": work.deviation,
    "deviation_steps": work.deviation_step,
    "handovers": process.handover,
    "takeovers": process.takeover,
    "copies": process.copy,
    "notes": _note,
}

if CHECKS.keys() != PARTS.keys() - {"notices"}:
    raise RuntimeError("a kind of part without a check would be let in unseen")


def require_room(plan: Plan, collection: str, most: int) -> None:
    """Raises unless there are fewer of the kind than that."""
    if len(getattr(plan, collection)) >= most:
        raise Conflict(TOO_MANY)


def added(plan: Plan, collection: str, part: Part, now: datetime, most: int = MOST_PARTS) -> Plan:
    """The plan with one more part, if the part may stand there and there are not `most` already."""
    require_room(plan, collection, most)
    CHECKS[collection](plan, part, now)
    return replace(plan, **{collection: (*getattr(plan, collection), part)})


def revised(plan: Plan, collection: str, part: Part, now: datetime, **values: Any) -> Plan:
    """The plan with one part corrected, judged by the same check as a new one."""
    after = replace(plan, **{collection: changed(getattr(plan, collection), part, **values)})
    CHECKS[collection](after, next(p for p in getattr(after, collection) if p.id == part.id), now)
    return after
