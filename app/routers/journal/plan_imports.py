"""Imports (inläsning): many plans in one request, one result for each; resumed by sending the same request again.

How far one has come is asked for at its own address, of the key that it was sent with.
"""

import json
from collections import Counter
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from fastapi.exceptions import RequestValidationError

from app.domain.refusal import Invalid, Malformed, Refusal, Unavailable
from app.domain.retry import KEY_REUSED
from app.domain.source import AMBIGUOUS, ImportOutcome
from app.http import answers
from app.http.problems import refused
from app.http.route import GuardedRoute
from app.routers.journal.desk import Importing, Working
from app.schemas.journal.plan_import import (
    ImportProblemOut,
    PlanImportIn,
    PlanImportOut,
    PlanImportProgressOut,
    PlanImportResultOut,
    Unfit,
)
from app.schemas.types import Id
from app.services import plan_imports

router = APIRouter(route_class=GuardedRoute, tags=["plan-imports"])
HOME = "/plan-imports"
ImportId = Annotated[
    Id,
    Path(
        alias="importId",
        description="Inläsningens Idempotency-Key, en UUID. The import's Idempotency-Key, a UUID.",
    ),
]


@router.post(
    HOME,
    response_model=PlanImportOut,
    operation_id="importPlans",
    summary="Läs in många planer",
    description=(
        "Högst 100, efter journalsystemets id, var och en för sig: ett fel i en hindrar ingen annan. Avbryts det, sänd "
        "samma anrop med samma nyckel igen: det fortsätter där det stod, och det som nekades prövas på nytt. Hur långt "
        "det har kommit läses på /plan-imports/{importId}. At most 100, by the record system's id, each by itself: a "
        "fault in one hinders no other. Where it breaks off, send the same request with the same key again: it goes on "
        "where it stood, and what was refused is tried again. How far it has come is read at /plan-imports/{importId}. "
        "A new id is matched by person and plan (`matching`), never by text."
    ),
)
async def import_plans(request: Request, opening: Importing, content: PlanImportIn) -> Response:
    async with opening() as work:
        await plan_imports.begin(work, len(content.items))
        import_id = plan_imports.named(work.retry_key)
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
            async with opening(position) as work:
                await plan_imports.note(work, position, ImportOutcome.REFUSED, _code(results[-1]))
    counts = Counter(one.outcome for one in results)
    told = PlanImportOut(**{one.value: counts[one] for one in ImportOutcome}, results=results)  # type: ignore[arg-type]
    links = [answers.link(request, HOME, method="POST")]
    if import_id is not None:
        links.append(answers.link(request, f"{HOME}/{import_id}", "status"))
    return answers.document(request, told, links)


@router.get(
    "/plan-imports/{importId}",
    response_model=PlanImportProgressOut,
    operation_id="getPlanImport",
    summary="Läs hur långt en inläsning har kommit",
    description=(
        "Medan den pågår och i 24 timmar från att den började, för samma klient, person och enhet; ingen plan nämns. "
        "Är inte alla klara och inget mer händer har den avbrutits: sänd den igen. While it runs and for 24 hours from "
        "its beginning, to the same client, person and unit; no plan is named. If not all are done and nothing more "
        "happens, it was broken off: send it again."
    ),
)
async def get_plan_import(request: Request, work: Working, import_id: ImportId) -> Response:
    told = await plan_imports.progress(work, import_id)
    return answers.document(request, told, [answers.link(request, f"{HOME}/{import_id}")])


def _code(refused: PlanImportResultOut) -> str | None:
    return refused.problem.type.rpartition("/")[2] if refused.problem else None


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
