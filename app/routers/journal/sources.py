"""Source identifiers (journalsystemens egna id:n), and plans, goals and interventions addressed by them."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from app.domain.source import ImportOutcome
from app.http import answers
from app.http.conditional import etag
from app.http.contract_parts import UNCHANGED
from app.http.queries import Limit, PageNumber
from app.http.route import GuardedRoute
from app.routers.journal.desk import Creating, IfMatch, PlanId, Working
from app.routers.journal.part_routes import created, list_of
from app.routers.journal.plans import answer
from app.schemas.base import Wire
from app.schemas.journal.goal import GoalIn, GoalOut, GoalPatch
from app.schemas.journal.intervention import InterventionIn, InterventionOut, InterventionPatch
from app.schemas.journal.plan import PlanOut, SourceIO
from app.schemas.journal.source import SourcedPlanIn, SourceIdentifierIn, SourceIdentifierOut, SourceName
from app.services import parts, sourced_parts, sourced_plans, sources
from app.services.goals import GOALS
from app.services.interventions import INTERVENTIONS, beginning
from app.services.parts import Writable

router = APIRouter(route_class=GuardedRoute, tags=["sources"])
System = Annotated[
    SourceName,
    Path(
        alias="sourceSystem",
        description="Journalsystemets namn på sig självt. What the record system calls itself.",
        examples=["exempelsystemet"],
    ),
]
SourceId = Annotated[
    SourceName,
    Path(
        alias="sourceId",
        description="Dess id; aldrig ett personnummer. Its id, never a personnummer.",
        examples=["SIP-2026-0001"],
    ),
]
PLAN_BY_SOURCE = "/sources/{sourceSystem}/plans/{sourceId}"
FREE = {"x-first-write-is-free": True}


@router.get(
    PLAN_BY_SOURCE,
    response_model=PlanOut,
    operation_id="getPlanBySource",
    responses=UNCHANGED,
    summary="Läs planen efter journalsystemets id",
    description=(
        "Id:t är den enhets och klients som åtkomstintyget anger. "
        "The id is of the unit and client that the token states."
    ),
)
async def get_plan_by_source(request: Request, work: Working, system: System, source_id: SourceId) -> Response:
    return await answer(request, await sourced_plans.show(work, SourceIO(system=system, id=source_id)), work)


@router.put(
    PLAN_BY_SOURCE,
    response_model=PlanOut,
    responses={201: {"description": "Ny plan. A new plan.", "model": PlanOut}},
    operation_id="putPlanBySource",
    summary="Skapa planen eller håll den i takt, efter journalsystemets id",
    description=(
        "Nytt id: planen skapas (201), eller id:t ges till personens plan (matching, planId). Känt id: det som skiljer "
        "rättas, med If-Match; skiljer inget blir det ingen ny version. Gavs id:t till en plan som fanns står planens "
        "uppgifter utan If-Match. A new id: the plan is created (201), or the id is given to the person's plan. A "
        "known id: what differs is corrected, with If-Match; else no new version. If the id was given to a plan that "
        "was there, without If-Match what the plan says stands."
    ),
    openapi_extra=FREE,
)
async def put_plan_by_source(
    request: Request, work: Working, system: System, source_id: SourceId, condition: IfMatch, content: SourcedPlanIn
) -> Response:
    brought = await sourced_plans.put(work, SourceIO(system=system, id=source_id), content, condition)
    response = await answer(request, brought.plan, work)
    made = brought.outcome is ImportOutcome.CREATED
    return _made(request, response, f"/plans/{brought.plan.id}") if made else response


def _made(request: Request, response: Response, path: str) -> Response:
    response.status_code = 201
    response.headers["Location"] = answers.address(request, path)
    return response


@router.get(
    "/plans/{planId}/source-identifiers",
    response_model=list_of(SourceIdentifierOut, "sourceIdentifiers"),
    operation_id="listSourceIdentifiers",
    summary="Lista vad journalsystemen kallar planen och dess delar",
    description="Äldst först, alla huvudmäns. What the record systems of all principals call it, oldest first.",
)
async def list_source_identifiers(
    request: Request, work: Working, plan_id: PlanId, page: PageNumber = 1, limit: Limit = 20
) -> Response:
    items, total = await sources.page(work, plan_id, page, limit)
    path = f"/plans/{plan_id}/source-identifiers"
    return answers.page(request, path, "sourceIdentifiers", items, page, limit, total)


@router.post(
    "/plans/{planId}/source-identifiers",
    response_model=SourceIdentifierOut,
    status_code=201,
    operation_id="addSourceIdentifier",
    summary="Ange vad det egna journalsystemet kallar planen eller en del av den",
    description=(
        "Flera system kan känna samma plan; ett id betyder en sak. "
        "Several systems may know the same plan; one id means one thing."
    ),
)
async def add_source_identifier(
    request: Request, work: Creating, plan_id: PlanId, content: SourceIdentifierIn
) -> Response:
    changed, one = await sources.add(work, plan_id, content)

    def make() -> tuple[Wire, int]:
        assert one is not None
        return sources.viewed(one), 1

    return await created(request, work, changed, f"/plans/{plan_id}/source-identifiers", make)


def _by_source(
    path: str,
    name: str,
    out: type[Wire],
    body: type[Wire],
    patch: type[Wire],
    resource: Writable,
    adding: Callable[[Any], Writable],
    *,
    sv: str,
    en: str,
) -> None:
    """The operation that writes one kind of part by the record system's id."""

    @router.put(
        "/plans/{planId}/sources/{sourceSystem}/" + path + "/{sourceId}",
        response_model=out,
        responses={201: {"description": "Ny. New.", "model": out}},
        operation_id=f"put{name}BySource",
        summary=f"Lägg till {sv} eller håll den i takt, efter journalsystemets id",
        description=(
            f"Nytt id: läggs till (201). Känt id: det som skiljer rättas, med If-Match. "
            f"A new id: the {en} is added (201). A known id: what differs is corrected, with If-Match."
        ),
        openapi_extra=FREE,
    )
    async def put_part_by_source(
        request: Request,
        work: Working,
        plan_id: PlanId,
        system: System,
        source_id: SourceId,
        condition: IfMatch,
        content: body,  # type: ignore[valid-type]
    ) -> Response:
        source = SourceIO(system=system, id=source_id)
        brought = await sourced_parts.put(work, resource, adding(content), patch, plan_id, source, content, condition)
        part = parts.part_of(brought.plan, resource.collection, brought.part_id)
        place = f"/plans/{plan_id}/{path}/{brought.part_id}"
        shown = resource.viewing(brought.plan, work)(part)
        response = answers.document(request, shown, [answers.link(request, place)], etag=etag(part.version))
        return _made(request, response, place) if brought.created else response


_by_source("goals", "Goal", GoalOut, GoalIn, GoalPatch, GOALS, lambda _: GOALS, sv="mål", en="goal")
_by_source(
    "interventions",
    "Intervention",
    InterventionOut,
    InterventionIn,
    InterventionPatch,
    INTERVENTIONS,
    beginning,
    sv="insats",
    en="intervention",
)
