"""Those who read for the person (företrädare), and exceptions from the age limits (undantag)."""

from fastapi import APIRouter, Request, Response

from app.routers.journal.desk import IfMatch, PlanId, Working
from app.routers.journal.part_routes import id_of, part_router
from app.schemas.journal.age_exception import AgeExceptionIn, AgeExceptionOut
from app.schemas.journal.representation import EndingIn, RepresentationIn, RepresentationOut, RepresentationPatch
from app.services import representations
from app.services.representations import AGE_EXCEPTIONS, building

RepresentationId, AgeExceptionId = id_of("representation"), id_of("ageException")
router = part_router(
    "representations",
    "representation",
    RepresentationOut,
    lambda work: building(work.keys),
    body=RepresentationIn,
    patch=RepresentationPatch,
    sv="företrädarskap",
    en="representation",
)
exceptions: APIRouter = part_router(
    "age-exceptions",
    "ageException",
    AgeExceptionOut,
    lambda work: AGE_EXCEPTIONS,
    body=AgeExceptionIn,
    sv="undantag från åldersgränserna",
    en="exception from the age limits",
)


@router.put(
    "/plans/{planId}/representations/{representationId}/ending",
    status_code=204,
    response_class=Response,
    operation_id="endRepresentation",
    summary="Avsluta företrädarskapet",
    description="Företrädaren läser inte längre när svaret kommer. The representative reads no more once this answers.",
)
async def end(
    request: Request, work: Working, plan_id: PlanId, part_id: RepresentationId, condition: IfMatch, content: EndingIn
) -> Response:
    await representations.end(work, "representations", plan_id, part_id, content, condition)
    return Response(status_code=204)


@exceptions.put(
    "/plans/{planId}/age-exceptions/{ageExceptionId}/ending",
    status_code=204,
    response_class=Response,
    operation_id="endAgeException",
    summary="Återkalla undantaget",
    description="Åldersgränserna gäller åter. The age limits hold again.",
)
async def end_exception(
    request: Request, work: Working, plan_id: PlanId, part_id: AgeExceptionId, condition: IfMatch, content: EndingIn
) -> Response:
    await representations.end(work, "age_exceptions", plan_id, part_id, content, condition)
    return Response(status_code=204)
