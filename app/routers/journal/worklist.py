"""The worklist (bevakningslista): what awaits the caller at her unit."""

from fastapi import APIRouter, Request, Response

from app.domain.deadline_kind import TEXTS, DeadlineKind
from app.http import answers
from app.http.queries import Limit, PageNumber
from app.http.route import GuardedRoute
from app.routers.journal.desk import Working
from app.routers.journal.part_routes import list_of
from app.schemas.journal.worklist import WorklistItemOut
from app.services import worklists
from app.services.worklists import Awaited

router = APIRouter(route_class=GuardedRoute, tags=["worklist"])


def place(one: Awaited) -> str:
    """Where everyone can follow it who has it on her list: the plan, or what she reaches of it if no more is hers."""
    plan = f"/plans/{one.plan_id}"
    match one.kind:
        case DeadlineKind.SUMMONS_TO_ANSWER:
            return f"{plan}/summonses"
        case DeadlineKind.NOTICE_TO_ACKNOWLEDGE:
            return f"{plan}/notices/{one.subject_id}"
        case DeadlineKind.HANDOVER_TO_ANSWER | DeadlineKind.PLAN_STALE:
            # Whoever is asked, or may take over, reaches what she can do and no plan content.
            return f"{plan}/actions"
        case _:
            return plan


@router.get(
    "/worklist",
    response_model=list_of(WorklistItemOut, "items"),
    operation_id="listWorklist",
    summary="Se vad som väntar på dig vid din enhet",
    description=(
        "Det mest brådskande först, ur alla planer inom räckhåll; ingen person och inget innehåll nämns. "
        "The most urgent first, of all plans within reach; no person and no content is named."
    ),
)
async def list_worklist(request: Request, work: Working, page: PageNumber = 1, limit: Limit = 20) -> Response:
    found, total = await worklists.page(work, page, limit)
    items = [
        WorklistItemOut(
            kind=one.kind,
            plan_id=one.plan_id,
            subject_id=one.subject_id,
            since=one.since,
            due_at=one.due_at,
            overdue=one.due_at <= work.now,
            swedish=TEXTS[one.kind].sv,
            english=TEXTS[one.kind].en,
            source=TEXTS[one.kind].source,
            href=answers.address(request, place(one)),
        )
        for one in found
    ]
    return answers.page(request, "/worklist", "items", items, page, limit, total)
