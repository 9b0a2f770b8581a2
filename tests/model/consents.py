"""Consents as the rules have them (design: Consent: keep the kinds apart; documentation/why.md)."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SWEDEN = ZoneInfo("Europe/Stockholm")


@dataclass
class Consent:
    """`giver` is `person`, `legal_representative`, `assessment`, or the name of a guardian."""

    id: str
    kind: str
    giver: str
    given: datetime
    until: date | None = None
    units: frozenset[str] = frozenset()
    mapping: bool = False
    withdrawn: datetime | None = None

    def ended(self, now: datetime) -> bool:
        """After its last day, which ends at midnight in Sweden."""
        return self.until is not None and now >= midnight(self.until + timedelta(days=1))


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SWEDEN)


def swedish_day(now: datetime) -> date:
    return now.astimezone(SWEDEN).date()


def birthday(born: date, age: int) -> date:
    """29 February: the day after the 28th, in a year that has none."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def a_year_after(moment: datetime) -> datetime:
    try:
        return moment.replace(year=moment.year + 1)
    except ValueError:
        return moment.replace(year=moment.year + 1, month=3, day=1)


@dataclass
class Consents:
    """All that were registered, for somebody born that day, with these guardians."""

    born: date
    guardians: list[str] = field(default_factory=list)
    all: list[Consent] = field(default_factory=list)
    declined: list[datetime] = field(default_factory=list)  # when an offer was answered with a no

    def of_age(self, years: int, now: datetime) -> bool:
        return now >= midnight(birthday(self.born, years))

    def lapsed(self, one: Consent, now: datetime) -> bool:
        """A guardian speaks for a child, as does whoever stands in her place; at majority what was said lapses."""
        for_a_child = one.giver == "legal_representative" and not self.of_age(18, one.given)
        return (one.giver in self.guardians or for_a_child) and self.of_age(18, now)

    def over(self, one: Consent, now: datetime) -> bool:
        """There is nothing left of it to withdraw."""
        return one.withdrawn is not None or one.ended(now) or self.lapsed(one, now)

    def decline(self, now: datetime) -> None:
        self.declined.append(now)
        for one in self.all:
            if one.kind == "sip" and one.withdrawn is None and not one.ended(now):
                one.withdrawn = now

    def endings(self) -> list[datetime]:
        """The moments at which a consent to SIP may end by itself."""
        lasts = [one.until for one in self.all if one.kind == "sip" and one.until is not None]
        return [midnight(last + timedelta(days=1)) for last in lasts] + [midnight(birthday(self.born, 18))]

    def sip(self, now: datetime) -> bool:
        return self._hold([one for one in self.all if one.kind == "sip"], None, now)

    def covers(self, unit: str, now: datetime, *, mapping: bool = False) -> bool:
        """Whether the unit may read the plan, or the mapping, which nobody reads who may not read the plan."""
        given = [one for one in self.all if one.kind == "information_sharing" and unit in one.units]
        if mapping and not self.covers(unit, now):
            return False
        return self._hold([one for one in given if one.mapping or not mapping], unit, now)

    def takes_back(self, one: Consent, unit: str | None, now: datetime) -> bool:
        """A no takes back every consent of its kind given before it, whenever it is entered."""
        return any(no <= now for no in self.noes(one, unit))

    def noes(self, one: Consent, unit: str | None) -> list[datetime]:
        """What was said since it was given: withdrawals of the kind (for information: to the same unit), and of an
        offer that was declined, to a plan at all."""
        said = [
            other.withdrawn
            for other in self.all
            if other.withdrawn is not None and other.kind == one.kind and (unit is None or unit in other.units)
        ]
        return [no for no in said + (self.declined if one.kind == "sip" else []) if one.given <= no]

    def told_withdrawn(self, one: Consent) -> bool:
        """Whether she is told that it is withdrawn: itself, or by a no that left nothing of it."""
        if one.withdrawn is not None:
            return True
        noes = [min(self.noes(one, unit), default=None) for unit in one.units or {None}]
        return all(no is not None and not one.ended(no) for no in noes)

    def _hold(self, given: list[Consent], unit: str | None, now: datetime) -> bool:
        live = [
            one
            for one in given
            if not (one.ended(now) or self.takes_back(one, unit, now) or self.lapsed(one, now)) and one.given <= now
        ]
        givers = {one.giver for one in live}
        # Where there are guardians, nobody else speaks for the child in their place.
        if "legal_representative" in givers and (self.of_age(18, now) or not self.guardians):
            return True
        if self.of_age(18, now):
            # From sixteen on her own consent stands on its own when she comes of age (README). `decided`: so does what
            # was assessed (menprövning) from then on; what was said for or by a child does not bind her.
            hers = ("person", "assessment")
            own = [one for one in live if self.of_age(16, one.given) and one.giver in hers]
            return bool(own)
        # For a minor the guardians consent, all of them (design: consent); with none known, nobody is there whose word
        # it takes.
        return bool(self.guardians) and set(self.guardians) <= givers
