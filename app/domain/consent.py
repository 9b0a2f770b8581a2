"""Consent (samtycke). Three kinds that are kept apart, each with its own effect; they are not GDPR consents.

- `sip` samtycke till SIP: that a plan is made at all. No plan beyond `offered` without it; withdrawn, it closes it.
- `information_sharing` samtycke till informationsöverföring: which units may read. Never general.
- `relatives` närståendes deltagande: who may take part.

For a minor the guardians consent, all of them (föräldrabalken 6 kap. 11 och 13 §§). A consent that ends with time has
the same effect as one that is withdrawn, on that instant and without anyone acting.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.age import of_age_from
from app.domain.part import Part
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


class ConsentForm(StrEnum):
    ORAL = "oral"
    WRITTEN = "written"
    ELECTRONIC = "electronic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(Part):
    """`given_at` is when it was given, `entered_at` when it was registered; `valid_until` is the last day it holds."""

    kind: ConsentKind
    given_by: ConsentGiver
    guardian_id: UUID | None = None
    form: ConsentForm
    registered_by_id: UUID | None = None
    given_at: datetime
    valid_until: date | None = None
    recipients: tuple[UUID, ...] = ()
    excluded: str | None = None
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


def sip_in_force(plan: "Plan", at: datetime) -> bool:
    """Whether the SIP consent holds at that instant: the person's own, or every guardian's when she is a minor.

    A withdrawal takes back every SIP consent that was given before it, not only the one it is noted on.
    """
    given = list(of_kind(plan, ConsentKind.SIP))
    taken_back = max((one.withdrawn_at for one in given if one.withdrawn_at and one.withdrawn_at <= at), default=None)
    standing = [one for one in given if one.in_force(at) and (taken_back is None or one.given_at > taken_back)]
    givers = {consent.given_by for consent in standing}
    if not is_minor(plan, at):
        return bool(givers - {ConsentGiver.GUARDIAN})
    if ConsentGiver.LEGAL_REPRESENTATIVE in givers:
        return True
    guardians = {one.id for one in plan.participants if one.kind is ParticipantKind.GUARDIAN}
    consenting = {consent.guardian_id for consent in standing if consent.given_by is ConsentGiver.GUARDIAN}
    return bool(guardians) and guardians <= consenting


def sip_lapses_at(plan: "Plan", after: datetime) -> datetime | None:
    """The first instant after `after` at which the SIP consent no longer holds, as far as is known; None if it lasts.

    Only a consent's end, or coming of age, can take it away, so only those instants are tried.
    """
    ends = {end for consent in of_kind(plan, ConsentKind.SIP) if (end := consent.ends_at)}
    ends.add(of_age_from(plan.person.born, day_of(after)))
    return next((end for end in sorted(ends) if end > after and not sip_in_force(plan, end)), None)


def covering(plan: "Plan", unit_id: UUID) -> Iterable[Consent]:
    """The information consents that name the unit, in force or not."""
    return (one for one in of_kind(plan, ConsentKind.INFORMATION_SHARING) if unit_id in one.recipients)
