"""Number changes (nummerbyte): reserve → samordningsnummer → personnummer, and the person is the same.

Her rows are linked and nothing is moved: each plan stays with the number that it was entered under, and is found, shown
and mirrored under the number that she has now. A link that was wrong is undone, and each plan is where it was.
Whoever leads one of her plans, and is entrusted with numbers by her principal, states the change, with its grounds; it
is a change of every plan of hers.

A birth date changes only from one that may be made up, a reserve number's or a samordningsnummer's, as a personnummer
is never changed. From then on her age is that of the number that she has now, in every plan: a plan that rests on what
a guardian said for somebody who has come of age closes. Undone, her age is the former one, and nothing is reopened.

Source: domain rules, identifiers; folkbokföringslagen (1991:481) 18 §, lag (2022:1697) om samordningsnummer.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.personnummer import NumberKind
from app.domain.refusal import Conflict, Finding
from app.domain.rule import Rule

BACKWARDS = Rule(
    "number-change-backwards",
    "Ett reservnummer ersätts av samordningsnummer eller personnummer, det av personnummer; aldrig annat, aldrig åter.",
    "A reserve number gives way to a samordningsnummer or personnummer, that to a personnummer; no other way.",
    "2022:1697",
)
ALREADY_UNDONE = Rule("number-change-undone", "Bytet är redan ångrat.", "The change is undone already.", "decided")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberChange:
    """From one row of hers to another, stated in one plan, with its grounds; `undone_at` once it was wrong.

    When its plan is erased and other plans follow it, it stays with neither plan nor grounds; and when a person whom an
    undone one named is erased, without her. `former` and `kind`: of the two numbers (`personnummer.NumberKind`).
    """

    id: UUID
    version: int = 1
    plan_id: UUID | None
    from_person_id: UUID | None
    to_person_id: UUID | None
    former: int
    kind: int
    reason: str
    entered_at: datetime
    undone_at: datetime | None = None
    undo_reason: str | None = None


def require_forward(before: NumberKind, after: NumberKind) -> None:
    """Nobody has two of a kind: whoever's personnummer is said to be another one is another person."""
    if after <= before:
        raise Conflict(BACKWARDS, Finding(BACKWARDS, "/personnummer"))


def followed(person_id: UUID, links: Mapping[UUID, UUID]) -> list[UUID]:
    """The rows that she is known by in turn: along the links that stand, to the last of them."""
    path = [person_id]
    while (after := links.get(path[-1])) is not None and after not in path:
        path.append(after)
    return path


def known_as(person_id: UUID, links: Mapping[UUID, UUID]) -> UUID:
    """The row that she is known by now."""
    return followed(person_id, links)[-1]


def moves(one: NumberChange, plan_id: UUID, path: Collection[UUID]) -> bool:
    """Whether it was stated in that plan, or moves it: `path` are the rows that the plan's follows (`followed`)."""
    return one.plan_id == plan_id or one.from_person_id in path
