"""Imports (inläsning): many plans in one request, one result for each; resumed by sending the same request again."""

import json
from collections import Counter
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError

from app.domain.refusal import Invalid, Malformed, Refusal, Unavailable
from app.domain.retry import KEY_REUSED
from app.domain.source import AMBIGUOUS, ImportOutcome
from app.http import answers
from app.http.problems import refused
from app.http.route import GuardedRoute
from app.routers.journal.desk import Importing
from app.schemas.journal.plan_import import (
    ImportProblemOut,
    PlanImportIn,
    PlanImportOut,
    PlanImportResultOut,
    Unfit,
)
from app.services import plan_imports

router = APIRouter(route_class=GuardedRoute, tags=["plan-imports"])


@router.post(
    "/plan-imports",
    response_model=PlanImportOut,
    operation_id="importPlans",
    summary="Läs in många planer",
    description=(
        "Högst 100, efter journalsystemets id, var och en för sig: ett fel i en hindrar ingen annan. Avbryts det, sänd "
        "samma anrop med samma nyckel igen: det fortsätter där det stod. At most 100, by the record system's id, each "
        "by itself: a fault in one hinders no other. Where it breaks off, send the same request with the same key "
        "again: it goes on where it stood. A new id is matched by person and plan (`matching`), never by text."
    ),
)
async def import_plans(request: Request, opening: Importing, content: PlanImportIn) -> Response:
    async with opening() as work:
        plan_imports.begin(work)
    results = []
    for position, item in enumerate(content.items, 1):
        try:
            if isinstance(item, Unfit):
                errors = [each | {"loc": ("body", *each["loc"])} for each in item.error.errors()]
                raise RequestValidationError(errors, body=item.value)
            async with opening(position) as work:
                results.append(await plan_imports.bring(work, position, item))
        except (Malformed, Unavailable):
            raise
        except (Refusal, RequestValidationError) as refusal:
            if isinstance(refusal, Invalid) and refusal.rule is KEY_REUSED:
                raise
            results.append(_refused(request, position, refusal))
    counts = Counter(one.outcome for one in results)
    told = PlanImportOut(**{one.value: counts[one] for one in ImportOutcome}, results=results)  # type: ignore[arg-type]
    return answers.document(request, told, [answers.link(request, "/plan-imports", method="POST")])


def _refused(request: Request, position: int, refusal: Refusal | RequestValidationError) -> PlanImportResultOut:
    """The very problem that a single call is answered, as a result."""
    document: dict[str, Any] = json.loads(bytes(refused(request, refusal).body))
    candidates = []
    if isinstance(refusal, Refusal) and refusal.rule is AMBIGUOUS:
        candidates = [UUID(one.pointer.rpartition("/")[2]) for one in refusal.findings]
    members = {name: document[name] for name in ("type", "title", "status", "detail")}
    return PlanImportResultOut(
        position=position,
        outcome=ImportOutcome.REFUSED,
        plan_id=None,
        version=None,
        problem=ImportProblemOut(**members, errors=document.get("errors", [])),
        candidates=candidates,
    )
