"""A plan that is filled to what it may hold, of every kind of part, each pointing at others all over the plan.

`size` is how many there are of a kind (`room.MOST_PARTS` fills it); of what is only added to there are more. What
is made of a plan should cost by the part, not by the pair of parts: two sizes are compared.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from app.domain.consent import ConsentKind
from app.domain.deviation import DeviationStepKind
from app.domain.plan import Plan, PlanStatus
from app.domain.summons import Reply
from tests.domain.parts import (
    ALL_OF_IT,
    age_exception,
    answer,
    block,
    copy,
    emergency_access,
    offer,
    representation,
    result,
    step,
    takeover,
)
from tests.domain.plans import (
    PrincipalType,
    deviation,
    established,
    follow_up,
    goal,
    handover,
    intervention,
    invitation,
    meeting,
    note,
    notice,
    participant,
    sharing,
    sip,
    status,
    summons,
    uid,
    unit,
)

RECIPIENTS = 10  # of each consent: as many whatever the size is
DEEP = 4


def filled(
    size: int, base: Plan | None = None, new: Callable[[], UUID] | None = None, recipients: int = RECIPIENTS
) -> Plan:
    """`base` with everything that it lacks; `new` gives ids that come after all of hers."""
    plan = base or established()
    numbers = count(10_000)
    make = new or (lambda: uid(next(numbers)))

    def more(name: str, build: Callable[[int], Any], times: int = 1) -> tuple[Any, ...]:
        there = getattr(plan, name)
        return there + tuple(build(n) for n in range(size * times - len(there)))

    def nth(parts: tuple[Any, ...], n: int) -> UUID:
        found: UUID = parts[n % len(parts)].id
        return found

    region = PrincipalType.REGION
    units = more("units", lambda n: unit(make(), f"SE2329990015-E99{n:010}", region, name=f"Enhet {n}"))
    people = more(
        "participants", lambda n: participant(make(), unit_id=nth(units, n), hsa_id=f"SE2329990015-P99{n:010}")
    )
    given = plan.changed_at - timedelta(days=1)

    def consent(n: int) -> Any:
        to = [nth(units, n + 7 * place) for place in range(recipients)]
        when: dict[str, Any] = {"given_at": given + timedelta(minutes=n), "entered_at": given}
        if n % 10 == 9:
            kind = ConsentKind.SIP if n % 20 == 9 else ConsentKind.RELATIVES
            names = ("Dottern",) if kind is ConsentKind.RELATIVES else ()
            return replace(sip(make(), **when), kind=kind, relatives=names)
        when |= {"valid_until": date(2099, 1, 1)} if n % 2 else {}
        return sharing(*dict.fromkeys(to), id=make(), information=ALL_OF_IT, **when)

    summonses = more("summonses", lambda n: summons(id=make()))
    invitations = more(
        "invitations",
        lambda n: replace(
            invitation(make(), nth(units, n // 2), (Reply.NONE, Reply.ATTENDS)[n % 2]), summons_id=nth(summonses, n)
        ),
        5,
    )
    coordinator, main = plan.coordinator_id or people[0].id, plan.main_responsible_id or people[0].id
    roles = {"chair_id": coordinator, "writer_id": coordinator, "main_responsible_id": main}
    meetings = more("meetings", lambda n: meeting(id=make(), **roles, attendee_ids=tuple(p.id for p in people[:50])))
    goals = list(plan.goals)
    while len(goals) < size:
        deeper = goals[-1].id if len(goals) % (DEEP + 1) else None
        goals.append(goal(make(), parent_id=deeper, follow_up_responsible_id=nth(people, len(goals))))
    all_goals = tuple(goals)
    interventions = more(
        "interventions",
        lambda n: intervention(make(), goal_id=nth(all_goals, -n - 1), responsible_unit_id=nth(units, n)),
    )
    follow_ups = more("follow_ups", lambda n: follow_up(make()))
    deviations = more(
        "deviations",
        lambda n: deviation(id=make(), reported_by_unit_id=nth(units, n), concerns_unit_id=nth(units, n + 1)),
    )
    readers = more("representations", lambda n: representation(make(), registered_by_id=coordinator))
    addressed = DeviationStepKind.ADDRESSED
    told = plan.status is PlanStatus.CLOSED
    return replace(
        plan,
        units=units,
        participants=people,
        consents=more("consents", consent),
        representations=readers,
        age_exceptions=more("age_exceptions", lambda n: age_exception(make(), representation_id=nth(readers, -n - 1))),
        blocks=more("blocks", lambda n: block(f"SE2329990031-E99{n:010}", make(), registered_by_id=coordinator)),
        emergency_accesses=more("emergency_accesses", lambda n: emergency_access(make())),
        offers=more("offers", lambda n: offer(make(), offered_by_unit_id=nth(units, n))),
        summonses=summonses,
        invitations=invitations,
        summons_replies=more(
            "summons_replies",
            lambda n: answer(make(), invitation_id=nth(invitations, n), answered_by_unit_id=nth(units, n)),
            5,
        ),
        meetings=meetings,
        goals=all_goals,
        interventions=interventions,
        intervention_statuses=more("intervention_statuses", lambda n: status(make(), nth(interventions, n)), 5),
        follow_ups=follow_ups,
        goal_results=more(
            "goal_results",
            lambda n: result(make(), follow_up_id=nth(follow_ups, n), goal_id=nth(all_goals, n // size)),
            10,
        ),
        deviations=deviations,
        deviation_steps=more(
            "deviation_steps",
            lambda n: step(addressed, nth(units, n), make(), deviation_id=nth(deviations, n)),
            5,
        ),
        handovers=more(
            "handovers",
            lambda n: replace(handover(make(), nth(people, n), withdrawn_at=plan.changed_at), from_id=coordinator),
        ),
        takeovers=more("takeovers", lambda n: replace(takeover(make(), nth(people, n)), from_id=coordinator)),
        copies=more("copies", lambda n: copy(nth(people, n), make())),
        notes=more("notes", lambda n: note(id=make(), author_unit_id=nth(units, n))),
        notices=more("notices", lambda n: notice(nth(units, n), id=make())) if told else plan.notices,
    )
