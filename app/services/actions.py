"""What a caller may do with a plan now, and for each thing that she may not: why; and what the law still wants."""

from uuid import UUID

from app.domain import policy, requirements, waiting
from app.domain.action import Action
from app.domain.plan import Plan, PlanStatus
from app.domain.reach import Ground, grounds
from app.domain.refusal import Finding
from app.schemas.journal.action import ReasonOut, RequirementOut, RequirementsOut
from app.services.reading import read
from app.services.work import Work


def reasons(plan: Plan, work: Work) -> dict[Action, list[Finding]]:
    """Every action that can be taken on a plan, with every reason why this caller may not take it now."""
    held = grounds(work.actor, plan, work.now)
    return {action: _why_not(action, plan, work, held) for action in policy.PERMITS}


def _why_not(action: Action, plan: Plan, work: Work, held: frozenset[Ground]) -> list[Finding]:
    """What hinders her; or, where nothing does, that there is nothing in the plan to do it to."""
    asked = (work.actor, action, plan, work.now, held)
    return list(policy.reasons(*asked)) or list(waiting.missing(*asked))


async def show(work: Work, plan_id: UUID) -> dict[Action, list[ReasonOut]]:
    """For anybody within whose reach the plan is, on whatever ground."""
    plan = await read(work, plan_id, Action.ACTIONS_READ)
    return {action: [_told(one, plan) for one in why] for action, why in reasons(plan, work).items()}


def statuses(action: Action) -> list[PlanStatus]:
    """Where the action exists at all, as the table has it: the same for everybody, so it tells nothing of a plan."""
    return [status for status in PlanStatus if status in policy.PERMITS[action].statuses]


def _told(one: Finding, plan: Plan) -> ReasonOut:
    rule, source = one.rule, requirements.source(one.rule, plan)
    return ReasonOut(code=rule.id, swedish=rule.sv, english=rule.en, source=source, pointer=one.pointer)


async def required(work: Work, plan_id: UUID) -> RequirementsOut:
    """What is asked of the plan before it can be established: HSL 16:4, SoL 10:9, and the guideline."""
    plan = await read(work, plan_id)
    asked = requirements.checklist(plan, work.now)
    rows = [
        RequirementOut(
            code=rule.id,
            met=not missing,
            swedish=rule.sv,
            english=rule.en,
            source=requirements.source(rule, plan),
            pointers=[one.pointer for one in missing],
        )
        for rule, missing in asked
    ]
    return RequirementsOut(ready=all(row.met for row in rows), requirements=rows)
