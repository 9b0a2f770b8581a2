"""Summonses (kallelser) of a plan, and the called units' replies."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request, Response

from app.http import answers
from app.http.conditional import etag
from app.http.contract_parts import UNCHANGED
from app.routers.journal.desk import IfMatch, PlanId, Working
from app.routers.journal.part_routes import id_of, part_router
from app.schemas.journal.summons import ForwardingIn, InvitationOut, ReplyIn, SummonsIn, SummonsOut
from app.schemas.types import Id
from app.services import replies, summonses

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


InvitationId = Annotated[Id, Path(alias="invitationId", description="Den kallade enhetens plats i kallelsen.")]
PLACE = "/plans/{planId}/summonses/{summonsId}/invitations/{invitationId}"


def _answer(request: Request, plan_id: UUID, summons_id: UUID, answer: InvitationOut) -> Response:
    home = f"/plans/{plan_id}/summonses/{summons_id}"
    links = [answers.link(request, f"{home}/invitations/{answer.id}"), answers.link(request, home, "up")]
    return answers.document(request, answer, links, etag=etag(answer.version))


@router.get(
    PLACE,
    response_model=InvitationOut,
    operation_id="getInvitation",
    responses=UNCHANGED,
    summary="Läs en kallad enhets plats och svar",
    description="Med ETag, att ange i If-Match när enheten svarar. A called unit's place, with its answers.",
)
async def get_invitation(
    request: Request, work: Working, plan_id: PlanId, part_id: SummonsId, invitation_id: InvitationId
) -> Response:
    return _answer(request, plan_id, part_id, await replies.show(work, plan_id, part_id, invitation_id))


@router.put(
    f"{PLACE}/reply",
    response_model=InvitationOut,
    operation_id="replyToSummons",
    summary="Svara på kallelsen",
    description=(
        "Den kallade enheten svarar och utser sin representant, som den får namnge i svaret; samordningsansvarig "
        "registrerar svar från den som inte kan logga in. The called unit answers and appoints its representative, "
        "whom the answer may name; the coordinator registers others'."
    ),
)
async def reply(
    request: Request,
    work: Working,
    plan_id: PlanId,
    part_id: SummonsId,
    invitation_id: InvitationId,
    condition: IfMatch,
    content: ReplyIn,
) -> Response:
    _, answer = await replies.reply(work, plan_id, part_id, invitation_id, content, condition)
    return _answer(request, plan_id, part_id, answer)


@router.put(
    f"{PLACE}/forwarding",
    response_model=InvitationOut,
    operation_id="forwardSummons",
    summary="Sänd kallelsen vidare till rätt enhet",
    description=(
        "Till en annan enhet hos samma huvudman, som får en egen plats att svara på. "
        "To another unit of the same principal, which gets a place of its own to answer."
    ),
)
async def forward(
    request: Request,
    work: Working,
    plan_id: PlanId,
    part_id: SummonsId,
    invitation_id: InvitationId,
    condition: IfMatch,
    content: ForwardingIn,
) -> Response:
    _, answer = await replies.forward(work, plan_id, part_id, invitation_id, content, condition)
    return _answer(request, plan_id, part_id, answer)
