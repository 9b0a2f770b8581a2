"""Consent (samtycke). Three kinds that are kept apart, each with its own effect; they are not GDPR consents.

- `sip` samtycke till SIP: that a plan is made at all. No plan beyond `offered` without it; withdrawn, it closes it.
- `information_sharing` samtycke till informationsöverföring: which units may read. Never general.
- `relatives` närståendes deltagande: who may take part.

For a minor the guardians consent, all of them (föräldrabalken 6 kap. 11 och 13 §§). A consent that ends with time has
the same effect as one that is withdrawn, on that instant and without anyone acting.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.age import of_age_from, reads_own_from
from app.domain.part import Part, changed
from app.domain.participant import ParticipantKind
from app.domain.rule import Rule
from app.domain.swedish_time import day_ends, day_of

if TYPE_CHECKING:
    from app.domain.plan import Plan


ALREADY_ENDED = Rule("consent-already-ended", "Samtycket gäller inte längre.", "The consent no longer holds.")
BEFORE_GIVEN = Rule("withdrawn-before-given", "Det återkallas innan det gavs.", "It is withdrawn before it was given.")


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
        ends = [end for end in (self.withdrawn_at, day_ends(self.valid_until) if self.valid_until else None) if end]
        return min(ends, default=None)

    def in_force(self, at: datetime) -> bool:
        return self.given_at <= at and (self.ends_at is None or at < self.ends_at)


def of_kind(plan: "Plan", kind: ConsentKind) -> Iterable[Consent]:
    return (consent for consent in plan.consents if consent.kind is kind)


def is_minor(plan: "Plan", at: datetime) -> bool:
    return at < of_age_from(plan.person.born, day_of(at))


@dataclass(frozen=True, slots=True)
class Window:
    """From `since` until `until` (None: open)."""

    since: datetime
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


def _either(windows: Iterable[Window]) -> list[Window]:
    """The time that any of them has, as windows that neither touch nor overlap, earliest first."""
    found: list[Window] = []
    for one in sorted(windows, key=lambda window: window.since):
        if one.until is not None and one.until <= one.since:
            continue
        if found and (found[-1].until is None or one.since <= found[-1].until):
            last = found.pop()
            ends = None if last.until is None or one.until is None else max(last.until, one.until)
            found.append(Window(last.since, ends))
        else:
            found.append(one)
    return found


def _both(some: Iterable[Window], others: list[Window]) -> list[Window]:
    """The time that both have."""
    shared = []
    for one in some:
        for other in others:
            until = min((end for end in (one.until, other.until) if end is not None), default=None)
            shared.append(Window(max(one.since, other.since), until))
    return _either(shared)


def windows(plan: "Plan", consents: Iterable[tuple[Consent, datetime | None]]) -> list[Window]:
    """When these consents (each with its end) amount to a consent by those whose word it takes.

    A guardian speaks for a minor, and only together with every other guardian; the person herself, or a judgement in
    her stead, from the day she is of age; a legal representative as long as the consent says.
    """
    today = day_of(plan.changed_at)
    young, of_age = reads_own_from(plan.person.born, today), of_age_from(plan.person.born, today)
    childhood = [Window(datetime.min.replace(tzinfo=UTC), of_age)]
    represented: list[Window] = []
    herself: list[Window] = []
    spoken: dict[UUID, list[Window]] = {one.id: [] for one in plan.participants if one.kind is ParticipantKind.GUARDIAN}
    for one, ends_at in consents:
        said = Window(one.given_at, ends_at)
        if one.given_by is ConsentGiver.LEGAL_REPRESENTATIVE:
            represented.append(said)
        elif one.given_by is not ConsentGiver.GUARDIAN:
            # What was said for or by a child does not bind her when she is of age. A young person who reads herself
            # can say beforehand that the plan shall go on.
            herself += [said] if one.given_at >= young else []
        elif one.guardian_id in spoken:
            spoken[one.guardian_id].append(said)
    together = childhood if spoken else []
    for each in spoken.values():
        together = _both(together, _either(each))
    return _either([*represented, *_both(_either(herself), [Window(of_age, None)]), *together])


def _standing(plan: "Plan", consents: Iterable[Consent], among: Iterable[Consent] | None = None) -> list[Window]:
    """When these consents hold. A withdrawal noted on any `among` (these themselves, unless others are given) takes
    back every one that was given before it, not only the one it is noted on.
    """
    given = list(consents)
    noted = given if among is None else among
    withdrawals = sorted(one.withdrawn_at for one in noted if one.withdrawn_at is not None)

    def end(one: Consent) -> datetime | None:
        next_no = bisect_left(withdrawals, one.given_at)
        ends = [one.ends_at, *withdrawals[next_no : next_no + 1]]
        return min((at for at in ends if at is not None), default=None)

    return windows(plan, ((one, end(one)) for one in given))


def lapsed(plan: "Plan", one: Consent, at: datetime) -> bool:
    """Whether it no longer says anything, because of whom it was given by and how old she is.

    A guardian's word ends at majority; so does what a child said before she could read herself.
    """
    today = day_of(at)
    childs = one.given_by in (ConsentGiver.PERSON, ConsentGiver.ASSESSMENT)
    young = childs and one.given_at < reads_own_from(plan.person.born, today)
    return (young or one.given_by is ConsentGiver.GUARDIAN) and at >= of_age_from(plan.person.born, today)


def holds(plan: "Plan", one: Consent, at: datetime) -> bool:
    """Whether this consent holds at that instant: by its own dates, by her age, and by what was withdrawn beside it."""
    others = [other for other in of_kind(plan, one.kind) if other.withdrawn_at is not None and other.withdrawn_at <= at]
    noes = [other for other in others if other.withdrawn_at is not None and one.given_at <= other.withdrawn_at]
    if one.kind is ConsentKind.INFORMATION_SHARING:
        left = set(one.recipients) - {unit_id for other in noes for unit_id in other.recipients}
        taken_back = not left
    else:
        taken_back = bool(noes)
    return one.in_force(at) and not taken_back and not lapsed(plan, one, at)


def sip_withdrawn(plan: "Plan") -> bool:
    """Whether SIP consent was withdrawn and nobody has said yes again since.

    A withdrawal ends the plan, so a new yes can only follow where she declined an offer and was offered again.
    """
    taken_back = [one.withdrawal_entered_at or one.withdrawn_at for one in of_kind(plan, ConsentKind.SIP)]
    last = max((at for at in taken_back if at is not None), default=None)
    return last is not None and not any(
        one.withdrawn_at is None and one.entered_at > last for one in of_kind(plan, ConsentKind.SIP)
    )


def relatives_invited(plan: "Plan", at: datetime) -> bool:
    """Whether she has let relatives take part (närståendes deltagande); without it they are not invited."""
    return any(window.holds(at) for window in _standing(plan, of_kind(plan, ConsentKind.RELATIVES)))


def sip_in_force(plan: "Plan", at: datetime) -> bool:
    """Whether the SIP consent holds at that instant: the person's own, or every guardian's when she is a minor."""
    return any(window.holds(at) for window in _standing(plan, of_kind(plan, ConsentKind.SIP)))


def sip_lapses_at(plan: "Plan", after: datetime) -> datetime | None:
    """The first instant after `after` at which the SIP consent no longer holds, as far as is known; None: it lasts."""
    held = _standing(plan, of_kind(plan, ConsentKind.SIP))
    ends = sorted(window.until for window in held if window.until is not None and window.until > after)
    return next((end for end in ends if not any(window.holds(end) for window in held)), None)


def covering(plan: "Plan", unit_id: UUID, information: Information = Information.PLAN) -> list[Window]:
    """When that information may go to that unit: it is named, by everyone whose word it takes. Never general.

    Source: OSL 12:2 (the person lets it go), domain rules, consent: which information goes to which recipient units.
    """
    named = [one for one in of_kind(plan, ConsentKind.INFORMATION_SHARING) if unit_id in one.recipients]
    return _standing(plan, (one for one in named if information in one.information), named)


def declined(plan: "Plan", at: datetime, by: ConsentGiver | None, now: datetime) -> tuple[Consent, ...]:
    """The plan's consents after she has declined the offer: a yes to SIP that was given before it no longer holds."""
    after = plan.consents
    for one in of_kind(plan, ConsentKind.SIP):
        if one.withdrawn_at is None:
            values = {"withdrawn_at": max(at, one.given_at), "withdrawn_by": by, "withdrawal_entered_at": now}
            after = changed(after, one, **values)
    return after
