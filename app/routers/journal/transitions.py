"""Transitions (steg i livscykeln): a noun, so that no verb stands in a path."""

from fastapi import APIRouter, Request, Response

from app.http import answers
from app.http.route import GuardedRoute
from app.routers.journal.desk import IfMatch, PlanId, Working
from app.routers.journal.plans import answer
from app.schemas.journal.plan import PlanOut
from app.schemas.journal.transition import TransitionIn
from app.services import transitions
from app.services.plan_views import whole

router = APIRouter(route_class=GuardedRoute, tags=["transitions"])


@router.post(
    "/plans/{planId}/transitions",
    response_model=PlanOut,
    operation_id="takeTransition",
    summary="Ta ett steg i livscykeln",
    description=(
        "409 med lista när lagens krav inte är uppfyllda. Med dryRun prövas steget och inget sparas. If-Match gör "
        "omförsök ofarliga: steget tas en gång. 409 with the list of what is missing. With dryRun it is tried and "
        "nothing is saved. If-Match makes retries safe: the step is taken once."
    ),
)
async def take_transition(
    request: Request, work: Working, plan_id: PlanId, condition: IfMatch, content: TransitionIn
) -> Response:
    plan = (await transitions.take(work, plan_id, content, condition)).plan
    if content.dry_run:
        # No tag: this is how the plan would stand, and nothing to write back.
        return answers.document(request, await whole(plan, work), [answers.link(request, f"/plans/{plan_id}")])
    return await answer(request, plan, work)
