"""Swedish days and ages once more, written without `app.domain.swedish_time`: what the tests judge by."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.consent import Consent, ConsentGiver, ConsentKind
from app.domain.plan import Plan


def local_day(at: datetime) -> date:
    return at.astimezone(ZoneInfo("Europe/Stockholm")).date()


def is_younger(born: date, years: int, at: datetime) -> bool:
    """Compared as (year, month, day), so that the 29th of February needs no rule: its day after is the 1st of March."""
    day = local_day(at)
    return (day.year, day.month, day.day) < (born.year + years, born.month, born.day)


def holds(consent: Consent, at: datetime) -> bool:
    """Given, not withdrawn, and its last Swedish day not over."""
    if at < consent.given_at:
        return False
    if consent.withdrawn_at is not None and at >= consent.withdrawn_at:
        return False
    return consent.valid_until is None or local_day(at) <= consent.valid_until


def word_is_given(plan: Plan, standing: list[Consent], at: datetime) -> bool:
    """Domain rules, consent, of every kind: for a minor every guardian's, or a representative's where there is none;
    else hers or a representative's.
    """
    if not is_younger(plan.person.born, 18, at):
        # What she said as a child does not bind her as an adult; from sixteen she may say it beforehand.
        own = [one for one in standing if one.given_by != ConsentGiver.GUARDIAN]
        beforehand = {ConsentGiver.LEGAL_REPRESENTATIVE: 18}
        return any(not is_younger(plan.person.born, beforehand.get(one.given_by, 16), one.given_at) for one in own)
    if not any(one.kind == "guardian" for one in plan.participants):
        return any(one.given_by == ConsentGiver.LEGAL_REPRESENTATIVE for one in standing)
    guardians = [one for one in plan.participants if one.kind == "guardian"]
    by_guardians = [one.guardian_id for one in standing if one.given_by == ConsentGiver.GUARDIAN]
    return bool(guardians) and all(one.id in by_guardians for one in guardians)


def sip_holds(plan: Plan, at: datetime) -> bool:
    """A withdrawal that has happened takes every SIP consent with it that was not given after it."""
    given = [one for one in plan.consents if one.kind is ConsentKind.SIP]
    noes = [one.withdrawn_at for one in given if one.withdrawn_at is not None]
    standing = [one for one in given if holds(one, at) and not any(one.given_at <= no <= at for no in noes)]
    return word_is_given(plan, standing, at)


def unit_is_let_in(plan: Plan, unit_id: UUID, at: datetime, to: str = "plan") -> bool:
    """Information goes to the units that are named and to no other; a no to the unit takes back every yes before it."""
    named = [one for one in plan.consents if one.kind is ConsentKind.INFORMATION_SHARING and unit_id in one.recipients]
    noes = [one.withdrawn_at for one in named if one.withdrawn_at is not None]
    held = [one for one in named if holds(one, at) and not any(one.given_at <= no <= at for no in noes)]
    standing = [one for one in held if to in [str(said) for said in one.information]]
    return word_is_given(plan, standing, at)
