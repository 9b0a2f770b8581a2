"""Consent (samtycke). Three kinds that are kept apart, each with its own effect; they are not GDPR consents.

- `sip` samtycke till SIP: that a plan is made at all. No plan beyond `offered` without it; withdrawn, it closes it.
- `information_sharing` samtycke till informationsöverföring: which units may read. Never general.
- `relatives` närståendes deltagande: who may take part.

For a minor the guardians consent, all of them (föräldrabalken 6 kap. 11 och 13 §§). A consent that ends with time has
the same effect as one that is withdrawn, on that instant and without anyone acting.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.age import of_age_from, reads_own_from
from app.domain.blocking import shut_out
from app.domain.during import during, earliest
from app.domain.part import Part
from app.domain.participant import ParticipantKind
from app.domain.rule import Rule
from app.domain.swedish_time import day_ends, day_of
from app.domain.window import Window, both, either

if TYPE_CHECKING:
    from app.domain.plan import Plan


ALREADY_ENDED = Rule(
    "consent-already-ended", "Samtycket gäller inte längre.", "The consent no longer holds.", "Riktlinje SIP"
)
BEFORE_GIVEN = Rule(
    "withdrawn-before-given", "Det återkallas innan det gavs.", "It is withdrawn before it was given.", "Riktlinje SIP"
)


class ConsentKind(StrEnum):
    SIP = "sip"
    INFORMATION_SHARING = "information_sharing"
    RELATIVES = "relatives"


class ConsentGiver(StrEnum):
    PERSON = "person"
    GUARDIAN = "guardian"  # vårdnadshavare
    LEGAL_REPRESENTATIVE = "legal_representative"  # god man, förvaltare
    ASSESSMENT = "assessment"  # menprövning, när personen inte kan samtycka; speglas aldrig


class Information(StrEnum):
    """What an information consent lets a unit read."""

    PLAN = "plan"
    MAPPING = "mapping"  # kartläggningen


class ConsentForm(StrEnum):
    ORAL = "oral"
    WRITTEN = "written"
    ELECTRONIC = "electronic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(Part):
    """`given_at` is when it was given, `entered_at` when it was registered; `valid_until` is the last day it holds.

    `information` is what the `recipients` may read, `excluded` what they may not be told; `assessment` is the grounds
    for judging that she would not object (menprövning), and is never mirrored.
    """

    kind: ConsentKind
    given_by: ConsentGiver
    guardian_id: UUID | None = None
    form: ConsentForm
    registered_by_id: UUID | None = None
    given_at: datetime
    valid_until: date | None = None
    recipients: tuple[UUID, ...] = ()
    information: tuple[Information, ...] = ()
    excluded: str | None = None
    assessment: str | None = None
    relatives: tuple[str, ...] = ()
    withdrawn_at: datetime | None = None
    withdrawn_by: ConsentGiver | None = None
    withdrawal_registered_by_id: UUID | None = None
    withdrawal_entered_at: datetime | None = None

    @property
    def ends_at(self) -> datetime | None:
        """The first instant it no longer holds: withdrawn, or its last day over; None while neither is known."""
        return earliest(self.withdrawn_at, day_ends(self.valid_until) if self.valid_until else None)

    def in_force(self, at: datetime) -> bool:
        return during(self.given_at, self.ends_at, at)


def unless_said(kind: ConsentKind) -> tuple[Information, ...]:
    """What may be read by a consent that does not say: the less, so the plan and not the mapping."""
    return (Information.PLAN,) if kind is ConsentKind.INFORMATION_SHARING else ()


def of_kind(plan: "Plan", kind: ConsentKind) -> Iterable[Consent]:
    return (consent for consent in plan.consents if consent.kind is kind)


def is_minor(plan: "Plan", at: datetime) -> bool:
    return at < of_age_from(plan.person.born, day_of(at))


def windows(plan: "Plan", consents: Iterable["Ending"]) -> list[Window]:
    """When these consents (each with its end) amount to a consent by those whose word it takes.

    A guardian speaks for a minor, and only together with every other guardian; a legal representative in a guardian's
    stead, where the plan has none. From the day she is of age it is the person herself, a judgement
    in her stead, or a legal representative who says so then.
    """
    today = day_of(plan.changed_at)
    young, of_age = reads_own_from(plan.person.born, today), of_age_from(plan.person.born, today)
    childhood = [Window(datetime.min.replace(tzinfo=UTC), of_age)]
    grown = [Window(of_age, None)]
    represented: list[Window] = []
    herself: list[Window] = []
    spoken: dict[UUID, list[Window]] = {one.id: [] for one in plan.participants if one.kind is ParticipantKind.GUARDIAN}
    for one, ends_at in consents:
        said = Window(one.given_at, ends_at)
        if one.given_by is ConsentGiver.LEGAL_REPRESENTATIVE:
            # Beside guardians, one voice would pass over theirs; and what was said for a child ends with childhood.
            as_guardian = [] if spoken else childhood
            represented += both([said], grown if one.given_at >= of_age else as_guardian)
        elif one.given_by is not ConsentGiver.GUARDIAN:
            # What was said for or by a child does not bind her when she is of age. A young person who reads herself
            # can say beforehand that the plan shall go on.
            herself += [said] if one.given_at >= young else []
        elif one.guardian_id in spoken:
            spoken[one.guardian_id].append(said)
    together = childhood if spoken else []
    for each in spoken.values():
        together = both(together, either(each))
    return either([*represented, *both(either(herself), grown), *together])


Ending = tuple[Consent, datetime | None]  # a consent, and when it ends by itself (`ends_at`)


def standing(plan: "Plan", kind: ConsentKind) -> list[Window]:
    """When the consents of that kind hold. To SIP, a no (nej) to an offer takes back what was given before it."""
    given = [(one, one.ends_at) for one in of_kind(plan, kind)]
    offers = plan.offers if kind is ConsentKind.SIP else ()
    return _until_taken_back(plan, given, given, [one.declined_at for one in offers])


def _until_taken_back(
    plan: "Plan", given: Iterable[Ending], among: Iterable[Ending], besides: Iterable[datetime | None] = ()
) -> list[Window]:
    """When these consents hold. A withdrawal noted on any `among`, and a no said `besides`, takes back every one that
    was given before it, not only the one it is noted on; whenever either was entered.
    """
    noes = sorted(at for at in (*(one.withdrawn_at for one, _ in among), *besides) if at is not None)
    return windows(plan, ((one, earliest(ends_at, next_no(noes, one.given_at))) for one, ends_at in given))


def next_no(noes: Sequence[datetime], given_at: datetime) -> datetime | None:
    """Of withdrawals in the order of time, the first that takes back what was given then: none from before it was."""
    place = bisect_left(noes, given_at)
    return noes[place] if place < len(noes) else None


def lapses_at(plan: "Plan", one: Consent, on: date) -> datetime | None:
    """The instant from which it says nothing more, because of whom it was given by and how old she is; None: there is
    none. By the limits of age in force `on` that day.

    A guardian's word ends at majority; so does a legal representative's that was given for a child, and what a child
    said before she could read herself.
    """
    of_age = of_age_from(plan.person.born, on)
    if one.given_by is ConsentGiver.GUARDIAN:
        return of_age
    binding = of_age if one.given_by is ConsentGiver.LEGAL_REPRESENTATIVE else reads_own_from(plan.person.born, on)
    return of_age if one.given_at < binding else None


def lapsed(plan: "Plan", one: Consent, at: datetime) -> bool:
    """Whether she has come of age since it was said, so that it no longer says anything."""
    end = lapses_at(plan, one, day_of(at))
    return end is not None and at >= end


def sip_withdrawn(plan: "Plan") -> bool:
    """Whether SIP consent was withdrawn and nobody has said yes again since.

    A withdrawal ends the plan, so a new yes can only follow where she declined an offer and was offered again.
    """
    withdrawn = [one for one in of_kind(plan, ConsentKind.SIP) if one.withdrawn_at is not None]
    last = max((one.withdrawal_entered_at or one.withdrawn_at for one in withdrawn), default=None)
    return last is not None and not any(
        one.withdrawn_at is None and one.entered_at > last for one in of_kind(plan, ConsentKind.SIP)
    )


def relatives_invited(plan: "Plan", at: datetime) -> bool:
    """Whether she has let relatives take part (närståendes deltagande); without it they are not invited."""
    return any(window.holds(at) for window in standing(plan, ConsentKind.RELATIVES))


def sip_in_force(plan: "Plan", at: datetime) -> bool:
    """Whether the SIP consent holds at that instant: the person's own, or every guardian's when she is a minor."""
    return any(window.holds(at) for window in standing(plan, ConsentKind.SIP))


def sip_lapses_at(plan: "Plan", after: datetime) -> datetime | None:
    """The first instant after `after` at which the SIP consent no longer holds, as far as is known; None: it lasts."""
    held = standing(plan, ConsentKind.SIP)
    ends = sorted(window.until for window in held if window.until is not None and window.until > after)
    return next((end for end in ends if not any(window.holds(end) for window in held)), None)


def coverage(plan: "Plan", information: Information = Information.PLAN) -> dict[UUID, list[Window]]:
    """When that information may go to which unit: it is named, by everyone whose word it takes. Never general.

    Never to one that she has blocked (spärr).

    Source: OSL 12:2 (the person lets it go), domain rules, consent: which information goes to which recipient units.
    """
    naming: dict[UUID, list[Ending]] = {}
    for one in of_kind(plan, ConsentKind.INFORMATION_SHARING):
        ending = (one, one.ends_at)
        for unit_id in dict.fromkeys(one.recipients):
            naming.setdefault(unit_id, []).append(ending)
    # Units are often let in together: those that the same consents name are covered alike.
    alike: dict[tuple[int, ...], list[UUID]] = {}
    for unit_id, named in naming.items():
        alike.setdefault(tuple(map(id, named)), []).append(unit_id)
    covered: dict[UUID, list[Window]] = {}
    for unit_ids in alike.values():
        covered |= dict.fromkeys(unit_ids, _let_in(plan, naming[unit_ids[0]], information))
    shut = shut_out(plan)
    return covered | {one.id: [] for one in plan.units if shut(one.hsa_id)}


def covering(plan: "Plan", unit_id: UUID, information: Information = Information.PLAN) -> list[Window]:
    """When that information may go to that one unit; whoever asks about several asks `coverage` once."""
    shut = shut_out(plan)
    if any(one.id == unit_id and shut(one.hsa_id) for one in plan.units):
        return []
    sharing = of_kind(plan, ConsentKind.INFORMATION_SHARING)
    return _let_in(plan, [(one, one.ends_at) for one in sharing if unit_id in one.recipients], information)


def _let_in(plan: "Plan", naming: list[Ending], information: Information) -> list[Window]:
    """When a unit may have that information, by the consents that name it."""
    return _until_taken_back(plan, (one for one in naming if information in one[0].information), naming)
