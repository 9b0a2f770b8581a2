"""The version that was adopted, of a plan that is being revised, from the history: what is agreed stands in it."""

from app.domain.plan import Plan
from app.repositories import history
from app.services.work import Work


async def adopted(work: Work, plan: Plan) -> Plan | None:
    """The version that stands until the plan is adopted anew; None where the plan revises none."""
    return None if plan.revises is None else await history.version(work.connection, plan, plan.revises)
