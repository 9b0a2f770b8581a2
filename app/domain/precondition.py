"""If-Match, in the domain's words: a change builds on the version that the caller has seen, or it is refused.

Without this the last writer wins, and what the other wrote is lost without a trace (lost update; RFC 9110 13.1.1).
"""

from dataclasses import dataclass

from app.domain.refusal import Stale, Unconditional
from app.domain.rule import Rule

CONDITION_MISSING = Rule(
    "if-match-missing",
    "Ange i If-Match vilken version ändringen bygger på; i en import, i version.",
    "State in If-Match which version the change builds on; in an import, in version.",
    "RFC 6585 3",
)
CONDITION_FAILED = Rule(
    "version-passed",
    "Det har ändrats sedan du läste det. Läs om och försök igen.",
    "It has changed since you read it. Read it again and retry.",
    "RFC 9110 15.5.13",
)

OVERTAKEN = Rule(
    "overtaken",
    "Någon annan ändrade planen samtidigt; inget är sparat. Försök igen.",
    "Somebody else changed the plan at the same time; nothing is saved. Try again.",
    "RFC 9110 15.5.10",
)


@dataclass(frozen=True, slots=True)
class Precondition:
    """The versions that the caller named; `anything` is `*`. None named at all is a missing precondition.

    `ended` are the versions that she saw closed by time, before that closure was written as the version after.
    """

    named: frozenset[int] | None = None
    anything: bool = False
    ended: frozenset[int] = frozenset()

    @property
    def stated(self) -> bool:
        """Whether the caller has said what her change builds on: that she means to change."""
        return self.anything or self.named is not None

    def require(self, version: int, *, closed_by_time: bool = False) -> None:
        """Raises `Unconditional` when nothing was named, and `Stale` when `version` was not.

        `closed_by_time`: this version is the closure of the one before it, and nothing else.
        """
        if self.anything:
            return
        if self.named is None:
            raise Unconditional(CONDITION_MISSING)
        if version not in self.named and not (closed_by_time and version - 1 in self.ended):
            raise Stale(CONDITION_FAILED)


ANY_VERSION = Precondition(anything=True)
