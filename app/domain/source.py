"""Source identifiers (källsystemets identiteter): what a record system itself calls a plan, a goal or an intervention.

A system's name and an id in it, and whose they are: the unit of the token that stated them, never a text in a body. So
no unit takes another's id, or learns from an answer that it has one; within a unit an id is its client's. Several
systems, and units, may each know the same plan by their own id; of one unit an id means one thing, for ever.
Never shown to the person (domain rules, what the citizen sees), and no personnummer is one.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain.contents.asking import refuse_if
from app.domain.hsa_id import principal_of
from app.domain.personnummer import mentioned_in
from app.domain.plan import Plan
from app.domain.refusal import Finding, Invalid
from app.domain.rule import Rule

ANOTHER_PERSON = Rule(
    "source-of-another-person",
    "Planen som journalsystemet känner under det id:t gäller en annan person.",
    "The plan that the record system knows by that id is about another person.",
    "PDL 3:6",
)
STANDS = Rule(
    "stands-as-entered",
    "Det värdet står som det registrerades och kan inte ändras.",
    "That value stands as it was entered and cannot be changed.",
    "decided",
)
NOT_AN_IDENTIFIER = Rule(
    "source-identifies-a-person",
    "Ett id i journalsystemet får inte innehålla ett personnummer: det står i adresser.",
    "An id in the record system must not hold a personnummer: it stands in addresses.",
    "decided",
)
# It stands in addresses: no slash, nothing that an address is read by, and no segment of dots alone.
NAME = r"[A-Za-z0-9ÅÄÖåäö_][A-Za-z0-9ÅÄÖåäö_:.~@+ -]*"
NOT_A_NAME = Rule(
    "source-fits-no-address",
    "Ett id i journalsystemet står i adresser: bokstäver och siffror, och efter den första även _ : . ~ @ + - och "
    "mellanslag.",
    "An id in the record system stands in addresses: letters and digits, and after the first also _ : . ~ @ + - and "
    "spaces.",
)
NOT_SOURCED = Rule(
    "part-without-source-identifiers",
    "Bara mål och insatser i planen har egna id:n i journalsystem.",
    "Only the plan's goals and interventions have ids of their own in record systems.",
)


AMBIGUOUS = Rule(
    "several-plans-of-the-person",
    "Personen har flera öppna planer som du läser; ange vilken (planId), eller att det är en ny (matching: new).",
    "The person has several open plans that you read; say which (planId), or that it is a new one (matching: new).",
    "decided",
)


class Matching(StrEnum):
    """Which plan it is, when the id is new: never by what a text is like."""

    PERSON = "person"  # the one open plan of the person that the caller reads and her system has no id for
    NEW = "new"  # a further plan of the person's


class ImportOutcome(StrEnum):
    """What came of bringing a plan."""

    CREATED = "created"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    MERGED = "merged"  # the id was given to a plan that was there; nothing else of it was changed
    REFUSED = "refused"


class SourceKind(StrEnum):
    PLAN = "plan"
    GOAL = "goal"
    INTERVENTION = "intervention"


# The collections whose parts may have source identifiers.
SOURCED = {"goals": SourceKind.GOAL, "interventions": SourceKind.INTERVENTION}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceIdentifier:
    """`owner` is the unit's HSA-id and `client` the token's; `part_id` is None where it is the plan's own.

    `client` is None where it is no longer known which it was: then it is any client's of that unit. Where not even the
    unit is, `owner` is the principal's HSA-id: nobody goes by it, and it is still told of.
    """

    owner: str
    system: str
    kind: SourceKind
    source_id: str
    plan_id: UUID
    part_id: UUID | None = None
    client: str | None = None
    entered_at: datetime

    @property
    def principal(self) -> str:
        """The principal's HSA-id, with which its units' begin."""
        return principal_of(self.owner)

    def made(self, plan: Plan) -> bool:
        """Whether the plan was made by this very id; else the id was given to a plan that was there already."""
        maker = next((unit.hsa_id for unit in plan.units if unit.id == plan.initiated_by_unit_id), None)
        return (self.owner, self.system, self.source_id) == (maker, plan.source_system, plan.source_id)

    def is_of(self, client: str) -> bool:
        """Whether that client of the unit may go by this id."""
        return self.client in (None, client)


def require_identifier(text: str, pointer: str) -> None:
    """Raises `Invalid` for a system's name, or an id in it, that cannot be addressed or may be a personnummer."""
    refuse_if(re.fullmatch(NAME, text) is None, NOT_A_NAME, pointer)
    refuse_if(mentioned_in(text), NOT_AN_IDENTIFIER, pointer)


def kind_of(plan: Plan, part_id: UUID, pointer: str) -> SourceKind:
    """Which kind of part it is that is to have an id; `Invalid` for what can have none."""
    for collection, kind in SOURCED.items():
        if any(part.id == part_id for part in getattr(plan, collection)):
            return kind
    raise Invalid(NOT_SOURCED, Finding(NOT_SOURCED, pointer))
