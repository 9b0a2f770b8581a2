"""Imports (inläsning av många planer) on the wire: what is brought, and what came of each."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from app.domain.source import ImportOutcome
from app.schemas.base import Wire
from app.schemas.journal.source import SourcedPlanIn, SourceName
from app.schemas.types import Id, Instant, Line, Position, Version

MOST_ITEMS = 100


class SourceIn(Wire):
    """Planens id i det egna journalsystemet, aldrig ett personnummer. The plan's id in one's own record system."""

    system: SourceName = Field(examples=["exempelsystemet"])
    id: SourceName = Field(examples=["SIP-2026-0001"])


class PlanImportItem(SourcedPlanIn):
    """En plan med journalsystemets id. A plan with the record system's id."""

    source: SourceIn
    version: Version | None = Field(
        None,
        description=(
            "Versionen som en ändring bygger på, som If-Match; utan den ändras inget. "
            "The version that a change builds on, as If-Match; without it nothing is changed."
        ),
        examples=[None],
    )


@dataclass(frozen=True, slots=True)
class Unfit:
    """An item that is none, and what is wrong with it: told of among the results, it spoils no other."""

    value: Any
    error: ValidationError


def _each(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    try:
        return handler(value)
    except ValidationError as error:
        return Unfit(value, error)


class PlanImportIn(Wire):
    """Planer att läsa in. Plans to bring in."""

    items: list[Annotated[PlanImportItem, WrapValidator(_each)]] = Field(min_length=1, max_length=MOST_ITEMS)


class ImportErrorOut(Wire):
    """One thing that is wrong with an item."""

    pointer: str = Field(examples=["/title"])
    code: Line = Field(examples=["missing"])
    detail: Line = Field(examples=["Uppgiften saknas."])


class ImportProblemOut(Wire):
    """Why an item was refused, as the problem document of a single call says it."""

    type: Line = Field(examples=["https://sip.example.se/problems/version-passed"])
    title: Line = Field(examples=["Inaktuell version"])
    status: int = Field(examples=[412])
    detail: Line = Field(examples=["Det har ändrats sedan du läste det. Läs om och försök igen."])
    errors: list[ImportErrorOut] = Field(examples=[[]])


class PlanImportResultOut(Wire):
    """What came of one item; `position` counts the items from one."""

    position: Position
    outcome: ImportOutcome = Field(examples=["created"])
    plan_id: Id | None
    version: Version | None
    problem: ImportProblemOut | None = Field(examples=[None])
    candidates: list[Id] = Field(
        description="Planerna som kan avses, av dem du läser. The plans that may be meant, of those you read.",
        examples=[[]],
    )


class PlanImportOut(Wire):
    """What came of each, in the order in which they were brought; and how many of each outcome."""

    created: int = Field(examples=[1])
    unchanged: int = Field(examples=[0])
    updated: int = Field(examples=[0])
    merged: int = Field(examples=[0])
    refused: int = Field(examples=[0])
    results: list[PlanImportResultOut]


class ImportCameOfOut(Wire):
    """What came of one item so far: of no plan does it say which."""

    position: Position
    outcome: ImportOutcome = Field(examples=["refused"])
    code: Line | None = Field(
        description="Varför den nekades, sist i problemets type. Why it was refused: the end of the problem's type.",
        examples=["version-passed"],
    )


class PlanImportProgressOut(Wire):
    """How far an import has come: of how many items something has come, and what, in their order."""

    total: int = Field(examples=[2])
    done: int = Field(examples=[1])
    created: int = Field(examples=[0])
    unchanged: int = Field(examples=[0])
    updated: int = Field(examples=[0])
    merged: int = Field(examples=[0])
    refused: int = Field(examples=[1])
    started_at: Instant
    changed_at: Instant
    results: list[ImportCameOfOut]
