"""Swedish days and ages once more, written without `app.domain.swedish_time`: what the tests judge by."""

from datetime import date, datetime
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


def sip_holds(plan: Plan, at: datetime) -> bool:
    """Domain rules, consent: the person's own (or a representative's); for a minor every guardian's.

    A withdrawal that has happened takes every consent with it that was not given after it.
    """
    standing = []
    for one in plan.consents:
        if one.kind is ConsentKind.SIP and holds(one, at):
            noes = [o.withdrawn_at for o in plan.consents if o.kind is ConsentKind.SIP and o.withdrawn_at]
            if not any(one.given_at <= no <= at for no in noes):
                standing.append(one)
    if not is_younger(plan.person.born, 18, at):
        return any(one.given_by != ConsentGiver.GUARDIAN for one in standing)
    if any(one.given_by == ConsentGiver.LEGAL_REPRESENTATIVE for one in standing):
        return True
    guardians = [one for one in plan.participants if one.kind == "guardian"]
    return bool(guardians) and all(any(c.guardian_id == g.id for c in standing) for g in guardians)
