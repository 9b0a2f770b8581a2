"""What a citizen reads for somebody else, by representation. No address names a person."""

import hashlib
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from app.domain.representation import Readable
from app.http import answers
from app.http.contract_parts import UNCHANGED
from app.http.queries import Limit, PageNumber
from app.http.route import GuardedRoute
from app.routers.citizen.accesses import CitizenAccessList
from app.routers.citizen.consents import ConsentsByPlan
from app.routers.citizen.desk import Visiting
from app.routers.citizen.plans import CitizenPlans
from app.routers.citizen.summonses import SummonsesByPlan
from app.schemas.base import Wire
from app.schemas.citizen.represented import Represented
from app.schemas.types import Id
from app.services.citizen import representing
from app.services.citizen.portal import Visit

router = APIRouter(route_class=GuardedRoute, tags=["represented"])
RepresentationId = Annotated[
    Id, Path(alias="representationId", description="Företrädarskapets id. The representation's id.")
]
NOT_FOUND = (
    "404 för det som aldrig funnits, inte gäller nu, inte är ditt eller inte ingår i omfattningen. "
    "404 for all that never was, is not in force, not yours or not in your scope."
)


class RepresentedByYou(Wire):
    """Dem du läser för. For whom you read: few, so never in pages."""

    represented: list[Represented]


async def _copies(request: Request, visit: Visit, one: UUID, name: str, what: Readable) -> Response:
    rows = await representing.copies(visit, one, what)
    return answers.copies(request, f"/represented/{one}/{name}", name, rows)


@router.get(
    "/represented",
    response_model=RepresentedByYou,
    operation_id="listRepresented",
    responses=UNCHANGED,
    summary="Se vilka du läser för",
    description=(
        "Företrädarskap som gäller nu, ett för varje plan; tom lista om inget gör det. Vid skyddade personuppgifter "
        "gäller inget. Representations in force now, one for each plan; none where an identity is protected."
    ),
)
async def list_represented(request: Request, visit: Visiting) -> Response:
    rows = await representing.in_force(visit)
    found = [Represented(id=one.representation_id, kind=one.kind, scope=one.scope, until=one.until) for one in rows]
    body = RepresentedByYou(represented=found).model_dump_json(by_alias=True).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return answers.document(request, body, [answers.link(request, "/represented")], etag=tag)


@router.get(
    "/represented/{representationId}/plans",
    response_model=CitizenPlans,
    operation_id="listRepresentedPlans",
    responses=UNCHANGED,
    summary="Läs planen för den du företräder",
    description=f"Det som speglas för den enskilde, när det är frisläppt. What is mirrored for her. {NOT_FOUND}",
)
async def list_plans(request: Request, visit: Visiting, representation_id: RepresentationId) -> Response:
    return await _copies(request, visit, representation_id, "plans", Readable.PLAN)


@router.get(
    "/represented/{representationId}/summonses",
    response_model=SummonsesByPlan,
    operation_id="listRepresentedSummonses",
    responses=UNCHANGED,
    summary="Läs kallelserna för den du företräder",
    description=f"Också innan planen är upprättad. Before the plan is established, too. {NOT_FOUND}",
)
async def list_summonses(request: Request, visit: Visiting, representation_id: RepresentationId) -> Response:
    return await _copies(request, visit, representation_id, "summonses", Readable.SUMMONSES)


@router.get(
    "/represented/{representationId}/consents",
    response_model=ConsentsByPlan,
    operation_id="listRepresentedConsents",
    responses=UNCHANGED,
    summary="Läs samtyckena för den du företräder",
    description=f"Även återkallade. Withdrawn ones too. {NOT_FOUND}",
)
async def list_consents(request: Request, visit: Visiting, representation_id: RepresentationId) -> Response:
    return await _copies(request, visit, representation_id, "consents", Readable.CONSENTS)


@router.get(
    "/represented/{representationId}/accesses",
    response_model=CitizenAccessList,
    operation_id="listRepresentedAccesses",
    summary="Se vilka enheter som har läst planen för den du företräder",
    description=f"Enhet, tid och ändamål, nyast först. Unit, time and purpose, newest first. {NOT_FOUND}",
)
async def list_accesses(
    request: Request, visit: Visiting, representation_id: RepresentationId, page: PageNumber = 1, limit: Limit = 20
) -> Response:
    items, total = await representing.accesses(visit, representation_id, page, limit)
    return answers.page(request, f"/represented/{representation_id}/accesses", "accesses", items, page, limit, total)
