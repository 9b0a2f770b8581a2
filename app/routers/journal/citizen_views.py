"""The citizen's view, for staff: exactly what she sees, or why she sees nothing."""

import json

from fastapi import APIRouter, Request, Response

from app.http import answers
from app.http.route import GuardedRoute
from app.routers.journal.desk import PlanId, Working
from app.schemas.journal.citizen_view import CitizenViewOut
from app.services import citizen_views

router = APIRouter(route_class=GuardedRoute, tags=["citizen-view"])


@router.get(
    "/plans/{planId}/citizen-view",
    response_model=CitizenViewOut,
    operation_id="getCitizenView",
    summary="Se det som den enskilde ser",
    description="De lagrade byten, eller varje skäl till att inget visas; skydd som bara andra planer noterar döljer "
    "mer för henne, och syns inte här. The stored bytes, or every reason; protection that only other plans note hides "
    "more from her, and is not told here.",
)
async def get_citizen_view(request: Request, work: Working, plan_id: PlanId) -> Response:
    view = await citizen_views.show(work, plan_id)
    reasons = [{"code": rule.id, "swedish": rule.sv, "english": rule.en} for rule in view.reasons]
    content = b'{"visible":%b,"reasons":%b,"plan":%b}' % (
        b"false" if view.body is None else b"true",
        json.dumps(reasons, ensure_ascii=False).encode(),
        view.body or b"null",
    )
    return answers.document(request, content, [answers.link(request, f"/plans/{plan_id}/citizen-view")])
