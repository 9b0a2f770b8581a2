"""The audit log (åtkomstloggen), for the auditor of a principal."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.domain.auditing import Kind, Outcome, Sought
from app.http import answers
from app.http.queries import Limit
from app.http.route import GuardedRoute
from app.routers.journal.desk import Working
from app.schemas.journal.audit import AuditEntryOut, AuditLogOut, AuditSearchIn
from app.schemas.types import HsaId, Id, Instant
from app.services import audit_checks

router = APIRouter(route_class=GuardedRoute, tags=["audit"])
Cursor = Annotated[
    Id | None, Query(description="Visar äldre poster än den med detta id; följ `next`. Older ones; follow `next`.")
]


def _answer(
    request: Request, path: str, entries: list[AuditEntryOut], older: bool, limit: int, method: str = "GET"
) -> Response:
    """The page with a way to the older ones: new entries come in front, so a page never shifts."""
    links = [answers.link(request, f"{path}?{urlencode(dict(request.query_params))}".rstrip("?"), "self", method)]
    if older:
        asked = dict(request.query_params) | {"cursor": _last(entries), "limit": limit}
        links.append(answers.link(request, f"{path}?{urlencode(asked)}", "next", method))
    return answers.document(request, AuditLogOut(entries=entries), links)


def _last(entries: list[AuditEntryOut]) -> UUID:
    return entries[-1].id


@router.get(
    "/audit",
    response_model=AuditLogOut,
    operation_id="listAuditEntries",
    summary="Granska åtkomstloggen",
    description=(
        "För huvudmannens granskare (scope journal:audit): vad de egna enheterna har gjort, och vad andra har gjort i "
        "planer som huvudmannen då samordnade. Utan `from` de senaste 30 dagarna. Läsningen loggas. For the "
        "principal's auditor: what its own units have done, and what others have done in plans that it coordinated "
        "then. Without `from` the last 30 days. This reading is logged too."
    ),
)
async def list_audit_entries(
    request: Request,
    work: Working,
    unit: Annotated[HsaId | None, Query(description="Enhetens HSA-id. The unit's HSA-id.")] = None,
    staff: Annotated[HsaId | None, Query(description="Egen personals HSA-id. Own staff's HSA-id.")] = None,
    kind: Annotated[Kind | None, Query(description="Vad som gjordes. What was done.")] = None,
    outcome: Annotated[Outcome | None, Query(description="Medgivet eller nekat. Allowed or denied.")] = None,
    plan_id: Annotated[Id | None, Query(alias="planId", description="Planens id. The plan's id.")] = None,
    since: Annotated[Instant | None, Query(alias="from", description="Från och med. From.")] = None,
    until: Annotated[Instant | None, Query(alias="to", description="Till, inte med. Up to, not included.")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    sought = Sought(unit=unit, staff=staff, kind=kind, outcome=outcome, plan_id=plan_id, since=since, until=until)
    entries, older = await audit_checks.entries(work, sought, cursor, limit)
    return _answer(request, "/audit", entries, older, limit)


@router.post(
    "/audit/searches",
    response_model=AuditLogOut,
    operation_id="searchAuditEntries",
    summary="Granska åtkomsterna till en patient",
    description=(
        "POST eftersom ett personnummer aldrig står i en adress (MOG.03); skapar inget. Sökningen loggas, och syns för "
        "personen. POST because a personnummer never stands in an address; creates nothing. The search is logged, "
        "and the person sees it."
    ),
)
async def search_audit_entries(
    request: Request, work: Working, content: AuditSearchIn, cursor: Cursor = None, limit: Limit = 20
) -> Response:
    sought = Sought(since=content.since, until=content.until)
    entries, older = await audit_checks.about_patient(work, content.personnummer, sought, cursor, limit)
    return _answer(request, "/audit/searches", entries, older, limit, "POST")
