"""What each thing in a plan is called when somebody speaks of it: "Delmål 2", "Insats ”Trygghetslarm”".

A name never holds a number of a person's: people and units are called by the names that the plan has for them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.age_exception import AgeException
from app.domain.block import Block
from app.domain.consent import Consent
from app.domain.copy import Copy
from app.domain.deviation import Deviation, DeviationStep
from app.domain.emergency_access import EmergencyAccess
from app.domain.follow_up import FollowUp, GoalResult
from app.domain.goal import Goal
from app.domain.handover import Handover
from app.domain.intervention import Intervention, InterventionStatus
from app.domain.meeting import Meeting
from app.domain.note import Note
from app.domain.notice import Notice
from app.domain.offer import Offer
from app.domain.part import find
from app.domain.participant import Participant
from app.domain.plan import Plan
from app.domain.representation import Representation
from app.domain.summons import Invitation, Summons, SummonsReply
from app.domain.swedish_time import SWEDEN, day_of
from app.domain.takeover import Takeover
from app.domain.unit import Unit
from app.domain.wording.enumerations import enumerated
from app.domain.wording.words import Words, quoted, same, within

UNKNOWN = Words("okänd", "unknown")
THE_PLAN = Words("Planen", "The plan")
THE_PERSON = Words("den enskilde", "the person")


@dataclass(frozen=True, slots=True)
class Naming:
    """How one kind of part is named, and which Swedish word says that there is a new one.

    `tells` is the field whose value is said when it comes. A part that `follows` another has that one's name, and its
    coming is told as news of it: "Insats ”Trygghetslarm”: ny status pågår".
    """

    name: Callable[[Plan, Any], Words]
    new: str = "Ny"
    tells: str = ""
    follows: bool = False


def instant(at: datetime) -> Words:
    """The date and time of day in Sweden, with its seconds when it has any."""
    local = at.astimezone(SWEDEN)
    return same(local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M"))


def _person(plan: Plan, one: Participant) -> Words:
    """Her name, and what parts her from another participant with the same one."""
    namesakes = [other for other in plan.participants if other.name == one.name]
    if len(namesakes) < 2:
        return same(one.name)
    unit = find(plan.units, one.unit_id) if one.unit_id else None
    place = same(unit.name) if unit else enumerated(one.kind)
    return same(one.name) + same(" (") + place + same(")")


def _goal(plan: Plan, one: Goal) -> Words:
    """Goals are numbered in the order in which they came, and so are sub-goals, by themselves."""
    is_sub = one.parent_id is not None
    number = [goal.id for goal in plan.goals if (goal.parent_id is not None) is is_sub].index(one.id) + 1
    return Words(f"Delmål {number}", f"Sub-goal {number}") if is_sub else Words(f"Mål {number}", f"Goal {number}")


def _consent(plan: Plan, one: Consent) -> Words:
    return Words("Samtycke till ", "Consent to ") + enumerated(one.kind) + same(f" {day_of(one.given_at)}")


def _deviation(plan: Plan, one: Deviation) -> Words:
    where = named(plan, "units", one.concerns_unit_id)
    return Words("Avvikelse hos ", "Deviation at ") + where + same(f" {day_of(one.reported_at)}")


def _from_to(plan: Plan, one: Handover | Takeover) -> Words:
    giver, taker = (named(plan, "participants", part_id) for part_id in (one.from_id, one.to_id))
    return Words(" från ", " from ") + giver + Words(" till ", " to ") + taker


def _recipient(plan: Plan, one: Copy) -> Words:
    return named(plan, "participants", one.recipient_id) if one.recipient_id else THE_PERSON


def _of(collection: str, field: str) -> Callable[[Plan, Any], Words]:
    """The name of the part that this one is about."""

    def name(plan: Plan, one: Any) -> Words:
        parts: Sequence[Any] = getattr(plan, collection)
        about = find(parts, getattr(one, field))
        return name_of(plan, about) if about else UNKNOWN

    return name


NAMES: dict[type, Naming] = {
    Unit: Naming(lambda plan, one: Words("Enhet ", "Unit ") + same(one.name)),
    Participant: Naming(lambda plan, one: Words("Deltagare ", "Participant ") + _person(plan, one)),
    Consent: Naming(_consent, "Nytt"),
    Representation: Naming(
        lambda plan, one: Words("Företrädare ", "Representative ") + enumerated(one.kind) + same(f" {one.since}")
    ),
    AgeException: Naming(
        lambda plan, one: Words("Undantag från åldersgränsen ", "Exception from the age limit ") + same(f"{one.since}"),
        "Nytt",
        tells="kind",
    ),
    # Which unit, and even of what kind, is told to those who lead the plan, in a resource of its own.
    Block: Naming(lambda plan, one: Words("Spärr ", "Block ") + instant(one.requested_at)),
    EmergencyAccess: Naming(
        lambda plan, one: Words("Nödöppning ", "Emergency access ") + instant(one.opened_at), tells="reason"
    ),
    Offer: Naming(lambda plan, one: Words("Erbjudande ", "Offer ") + instant(one.offered_at), "Nytt"),
    Summons: Naming(
        lambda plan, one: Words("Kallelse till möte ", "Summons to the meeting ") + instant(one.meeting_at)
    ),
    Invitation: Naming(
        lambda plan, one: Words("Kallad enhet ", "Called unit ") + named(plan, "units", one.unit_id),
    ),
    SummonsReply: Naming(_of("invitations", "invitation_id"), tells="reply", follows=True),
    Meeting: Naming(lambda plan, one: Words("Möte ", "Meeting ") + instant(one.held_at), "Nytt"),
    Goal: Naming(_goal, "Nytt", tells="text"),
    Intervention: Naming(lambda plan, one: Words("Insats ", "Intervention ") + quoted(one.text, most=60)),
    InterventionStatus: Naming(_of("interventions", "intervention_id"), tells="state", follows=True),
    FollowUp: Naming(
        lambda plan, one: Words("Uppföljning ", "Follow-up ") + instant(one.held_at), tells="how_is_it_going"
    ),
    GoalResult: Naming(_of("goals", "goal_id"), tells="outcome", follows=True),
    Deviation: Naming(_deviation, tells="text"),
    DeviationStep: Naming(_of("deviations", "deviation_id"), tells="kind", follows=True),
    Handover: Naming(lambda plan, one: Words("Överlämning", "Hand-over") + _from_to(plan, one)),
    Takeover: Naming(lambda plan, one: Words("Övertagande", "Take-over") + _from_to(plan, one), "Nytt", tells="reason"),
    Copy: Naming(lambda plan, one: Words("Kopia till ", "Copy to ") + _recipient(plan, one)),
    Note: Naming(
        lambda plan, one: Words("Intern anteckning ", "Internal note ") + instant(one.written_at), tells="text"
    ),
    Notice: Naming(
        lambda plan, one: Words("Underrättelse till ", "Notice to ") + named(plan, "units", one.unit_id),
    ),
}


def name_of(plan: Plan, row: Any) -> Words:
    """What the plan itself, or one of its parts, is called at the beginning of a sentence."""
    return THE_PLAN if isinstance(row, Plan) else NAMES[type(row)].name(plan, row)


def named(plan: Plan, collection: str, part_id: UUID) -> Words:
    """The part that a reference points at, as it is called inside a sentence: people and units by their names alone."""
    parts: Sequence[Any] = getattr(plan, collection)
    one = find(parts, part_id)
    if one is None:
        return UNKNOWN
    if isinstance(one, Participant):
        return _person(plan, one)
    return same(one.name) if isinstance(one, Unit) else within(name_of(plan, one))
