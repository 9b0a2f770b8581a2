"""Who reads for somebody else (företrädare), and when: one rule, `why_not`, and everything else is asked of it.

A guardian reads for a child to 12, nobody by default at 13 to 15, from 16 the young person herself, with exceptions
that are decided for each child. Whoever else speaks for her has a scope and an end. A birthday takes effect when its
day begins in Sweden. A protected identity (skyddade personuppgifter), hers or the representative's, overrides it all.

Source: domain rules, who may do what; föräldrabalken (1949:381) 6 kap. 11 § (guardian), 11 kap. 4 och 7 §§ (god man,
förvaltare), 9 kap. 1 § (majority); avtalslagen (1915:218) 10 § (fullmakt); OSL (2009:400) 12 kap. 3 §, 22 kap. 1 §.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.age import LIMITS, guardian_reads_until, of_age_from, reads_own_from
from app.domain.age_exception import AgeException, AgeExceptionKind
from app.domain.during import earliest
from app.domain.part import Part
from app.domain.person import ProtectedIdentity
from app.domain.refusal import Conflict
from app.domain.rule import Rule
from app.domain.swedish_time import birthday, day_begins, day_ends, day_of
from app.domain.window import Window, either

if TYPE_CHECKING:
    from app.domain.plan import Plan

ALREADY_ENDED = Rule("already-ended", "Det gäller inte längre.", "It no longer holds.", "decided")
PROTECTED = Rule(
    "representation-protected",
    "Vid skyddade personuppgifter, den enskildes eller företrädarens, läser ingen för någon annan.",
    "With a protected identity, the person's or the representative's, nobody reads for another.",
    "OSL 22:1",
)
NOT_IN_FORCE = Rule(
    "representation-not-in-force",
    "Företrädarskapet gäller inte: det har inte börjat, har upphört, eller planen är makulerad.",
    "The representation is not in force: not begun, over, or of a plan that is annulled.",
    "decided",
)
BARRED = Rule(
    "guardian-barred",
    "Det är beslutat att den här vårdnadshavaren inte läser.",
    "It has been decided that this guardian does not read.",
    "OSL 12:3",
)
PAST_THE_LIMIT = Rule(
    "guardian-past-age-limit",
    "Barnet är äldre än att vårdnadshavaren läser, och inget undantag är beslutat.",
    "The child is past the age at which a guardian reads, and no exception is decided.",
    "decided",
)
OF_AGE = Rule(
    "guardian-of-age", "En myndig person har ingen vårdnadshavare.", "A person of age has no guardian.", "FB 9:1"
)
NOT_OF_AGE = Rule("not-of-age", "En förvaltare har bara en myndig person.", "Only adults have a förvaltare.", "FB 11:7")
TOO_YOUNG_TO_AUTHORISE = Rule(
    "too-young-to-authorise",
    "Den som inte själv läser kan inte låta någon annan läsa.",
    "Whoever does not read herself cannot let another read.",
    "decided",
)


class RepresentativeKind(StrEnum):
    GUARDIAN = "guardian"  # vårdnadshavare
    LEGAL_GUARDIAN = "legal_guardian"  # god man
    ADMINISTRATOR = "administrator"  # förvaltare
    AUTHORISED = "authorised"  # ombud med fullmakt


class Readable(StrEnum):
    """What a representative may be let to read: her scope (omfattning)."""

    PLAN = "plan"
    SUMMONSES = "summonses"
    CONSENTS = "consents"
    ACCESSES = "accesses"


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation(Part):
    """That somebody reads for the person, of this plan. A guardian among the participants does not, by that alone.

    `reader_key` is the representative's keyed pseudonym, `sealed_number` her encrypted personnummer. From `since`
    until the end of the day `until`, if there is one, and never after it was ended (`ended_at`).
    """

    kind: RepresentativeKind
    reader_key: str
    sealed_number: str
    scope: tuple[Readable, ...]
    since: date
    until: date | None = None
    reason: str
    registered_by_id: UUID
    protected_identity: ProtectedIdentity = ProtectedIdentity.NONE
    ended_at: datetime | None = None
    ended_by_id: UUID | None = None
    end_reason: str | None = None

    @property
    def starts_at(self) -> datetime:
        return day_begins(self.since)

    @property
    def ends_at(self) -> datetime | None:
        """The first instant it is no longer in force by its own dates; None while none is known."""
        return earliest(self.ended_at, day_ends(self.until) if self.until else None)


def running(one: Representation | AgeException, at: datetime) -> bool:
    """Whether it is not over yet; it may have to begin."""
    return one.ends_at is None or at < one.ends_at


def require_running(one: Representation | AgeException, now: datetime) -> None:
    """What is over is not ended again."""
    if not running(one, now):
        raise Conflict(ALREADY_ENDED)


def exceptions_about(plan: "Plan") -> Callable[[Representation], Sequence[AgeException]]:
    """What is decided of each representative, sorted out once for all of a plan's."""
    found: dict[UUID | None, list[AgeException]] = defaultdict(list)
    for each in plan.age_exceptions:
        found[each.representation_id].append(each)
    return lambda one: found.get(one.id, ())


def why_not(
    plan: "Plan", one: Representation, at: datetime, decided: Sequence[AgeException] | None = None
) -> Rule | None:
    """Why this representative does not read at that instant; None: she does, within her scope.

    `decided` are the exceptions about her, where they are sorted out already (`exceptions_about`).
    """
    noted = (plan.protected_identity, one.protected_identity)
    if plan.person.protected or any(each is not ProtectedIdentity.NONE for each in noted):
        return PROTECTED
    if plan.annulled_at is not None or at < one.starts_at or not running(one, at):
        return NOT_IN_FORCE
    return _by_age(plan, one, at, exceptions_about(plan)(one) if decided is None else decided)


def _by_age(plan: "Plan", one: Representation, at: datetime, about: Sequence[AgeException]) -> Rule | None:
    born, today = plan.person.born, day_of(at)
    of_age, reads_own = at >= of_age_from(born, today), at >= reads_own_from(born, today)
    if one.kind is RepresentativeKind.AUTHORISED:
        return None if reads_own else TOO_YOUNG_TO_AUTHORISE
    if of_age:
        return OF_AGE if one.kind is RepresentativeKind.GUARDIAN else None
    if one.kind is RepresentativeKind.ADMINISTRATOR:
        return NOT_OF_AGE
    # A guardian, or a god man in a guardian's stead, who stands under the same limits.
    decided = {each.kind for each in about if each.in_force(at)}
    if AgeExceptionKind.GUARDIAN_BARRED in decided:
        return BARRED
    if at < guardian_reads_until(born, today):
        return None
    let_in = AgeExceptionKind.GUARDIAN_READS in decided and not reads_own
    return None if let_in else PAST_THE_LIMIT


def windows(plan: "Plan", one: Representation, decided: Sequence[AgeException]) -> list[Window]:
    """When she reads, as windows that neither touch nor overlap: the rule asked at every instant where it may turn.

    `decided` are the exceptions about her. Nobody reads for herself: who was registered may turn out to be the person,
    by a number that nobody at the plan knew (`known_by`), and who asks about her is not told so.
    """
    if one.reader_key in {plan.person.key, plan.person.log_key}:
        return []
    instants = {one.starts_at, one.ends_at}
    for each in decided:
        instants |= {each.starts_at, each.ends_at}
    for row in LIMITS:
        ages = (row.guardian_reads_until, row.reads_own, row.majority)
        instants |= {birthday(plan.person.born, age) for age in ages}
        instants |= {day_begins(row.since)} if row.since > date.min else set()
    turns = sorted(at for at in instants if at is not None and at >= one.starts_at)
    pairs = zip(turns, [*turns[1:], None], strict=True)
    return either(Window(at, until) for at, until in pairs if why_not(plan, one, at, decided) is None)


def reads_herself_from(plan: "Plan", on: date) -> datetime:
    """From when she reads herself: by the age limit, or earlier where that is decided and has not been revoked."""
    decided = [
        one.starts_at for one in plan.age_exceptions if one.kind is AgeExceptionKind.READS_OWN and one.ended_at is None
    ]
    return min([reads_own_from(plan.person.born, on), *decided])
