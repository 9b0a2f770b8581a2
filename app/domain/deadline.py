"""What is due of a plan, for whom and when (bevakningar): computed from the plan and stored beside it, never guessed.

`deadlines` is one rule for a plan's own list, for a unit's worklist and for its calendar. A row names no person and no
content. Sources: domain rules, what the citizen sees (time limits to compute and expose as data); lag (2017:612)
4 kap. 3 §; LSS (1993:387) 10 §.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from app.domain.copy import receivers
from app.domain.deadline_kind import DeadlineKind
from app.domain.deviation import DeviationState, state
from app.domain.follow_up import latest, to_close
from app.domain.holding import ending
from app.domain.intervention import InterventionState, present_states
from app.domain.lifecycle import ENDED, RESTS_ON_CONSENT, lapses_at
from app.domain.part import by_id, grouped
from app.domain.plan import Plan, PlanStatus
from app.domain.reach import DRIVES, LEADS, Ground, Reach, reach
from app.domain.summons import Occasion, Reply
from app.domain.swedish_time import a_year_after, day_ends, day_of

STALE_AFTER = timedelta(days=180)
WARNED_BEFORE = timedelta(days=30)
Whom = dict[Ground, list[tuple[str | None, str | None]]]  # by ground, (unit, principal): who has the plan within reach


@dataclass(frozen=True, slots=True)
class Deadline:
    """Due at `due_at`; on the worklist from `since` until `until` (None: until something changes).

    For those at `unit` (HSA-id) who hold `ground` in the plan; with no ground, for every reader there; with no unit,
    for those at `principal` with the right to take over. `subject_id` is the part that it is about.
    """

    kind: DeadlineKind
    ground: Ground | None
    unit: str | None
    subject_id: UUID
    since: datetime
    due_at: datetime
    until: datetime | None = None
    principal: str | None = None


def next_follow_up_on(plan: Plan) -> date | None:
    """The day of the next follow-up: what the latest one decided, else the one that the plan was adopted with."""
    last, adopted = latest(plan.follow_ups), plan.established_at
    if last is None:
        return plan.first_follow_up_on
    if adopted is None or last.held_at >= adopted:
        return last.next_on
    # Adopted anew since: a day that was over by then was for the meeting that has been held.
    days = (last.next_on, plan.first_follow_up_on)
    return next((day for day in days if day is not None and day >= day_of(adopted)), last.next_on)


def deadlines(plan: Plan, reached: Iterable[Reach] | None = None) -> Iterator[Deadline]:
    """Everything that is due of the plan as it stands, now or later, unless somebody changes it.

    `reached` is `reach(plan)`, where it is known already.
    """
    if plan.status in ENDED:
        yield from _after_closing(plan)
        return
    named = {(row.ground, row.unit, row.principal) for row in (reach(plan) if reached is None else reached)}
    who: Whom = {}
    for ground, unit, principal in sorted(named, key=repr):
        who.setdefault(ground, []).append((unit, principal))
    lapse = lapses_at(plan)
    for one in (*_of_process(plan, who), *_of_standing(plan, who), *_of_consents(plan, who), *_of_staleness(plan, who)):
        if lapse is None or one.since < lapse:
            yield replace(one, until=min((end for end in (one.until, lapse) if end), default=None))
    if lapse is not None:
        yield from _for(who, LEADS, DeadlineKind.CONSENT_ENDED, plan.id, lapse, lapse)


def _for(
    who: Whom, whom: frozenset[Ground], kind: DeadlineKind, subject: UUID, since: datetime, due_at: datetime
) -> Iterator[Deadline]:
    """One row for each unit at which somebody has the plan within reach on one of these grounds."""
    for ground in sorted(whom):
        for unit, principal in who.get(ground, ()):
            yield Deadline(kind, ground, unit, subject, since, due_at, principal=principal)


def _of_process(plan: Plan, who: Whom) -> Iterator[Deadline]:
    whom = LEADS
    ready = plan.discharge_ready_at
    # A summons to a meeting before that was about something else.
    called = ready is not None and any(one.meeting_at >= ready for one in plan.summonses)
    if plan.status is not PlanStatus.DECLINED and not called and ready is not None and plan.summons_due_at is not None:
        yield from _for(who, whom, DeadlineKind.SUMMONS_DUE, plan.id, ready, plan.summons_due_at)
    if plan.status in RESTS_ON_CONSENT:
        yield from _of_summonses(plan, who)
    meetings = [one for one in plan.meetings if one.occasion is Occasion.PLANNING]
    if plan.status is PlanStatus.MET and meetings:
        last = max(meetings, key=lambda one: one.held_at)
        yield from _for(who, whom, DeadlineKind.DOCUMENTATION_DUE, last.id, last.held_at, last.documentation_due_at)
    for one in plan.handovers:
        if one.pending:
            whom = frozenset({Ground.SUCCESSOR})
            kind = DeadlineKind.HANDOVER_TO_ANSWER
            yield from _for(who, whom, kind, one.id, one.offered_at, one.offered_at)
    units, steps = by_id(plan.units), grouped(plan.deviation_steps, "deviation_id")
    for deviation in plan.deviations:
        unit = units.get(deviation.concerns_unit_id)
        reported = deviation.reported_at
        if unit and unit.hsa_id and state(deviation, steps.get(deviation.id, ())) is DeviationState.REPORTED:
            yield Deadline(DeadlineKind.DEVIATION_TO_ADDRESS, None, unit.hsa_id, deviation.id, reported, reported)


def _of_summonses(plan: Plan, who: Whom) -> Iterator[Deadline]:
    summonses, units = by_id(plan.summonses), by_id(plan.units)
    last_held = max((meeting.held_at for meeting in plan.meetings), default=None)
    for one in plan.invitations:
        summons, unit = summonses.get(one.summons_id), units.get(one.unit_id)
        if one.reply is not Reply.NONE or summons is None or unit is None:
            continue
        sent, due = summons.sent_at, summons.meeting_at
        if last_held is not None and last_held >= sent:
            continue  # the meeting was held without its answer, which the plan shows
        if unit.hsa_id is not None:
            yield Deadline(DeadlineKind.SUMMONS_TO_ANSWER, Ground.CALLED, unit.hsa_id, one.id, sent, due)
        yield from _for(who, LEADS, DeadlineKind.SUMMONS_UNANSWERED, one.id, sent, due)


def _of_standing(plan: Plan, who: Whom) -> Iterator[Deadline]:
    """What an established plan asks for, also while it is being revised."""
    if plan.established_at is None or plan.status not in RESTS_ON_CONSENT:
        return
    begun = plan.established_at
    given = {one.recipient_id for one in plan.copies if one.given_at >= begun}
    if not receivers(plan) <= given:
        # Whoever else drives the plan could tell by it that somebody who takes part is to have none: is blocked.
        yield from _for(who, LEADS, DeadlineKind.COPIES_TO_GIVE, plan.id, begun, begun)
    states = present_states(plan.intervention_statuses)
    done = {intervention_id for intervention_id, state in states.items() if state is InterventionState.COMPLETED}
    units = by_id(plan.units)
    for one in plan.interventions:
        unit = units.get(one.responsible_unit_id) if one.responsible_unit_id else None
        # Needed, not begun, and nothing that it waits for is left undone.
        can_start = states.get(one.id) is InterventionState.NEEDED and set(one.depends_on) <= done
        if unit and unit.hsa_id and can_start:
            due = day_ends(one.starts_on or day_of(begun))
            yield Deadline(DeadlineKind.INTERVENTION_TO_START, None, unit.hsa_id, one.id, begun, due)
    closing = to_close(plan.follow_ups, plan.established_at)
    if closing is not None:
        yield from _for(who, DRIVES, DeadlineKind.CLOSURE_TO_DECIDE, closing.id, closing.held_at, closing.held_at)
    following = next_follow_up_on(plan)
    if following is not None:
        yield from _for(who, DRIVES, DeadlineKind.FOLLOW_UP_DUE, plan.id, begun, day_ends(following))
    if any(code.startswith("LSS 10") for code in plan.legal_bases):
        reviewed = max((begun, *(one.held_at for one in plan.follow_ups)))
        due = a_year_after(reviewed)
        yield from _for(who, DRIVES, DeadlineKind.YEARLY_REVIEW, plan.id, due - WARNED_BEFORE, due)


def _of_consents(plan: Plan, who: Whom) -> Iterator[Deadline]:
    consents = by_id(plan.consents)
    for consent_id, ends in ending(plan).items():
        warned = max(ends - WARNED_BEFORE, consents[consent_id].given_at)
        for row in _for(who, LEADS, DeadlineKind.CONSENT_ENDING, consent_id, warned, ends):
            # Once it has ended it is no longer about to.
            yield replace(row, until=ends)


def _of_staleness(plan: Plan, who: Whom) -> Iterator[Deadline]:
    stale = plan.changed_at + STALE_AFTER
    whom = LEADS | {Ground.PRINCIPAL}
    yield from _for(who, whom, DeadlineKind.PLAN_STALE, plan.id, stale, stale)


def _after_closing(plan: Plan) -> Iterator[Deadline]:
    units = {one.id: one.hsa_id for one in plan.units}
    for one in plan.notices:
        unit = units.get(one.unit_id)
        if unit and one.acknowledged_at is None and plan.status is PlanStatus.CLOSED:
            kind, told = DeadlineKind.NOTICE_TO_ACKNOWLEDGE, one.notified_at
            yield Deadline(kind, Ground.NOTIFIED, unit, one.id, told, told)
