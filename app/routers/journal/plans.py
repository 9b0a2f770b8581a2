"""Plans: create, list, read whole, correct, release, name the coordinator, and search by personnummer in a body."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.domain.contents.asking import not_in_future
from app.domain.lifecycle import closed_by_time
from app.domain.plan import Plan, PlanStatus
from app.domain.wanted import Wanted
from app.http import answers
from app.http.conditional import etag
from app.http.contract_parts import UNCHANGED
from app.http.queries import AsOf, Limit, PageNumber
from app.http.route import GuardedRoute
from app.routers.journal.actions import links_for
from app.routers.journal.desk import Creating, IfMatch, PlanId, Working
from app.routers.journal.part_routes import created, list_of
from app.schemas.base import Wire
from app.schemas.journal.plan import CoordinatorIn, PlanIn, PlanOut, PlanPatch, PlanSummary, ReleaseIn, SearchIn
from app.schemas.types import Day, Line
from app.services import actions, plans, reading, versions
from app.services.plan_views import whole
from app.services.work import Work

router = APIRouter(route_class=GuardedRoute, tags=["plans"])
PlanList = list_of(PlanSummary, "plans")
# What whoever reads the plan may read; the mapping, summonses, notices and actions have rules of their own.
RELATED = ("consents", "offers", "participants", "units", "meetings", "goals", "interventions", "follow-ups")
RELATED += ("deviations", "handovers", "takeovers", "copies", "notes", "requirements", "versions", "accesses")
RELATED += ("citizen-view", "agreed-interventions", "source-identifiers", "number-changes")


def plan_tag(plan: Plan) -> str:
    """The version's tag. A plan that time alone has closed has another: its document differs, its version does not."""
    return f'"{plan.version}-ended"' if closed_by_time(plan) else etag(plan.version)


async def answer(request: Request, plan: Plan, work: Work) -> Response:
    allowed = {action for action, why in actions.reasons(plan, work).items() if not why}
    links = [answers.link(request, f"/plans/{plan.id}"), *links_for(request, plan.id, allowed)]
    links += [answers.link(request, f"/plans/{plan.id}/{name}", "related") for name in RELATED]
    return answers.document(request, await whole(plan, work), links, etag=plan_tag(plan))


@router.post(
    "/plans",
    response_model=PlanOut,
    status_code=201,
    operation_id="createPlan",
    summary="Skapa en plan",
    description="Av den enhet som uppmärksammar behovet (HSL 16:4, SoL 10:8). By the unit that sees the need.",
)
async def create_plan(request: Request, work: Creating, content: PlanIn) -> Response:
    changed = await plans.create(work, content)
    shown = await whole(changed.plan, work)

    def make() -> tuple[Wire, int]:
        return shown, changed.plan.version

    return await created(request, work, changed, f"/plans/{changed.plan.id}", make)


@router.get(
    "/plans",
    response_model=PlanList,
    operation_id="listPlans",
    summary="Lista planer inom räckhåll",
    description=(
        "Nyast först, bara dem du får läsa nu. Sökbegreppen är de lagen medger (PDL 2:8, 2001:637 15 §). "
        "Newest first, only those you may read now. The search terms are those that the law allows."
    ),
)
async def list_plans(
    request: Request,
    work: Working,
    status: Annotated[PlanStatus | None, Query(description="Status nu. The status now.")] = None,
    source_id: Annotated[
        Line | None,
        Query(alias="sourceId", description="Planens nummer i journalsystemet. The record system's number."),
    ] = None,
    initiated_from: Annotated[
        Day | None, Query(alias="initiatedFrom", description="Första dag som behovet sågs. The first day.")
    ] = None,
    initiated_to: Annotated[
        Day | None, Query(alias="initiatedTo", description="Sista dag som behovet sågs. The last day.")
    ] = None,
    page: PageNumber = 1,
    limit: Limit = 20,
) -> Response:
    wanted = Wanted(status=status, source_id=source_id, initiated_from=initiated_from, initiated_to=initiated_to)
    items, total = await plans.page(work, page, limit, wanted=wanted)
    return answers.page(request, "/plans", "plans", items, page, limit, total)


@router.post(
    "/plan-searches",
    response_model=PlanList,
    operation_id="searchPlans",
    summary="Sök en persons planer",
    description=(
        "POST eftersom ett personnummer aldrig står i en adress (MOG.03); skapar inget. Bara planer inom räckhåll. "
        "POST because a personnummer never stands in an address; creates nothing. Only plans within reach."
    ),
)
async def search_plans(
    request: Request, work: Working, content: SearchIn, page: PageNumber = 1, limit: Limit = 20
) -> Response:
    items, total = await plans.page(work, page, limit, content.personnummer)
    return answers.page(request, "/plan-searches", "plans", items, page, limit, total)


@router.get(
    "/plans/{planId}",
    response_model=PlanOut,
    operation_id="getPlan",
    responses=UNCHANGED,
    summary="Läs hela planen",
    description=(
        "Allt utom kartläggningen, som är en egen resurs; nu, eller som den var (asOf). "
        "All but the mapping, a resource of its own; now, or as it stood (asOf)."
    ),
)
async def get_plan(request: Request, work: Working, plan_id: PlanId, as_of: AsOf = None) -> Response:
    if as_of is None:
        return await answer(request, await reading.read(work, plan_id), work)
    if isinstance(as_of, int):
        stood, number = await versions.plan_at(work, plan_id, version=as_of)
    else:
        not_in_future(as_of, work.now, "asOf")
        stood, number = await versions.plan_at(work, plan_id, at=as_of)
    links = [answers.link(request, f"/plans/{plan_id}/versions/{number}")]
    links.append(answers.link(request, f"/plans/{plan_id}", "latest-version"))
    return answers.document(request, stood, links)


@router.patch(
    "/plans/{planId}",
    response_model=PlanOut,
    operation_id="correctPlan",
    summary="Rätta planens egna uppgifter",
    description="JSON Merge Patch (RFC 7396). Corrects the plan's own members; every version is kept.",
)
async def correct_plan(
    request: Request,
    work: Working,
    plan_id: PlanId,
    condition: IfMatch,
    content: PlanPatch,  # type: ignore[valid-type]
) -> Response:
    return await answer(request, (await plans.correct(work, plan_id, content, condition)).plan, work)


@router.put(
    "/plans/{planId}/release",
    response_model=PlanOut,
    operation_id="releasePlan",
    summary="Besluta om planen får visas för den enskilde",
    description="approvedForPatient: falskt tills någon beslutar. False until somebody decides.",
)
async def release_plan(
    request: Request, work: Working, plan_id: PlanId, condition: IfMatch, content: ReleaseIn
) -> Response:
    return await answer(request, (await plans.release(work, plan_id, content, condition)).plan, work)


@router.put(
    "/plans/{planId}/coordinator",
    response_model=PlanOut,
    operation_id="nameCoordinator",
    summary="Utse samordningsansvarig",
    description=(
        "Den första; därefter överlämnas uppdraget, och den som samordnar får 409 här, också om hennes eget anrop "
        "skickas igen. The first one; after that the task is handed over, and whoever coordinates is answered 409 "
        "here, also where a request of her own is sent again."
    ),
)
async def name_coordinator(
    request: Request, work: Working, plan_id: PlanId, condition: IfMatch, content: CoordinatorIn
) -> Response:
    return await answer(request, (await plans.name_coordinator(work, plan_id, content, condition)).plan, work)
