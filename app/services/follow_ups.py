"""Follow-ups of a plan, each with the result of the goals that were followed up."""

from collections.abc import Callable
from dataclasses import replace

from app.domain.action import Action
from app.domain.contents import added
from app.domain.follow_up import FollowUp, GoalResult
from app.domain.part import grouped
from app.domain.plan import Plan
from app.domain.room import room
from app.schemas.journal.follow_up import FollowUpIn, FollowUpOut, ResultIO
from app.services.parts import Entry, Writable, entry, shown, tupled
from app.services.work import Work


def build(plan: Plan, entry: Entry, body: FollowUpIn) -> FollowUp:
    return FollowUp(**entry, **tupled(body.model_dump(exclude={"results"})))


def viewing(plan: Plan, work: Work) -> Callable[[FollowUp], FollowUpOut]:
    results = grouped(plan.goal_results, "follow_up_id")

    def view(part: FollowUp) -> FollowUpOut:
        return shown(FollowUpOut, part, results=[shown(ResultIO, one) for one in results.get(part.id, ())])

    return view


FOLLOW_UPS = Writable(
    collection="follow_ups", noun="follow-up", write=Action.FOLLOW_UP_RECORD, build=build, viewing=viewing
)


def following_up(body: FollowUpIn) -> Writable:
    """The resource for a new follow-up, which comes with its results."""

    def then(plan: Plan, part: FollowUp, work: Work) -> Plan:
        most = room("goal_results", plan, work.actor, work.now)
        for one in body.results:
            result = GoalResult(**entry(work, "goal_results"), follow_up_id=part.id, **one.model_dump())
            plan = added(plan, "goal_results", result, work.now, most)
        return plan

    return replace(FOLLOW_UPS, then=then)
