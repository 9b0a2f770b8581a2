"""What is due of a plan, for whom and when (bevakningar): computed from the plan and stored beside it, never guessed.

`deadlines` is one rule for a plan's own list, for a unit's worklist and for its calendar. A row names no person and no
content. What is a unit's to do while nobody there reads the plan is due of whoever leads it. Sources: domain rules,
what the citizen sees (time limits to compute and expose as data); lag (2017:612) 4 kap. 3 §; LSS (1993:387) 10 §.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from app.domain.absence import ReadBy, away, read_by, unblocked
from app.domain.adopted import as_agreed
from app.domain.copy import receivers
from app.domain.deadline_kind import DeadlineKind
from app.domain.deviation import DeviationState, state
from app.domain.during import earliest
from app.domain.follow_up import latest, to_close, to_revise
from app.domain.holding import ending
from app.domain.intervention import InterventionState, present_states
from app.domain.known_by import as_known
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


def deadlines(plan: Plan, reached: Iterable[Reach] | None = None, adopted: Plan | None = None) -> Iterator[Deadline]:
    """Everything that is due of the plan as it stands, now or later, unless somebody changes it.

    `reached` is `reach(plan)`, where it is known already; `adopted` is the version that an open plan revises.
    """
    rows = list(reach(plan) if reached is None else reached)
    who: Whom = {}
    for ground, unit, principal in sorted({(row.ground, row.unit, row.principal) for row in rows}, key=repr):
        who.setdefault(ground, []).append((unit, principal))
    if plan.status is not PlanStatus.ANNULLED:
        yield from _of_deviations(plan, who)
    if plan.status in ENDED:
        yield from _after_closing(plan, who)
        return
    standing = _of_standing(plan, who, read_by(rows), adopted)
    lapse = lapses_at(plan)
    for one in (*_of_process(plan, who), *standing, *_of_consents(plan, who), *_of_staleness(plan, who)):
        if lapse is None or one.since < lapse:
            yield replace(one, until=earliest(one.until, lapse))
    if lapse is not None:
        yield from _for(who, LEADS, DeadlineKind.CONSENT_ENDED, plan.id, lapse, lapse)


def _for(
    who: Whom, whom: frozenset[Ground], kind: DeadlineKind, subject: UUID, since: datetime, due_at: datetime
) -> Iterator[Deadline]:
    """One row for each unit at which somebody has the plan within reach on one of these grounds."""
    for ground in sorted(whom):
        for unit, principal in who.get(ground, ()):
            yield Deadline(kind, ground, unit, subject, since, due_at, principal=principal)


def _of_unit(plan: Plan, who: Whom, read: ReadBy, one: Deadline) -> Iterator[Deadline]:
    """What is that unit's to do: due of every reader there; and while there is none, of whoever leads the plan."""
    if one.unit is not None:
        yield one
    for window in away(read, one.unit, one.since):
        if window.until is None or window.until > plan.changed_at:
            for row in _for(who, LEADS, one.kind, one.subject_id, window.since, one.due_at):
                yield replace(row, until=window.until)


def _of_deviations(plan: Plan, who: Whom) -> Iterator[Deadline]:
    """What was reported is to be addressed, also when the plan has closed, or lapsed, meanwhile."""
    if not plan.deviations:
        return
    # Whom she speaks for every reader can see: it says nothing of a block (`spokesperson.coming`).
    read = read_by(unblocked(plan))
    units, steps = by_id(plan.units), grouped(plan.deviation_steps, "deviation_id")
    for one in plan.deviations:
        unit = units.get(one.concerns_unit_id)
        if unit and state(one, steps.get(one.id, ())) is DeviationState.REPORTED:
            kind, reported = DeadlineKind.DEVIATION_TO_ADDRESS, one.reported_at
            yield from _of_unit(plan, who, read, Deadline(kind, None, unit.hsa_id, one.id, reported, reported))


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


def _of_standing(plan: Plan, who: Whom, read: ReadBy, adopted: Plan | None) -> Iterator[Deadline]:
    """What an established plan asks for, also while it is being revised: of interventions, those that are agreed."""
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
    for one in as_agreed(plan, adopted).interventions:
        unit = units.get(one.responsible_unit_id) if one.responsible_unit_id else None
        # Needed, not begun, and nothing that it waits for is left undone.
        can_start = states.get(one.id) is InterventionState.NEEDED and set(one.depends_on) <= done
        if unit and can_start:
            kind, due = DeadlineKind.INTERVENTION_TO_START, day_ends(one.starts_on or day_of(begun))
            yield from _of_unit(plan, who, read, Deadline(kind, None, unit.hsa_id, one.id, begun, due))
    revising = to_revise(plan.follow_ups, plan.established_at)
    if revising is not None and plan.status is PlanStatus.ESTABLISHED:
        kind, held = DeadlineKind.REVISION_TO_BEGIN, revising.held_at
        yield from _for(who, DRIVES, kind, revising.id, held, held)
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
    # The day she comes of age is told by the birth date that the plan's readers know; when the plan lapses is decided.
    for consent_id, ends in ending(as_known(plan, plan.changed_at)).items():
        warned = max(ends - WARNED_BEFORE, consents[consent_id].given_at)
        for row in _for(who, LEADS, DeadlineKind.CONSENT_ENDING, consent_id, warned, ends):
            # Once it has ended it is no longer about to.
            yield replace(row, until=ends)


def _of_staleness(plan: Plan, who: Whom) -> Iterator[Deadline]:
    stale = plan.changed_at + STALE_AFTER
    whom = LEADS | {Ground.PRINCIPAL}
    yield from _for(who, whom, DeadlineKind.PLAN_STALE, plan.id, stale, stale)


def _after_closing(plan: Plan, who: Whom) -> Iterator[Deadline]:
    """That a unit knows: its own to say, and for one that cannot log in, to be said by whoever leads the plan."""
    units = by_id(plan.units)
    for one in plan.notices:
        unit = units.get(one.unit_id)
        if unit and one.acknowledged_at is None and plan.status is PlanStatus.CLOSED:
            kind, told = DeadlineKind.NOTICE_TO_ACKNOWLEDGE, one.notified_at
            if unit.hsa_id is not None:
                yield Deadline(kind, Ground.NOTIFIED, unit.hsa_id, one.id, told, told)
            else:
                yield from _for(who, LEADS, kind, one.id, told, told)
