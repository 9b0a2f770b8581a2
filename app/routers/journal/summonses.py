"""Summonses (kallelser) of a plan, and the called units' replies."""

from typing import Annotated

from fastapi import Path, Request, Response

from app.http import answers
from app.http.conditional import etag
from app.routers.journal.desk import IfMatch, PlanId, Working
from app.routers.journal.part_routes import id_of, part_router
from app.schemas.journal.summons import InvitationOut, ReplyIn, SummonsIn, SummonsOut
from app.schemas.types import Id
from app.services import summonses

SummonsId = id_of("summons")
router = part_router(
    "summonses",
    "summons",
    SummonsOut,
    lambda work: summonses.SUMMONSES,
    body=SummonsIn,
    adding=summonses.calling,
    sv="kallelse",
    en="summons",
)


@router.put(
    "/plans/{planId}/summonses/{summonsId}/invitations/{invitationId}/reply",
    response_model=InvitationOut,
    operation_id="replyToSummons",
    summary="Svara på kallelsen",
    description=(
        "Den kallade enheten svarar och utser sin representant; samordningsansvarig registrerar svar från den som inte "
        "kan logga in. The called unit answers and appoints its representative; the coordinator registers others'."
    ),
)
async def reply(
    request: Request,
    work: Working,
    plan_id: PlanId,
    part_id: SummonsId,
    invitation_id: Annotated[Id, Path(alias="invitationId", description="Den kallade enhetens plats i kallelsen.")],
    condition: IfMatch,
    content: ReplyIn,
) -> Response:
    _, answer = await summonses.reply(work, plan_id, part_id, invitation_id, content, condition)
    links = [answers.link(request, f"/plans/{plan_id}/summonses/{part_id}", "up")]
    return answers.document(request, answer, links, etag=etag(answer.version))
