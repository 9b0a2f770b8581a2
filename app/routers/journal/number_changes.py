"""Number changes (nummerbyten): reserve number, samordningsnummer, personnummer; stated, listed, undone."""

from fastapi import APIRouter, Request, Response

from app.http import answers
from app.http.conditional import etag
from app.http.contract_parts import UNCHANGED
from app.http.queries import Limit, PageNumber
from app.http.route import GuardedRoute
from app.routers.journal.desk import Creating, IfMatch, PlanId, Working
from app.routers.journal.part_routes import created, id_of, list_of
from app.schemas.base import Wire
from app.schemas.journal.number_change import NumberChangeIn, NumberChangeOut, UndoingIn
from app.services import number_changes

router = APIRouter(route_class=GuardedRoute, tags=["number-changes"])
NumberChangeId = id_of("numberChange")
PLACE = "/plans/{planId}/number-changes"


@router.get(
    PLACE,
    response_model=list_of(NumberChangeOut, "numberChanges"),
    operation_id="listNumberChanges",
    summary="Lista nummerbyten som angetts i planen",
    description="Angetts i planen eller flyttar den. Stated in this plan, or moving it; oldest first.",
)
async def list_number_changes(
    request: Request, work: Working, plan_id: PlanId, page: PageNumber = 1, limit: Limit = 20
) -> Response:
    items, total = await number_changes.page(work, plan_id, page, limit)
    return answers.page(request, f"/plans/{plan_id}/number-changes", "numberChanges", items, page, limit, total)


@router.get(
    PLACE + "/{numberChangeId}",
    response_model=NumberChangeOut,
    operation_id="getNumberChange",
    responses=UNCHANGED,
    summary="Läs ett nummerbyte",
    description="Med ETag, att ange i If-Match. One number change, with its ETag for If-Match.",
)
async def get_number_change(request: Request, work: Working, plan_id: PlanId, change_id: NumberChangeId) -> Response:
    one = await number_changes.show(work, plan_id, change_id)
    links = [answers.link(request, f"/plans/{plan_id}/number-changes/{change_id}")]
    return answers.document(request, one, links, etag=etag(one.version))


@router.post(
    PLACE,
    response_model=NumberChangeOut,
    status_code=201,
    operation_id="addNumberChange",
    summary="Ange att personen har fått ett annat nummer",
    description=(
        "Reservnummer, samordningsnummer, personnummer. Alla hennes planer följer med; det gamla numret visar inget "
        "mer. Svaret säger inget om andra planer. I en plan som vilar på hennes samtycke till SIP, från `preparing`. "
        "All her plans follow, the old number shows nothing more, and the answer tells nothing of other plans. In a "
        "plan that rests on her SIP consent, from `preparing` on."
    ),
)
async def add_number_change(request: Request, work: Creating, plan_id: PlanId, content: NumberChangeIn) -> Response:
    changed, one = await number_changes.add(work, plan_id, content)

    def make() -> tuple[Wire, int]:
        assert one is not None
        return number_changes.viewed(one, plan_id), one.version

    return await created(request, work, changed, f"/plans/{plan_id}/number-changes/{one.id if one else ''}", make)


@router.put(
    PLACE + "/{numberChangeId}/undoing",
    response_model=NumberChangeOut,
    operation_id="undoNumberChange",
    summary="Ångra ett nummerbyte som var fel",
    description=(
        "I någon av planerna som det flyttade. Varje plan är åter där den var. "
        "In any of the plans that it moved; each is again where it was, under the number it had."
    ),
)
async def undo_number_change(
    request: Request,
    work: Working,
    plan_id: PlanId,
    change_id: NumberChangeId,
    condition: IfMatch,
    content: UndoingIn,
) -> Response:
    one = await number_changes.undo(work, plan_id, change_id, content, condition)
    links = [answers.link(request, f"/plans/{plan_id}/number-changes/{change_id}")]
    return answers.document(request, one, links, etag=etag(one.version))
