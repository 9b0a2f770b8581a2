"""Who calls. Three kinds that exclude each other; a token makes exactly one of them (`http.tokens`).

Nothing here is taken from a header, a path or a body: the person and the unit acted for stand inside the signed
token. What an actor may do is decided in `policy`, not here.
"""

from dataclasses import dataclass
from datetime import date

from app.domain.rule import Rule

WRONG_KIND = Rule(
    "wrong-kind-of-caller",
    "Det här gränssnittet är för en annan sorts anropare.",
    "This interface is for another kind of caller.",
    "decided",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A person at work in a unit of a region or a municipality.

    HSA-ids as in the national catalogue; `principal` is the principal's (huvudman) HSA-id, such as `SE2329990015`;
    `purpose` is the stated purpose of use (medarbetaruppdragets ändamål), which every call must have.
    """

    person: str
    unit: str
    principal: str
    purpose: str
    client: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen:
    """A person who reads about herself. `personnummer` is twelve digits; `born` is the date in it."""

    personnummer: str
    born: date
    client: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A client without a person behind it: it learns that things happened, and reads no plan content.

    `units` are the units (HSA-ids) that it follows events for; without any it is nobody's, and learns nothing.
    """

    client: str
    scopes: frozenset[str]
    units: frozenset[str] = frozenset()


Actor = Staff | Citizen | System
