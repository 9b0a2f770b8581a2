"""Notices of closure (underrättelser om avslut): who was told. They are made when the plan closes."""

from fastapi import Request, Response

from app.http import answers
from app.http.conditional import etag
from app.routers.journal.desk import IfMatch, PlanId, Working
from app.routers.journal.part_routes import id_of, part_router
from app.schemas.journal.notice import AcknowledgementIn, NoticeOut
from app.services import notices
from app.services.parts import part_of

NoticeId = id_of("notice")
router = part_router(
    "notices", "notice", NoticeOut, lambda work: notices.NOTICES, sv="underrättelse om avslut", en="notice"
)


@router.put(
    "/plans/{planId}/notices/{noticeId}/acknowledgement",
    response_model=NoticeOut,
    operation_id="acknowledgeNotice",
    summary="Bekräfta att enheten underrättats",
    description=(
        "Av den underrättade enheten, för sig själv; för en som inte kan logga in, av den som leder planen. "
        "By the unit that was told, for itself; for one that cannot log in, by whoever leads the plan."
    ),
)
async def acknowledge(
    request: Request, work: Working, plan_id: PlanId, part_id: NoticeId, condition: IfMatch, content: AcknowledgementIn
) -> Response:
    changed = await notices.acknowledge(work, plan_id, part_id, content, condition)
    part = part_of(changed.plan, "notices", part_id)
    links = [answers.link(request, f"/plans/{plan_id}/notices/{part_id}")]
    return answers.document(request, NoticeOut.model_validate(part), links, etag=etag(part.version))
