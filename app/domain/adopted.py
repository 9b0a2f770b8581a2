"""What was agreed, while a plan is revised: as it stands in the version that was adopted, until the next one is.

Source: domain rules, process: a revision is a new version, which is agreed when it is established and not before. What
the citizen is shown meanwhile is in `visibility.drafts`; this is what the units have agreed among themselves.
"""

from dataclasses import replace

from app.domain.plan import Plan


def as_agreed(plan: Plan, adopted: Plan | None) -> Plan:
    """The plan with its goals, its interventions and its next follow-up as agreed; how far they have come, as now.

    `adopted` is the version that the plan revises, and is asked for while it revises one.
    """
    if plan.revises is None:
        return plan
    if adopted is None:
        raise AssertionError("what is agreed of a plan that is being revised stands in the version that was adopted")
    return replace(
        plan,
        goals=adopted.goals,
        interventions=adopted.interventions,
        follow_ups=adopted.follow_ups,
        first_follow_up_on=adopted.first_follow_up_on,
    )
