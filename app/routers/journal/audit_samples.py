"""Samples of the audit log (stickprov), and the record that checks were made."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from app.http import answers
from app.http.answers import Link
from app.http.queries import Limit, PageNumber
from app.http.route import GuardedRoute
from app.routers.journal.desk import Creating, Working
from app.routers.journal.part_routes import list_of
from app.schemas.journal.audit_sample import AuditSampleIn, AuditSampleOut, AuditSampleWholeOut, SampleOutcomeIn
from app.schemas.types import Id
from app.services import audit_samples, retries

router = APIRouter(route_class=GuardedRoute, tags=["audit"])
HOME = "/audit/samples"
SampleId = Annotated[Id, Path(alias="sampleId", description="Stickprovets id. The sample's id.")]


def _links(request: Request, sample_id: UUID) -> list[Link]:
    home = f"{HOME}/{sample_id}"
    outcome = answers.link(request, f"{home}/outcome", "edit", "PUT")
    return [answers.link(request, home), answers.link(request, HOME, "collection"), outcome]


@router.post(
    HOME,
    response_model=AuditSampleWholeOut,
    status_code=201,
    operation_id="drawAuditSample",
    summary="Dra ett stickprov ur loggen",
    description=(
        "Vilka poster som dras följer av loggens senaste förseglade kontrollpunkt, så att ingen väljer dem; perioden "
        "ska vara förseglad. Dragningen sparas. Which entries are drawn follows from the newest checkpoint of the "
        "log, so that nobody chooses them; the period must be sealed. The draw is kept."
    ),
)
async def draw_audit_sample(request: Request, work: Creating, content: AuditSampleIn) -> Response:
    made = await audit_samples.draw(work, content)
    if made.kept is not None:
        return Response(work.keys.open(made.kept.sealed_body), made.kept.status, made.kept.headers)
    headers = {"Location": answers.address(request, f"{HOME}/{made.id}")}
    shown = await audit_samples.whole(work, made.id)
    response = answers.document(request, shown, _links(request, made.id), status=201, headers=headers)
    await retries.keep(work, made.id, 201, response.headers, bytes(response.body))
    return response


@router.get(
    HOME,
    response_model=list_of(AuditSampleOut, "samples"),
    operation_id="listAuditSamples",
    summary="Lista huvudmannens stickprov",
    description=("Nyast först, med utfall: att kontroller görs (PDL 4:3). Newest first, with what was found."),
)
async def list_audit_samples(request: Request, work: Working, page: PageNumber = 1, limit: Limit = 20) -> Response:
    items, total = await audit_samples.page(work, page, limit)
    return answers.page(request, HOME, "samples", items, page, limit, total)


@router.get(
    HOME + "/{sampleId}",
    response_model=AuditSampleWholeOut,
    operation_id="getAuditSample",
    summary="Läs ett stickprov",
    description="Med de poster som drogs. With the entries that were drawn.",
)
async def get_audit_sample(request: Request, work: Working, sample_id: SampleId) -> Response:
    return answers.document(request, await audit_samples.show(work, sample_id), _links(request, sample_id))


@router.put(
    HOME + "/{sampleId}/outcome",
    response_model=AuditSampleWholeOut,
    operation_id="decideAuditSample",
    summary="Anteckna vad granskningen visade",
    description="Inga patientuppgifter; det som stod förut finns kvar. No patient data; what stood before is kept.",
)
async def decide_audit_sample(
    request: Request, work: Working, sample_id: SampleId, content: SampleOutcomeIn
) -> Response:
    return answers.document(request, await audit_samples.decide(work, sample_id, content), _links(request, sample_id))
