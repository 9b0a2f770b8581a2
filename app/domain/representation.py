"""Who reads for somebody else (företrädare), and when: one rule, `why_not`, and everything else is asked of it.

A guardian reads for a child to 12, nobody by default at 13 to 15, from 16 the young person herself, with exceptions
that are decided for each child. Whoever else speaks for her has a scope and an end. A birthday takes effect when its
day begins in Sweden. A protected identity (skyddade personuppgifter), hers or the representative's, overrides it all.
What shuts a representative out is said of the person, and holds however often she is registered (`shut_out`). Of a
closed plan nobody reads for another when the plan is no longer shown, nor once the person has died.

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
from app.domain.swedish_time import a_year_after, birthday, day_begins, day_ends, day_of
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
APPOINTED_FOR_A_CHILD = Rule(
    "appointed-for-a-child",
    "Den gode mannen är förordnad för ett barn; för en myndig person krävs ett nytt förordnande.",
    "The god man was appointed for a child; for a person of age it takes another appointment.",
    "decided",
)
NOT_OF_AGE = Rule("not-of-age", "En förvaltare har bara en myndig person.", "Only adults have a förvaltare.", "FB 11:7")
TOO_YOUNG_TO_AUTHORISE = Rule(
    "too-young-to-authorise",
    "Den som inte själv läser kan inte låta någon annan läsa.",
    "Whoever does not read herself cannot let another read.",
    "decided",
)
DECEASED = Rule(
    "person-deceased",
    "Den enskilde har avlidit; ingen läser i den enskildes ställe.",
    "The person has died; nobody reads in her place.",
    "decided",
)
CLOSED_LONG_AGO = Rule(
    "representation-of-closed-plan",
    "Planen avslutades för mer än tolv månader sedan; bara den enskilde läser det som finns kvar.",
    "The plan was closed more than twelve months ago; what is left of it is the person's own to read.",
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


@dataclass(frozen=True, slots=True)
class Said:
    """What a plan says of a representative: what shuts the person out (`protected`, `bars`), in whichever of her
    registrations it stands, and what lets her in (`lets_in`) by this one alone.
    """

    protected: bool
    bars: Sequence[AgeException]
    lets_in: Sequence[AgeException]


def said(plan: "Plan") -> Callable[[Representation], Said]:
    """What is said of each representative, sorted out once for all of a plan's."""
    who = {one.id: one.reader_key for one in plan.representations}
    protected = {one.reader_key for one in plan.representations if one.protected_identity is not ProtectedIdentity.NONE}
    bars: dict[str | None, list[AgeException]] = defaultdict(list)
    lets_in: dict[UUID | None, list[AgeException]] = defaultdict(list)
    for each in plan.age_exceptions:
        if each.kind is AgeExceptionKind.GUARDIAN_BARRED:
            bars[who.get(each.representation_id)].append(each)
        elif each.kind is AgeExceptionKind.GUARDIAN_READS:
            lets_in[each.representation_id].append(each)
    return lambda one: Said(one.reader_key in protected, bars.get(one.reader_key, ()), lets_in.get(one.id, ()))


def shut_out(plan: "Plan", at: datetime, about: Said) -> Rule | None:
    """What keeps the person from reading of this plan at that instant, whatever she is registered as; None: nothing."""
    if about.protected:
        return PROTECTED
    if plan.died_at is not None and at >= plan.died_at:
        return DECEASED
    if plan.closed_at is not None and at >= a_year_after(plan.closed_at):
        return CLOSED_LONG_AGO
    # A bar is for the child's sake, and a grown woman decides herself.
    minor = at < of_age_from(plan.person.born, day_of(at))
    return BARRED if minor and any(each.in_force(at) for each in about.bars) else None


def why_not(plan: "Plan", one: Representation, at: datetime, about: Said | None = None) -> Rule | None:
    """Why this representative does not read at that instant; None: she does, within her scope.

    `about` is what is said of her, where that is sorted out already (`said`).
    """
    about = about or said(plan)(one)
    if plan.person.protected or plan.protected_identity is not ProtectedIdentity.NONE:
        return PROTECTED
    return shut_out(plan, at, about) or _by_itself(plan, one, at, about.lets_in)


def _by_itself(plan: "Plan", one: Representation, at: datetime, lets_in: Sequence[AgeException]) -> Rule | None:
    """Why this registration gives nobody the reading at that instant, whoever it is of."""
    if plan.annulled_at is not None or at < one.starts_at or not running(one, at):
        return NOT_IN_FORCE
    return _by_age(plan, one, at, lets_in)


def _by_age(plan: "Plan", one: Representation, at: datetime, lets_in: Sequence[AgeException]) -> Rule | None:
    born, today = plan.person.born, day_of(at)
    of_age, reads_own = of_age_from(born, today), at >= reads_own_from(born, today)
    if one.kind is RepresentativeKind.AUTHORISED:
        return None if reads_own else TOO_YOUNG_TO_AUTHORISE
    if at >= of_age:
        if one.kind is RepresentativeKind.GUARDIAN:
            return OF_AGE
        # As with consent: who stood in a guardian's stead does so no longer than a guardian.
        of_child = one.kind is RepresentativeKind.LEGAL_GUARDIAN and one.starts_at < of_age
        return APPOINTED_FOR_A_CHILD if of_child else None
    if one.kind is RepresentativeKind.ADMINISTRATOR:
        return NOT_OF_AGE
    # A guardian, or a god man in a guardian's stead, who stands under the same limits.
    if at < guardian_reads_until(born, today):
        return None
    let_in = not reads_own and any(each.in_force(at) for each in lets_in)
    return None if let_in else PAST_THE_LIMIT


def windows(plan: "Plan", one: Representation, about: Said) -> list[Window]:
    """When she reads, unless she is shut out then (`shut_windows`), which is judged at the read: each begins as she is
    let in, and ends as her own registration does. She is told that end, and not that somebody is to shut her out.

    Nobody reads for herself: who was registered may turn out to be the person, by a number that nobody at the plan
    knew (`known_by`), and who asks about her is not told so.
    """
    if one.reader_key in {plan.person.key, plan.person.log_key}:
        return []
    reads = _when(plan, one, about, lambda at: why_not(plan, one, at, about) is None)
    lasts = _when(plan, one, about, lambda at: _by_itself(plan, one, at, about.lets_in) is None)
    begins = ((next((read.since for read in reads if each.holds(read.since)), None), each.until) for each in lasts)
    return [Window(since, until) for since, until in begins if since is not None]


def shut_windows(plan: "Plan", one: Representation, about: Said) -> list[Window]:
    """When she is shut out, by a number of hers that the plan may not know for the same person's as another; and when
    everybody is, as the plan has been closed for so long.
    """
    return _when(plan, one, about, lambda at: shut_out(plan, at, about) is not None)


def _when(plan: "Plan", one: Representation, about: Said, holds: Callable[[datetime], bool]) -> list[Window]:
    """When it holds, as windows that neither touch nor overlap: asked at every instant where it may turn."""
    born = plan.person.born
    instants = {birthday(born, 0), one.starts_at, one.ends_at, plan.died_at}
    instants |= {a_year_after(plan.closed_at)} if plan.closed_at else set()
    for each in (*about.bars, *about.lets_in):
        instants |= {each.starts_at, each.ends_at}
    for row in LIMITS:
        instants |= {birthday(born, age) for age in (row.guardian_reads_until, row.reads_own, row.majority)}
        instants |= {day_begins(row.since)} if row.since > date.min else set()
    turns = sorted(at for at in instants if at is not None)
    return either(Window(at, until) for at, until in zip(turns, [*turns[1:], None], strict=True) if holds(at))


def reads_herself_from(plan: "Plan", on: date) -> datetime:
    """From when she reads herself: by the age limit, or earlier where that is decided and has not been revoked."""
    decided = [
        one.starts_at for one in plan.age_exceptions if one.kind is AgeExceptionKind.READS_OWN and one.ended_at is None
    ]
    return min([reads_own_from(plan.person.born, on), *decided])
