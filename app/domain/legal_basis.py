"""The statutes a plan rests on (lagrum), as data with validity dates: laws are replaced, plans outlive them."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.domain.during import during
from app.domain.plan import Plan
from app.domain.refusal import Finding, Invalid
from app.domain.rule import Rule
from app.domain.swedish_time import day_of

NOT_IN_FORCE = Rule(
    "legal-basis-not-in-force",
    "Lagrummet är okänt eller gällde inte den dagen.",
    "The statute is unknown or was not in force that day.",
)


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One statute. `since` and `until` are days; `until` is the first day it no longer holds, None while it does.

    `demands` is the paragraph of it that says what a plan states (innehåll), where it has one.
    """

    code: str
    text: str
    since: date
    until: date | None = None
    demands: str | None = None


LEGAL_BASES = (
    LegalBasis("HSL 16:4", "hälso- och sjukvårdslagen (2017:30) 16 kap. 4 §", date(2017, 4, 1), demands="HSL 16:4"),
    LegalBasis("SoL 2:7", "socialtjänstlagen (2001:453) 2 kap. 7 §", date(2010, 1, 1), date(2025, 7, 1), "SoL 2:7"),
    LegalBasis("SoL 10:8-9", "socialtjänstlagen (2025:400) 10 kap. 8-9 §§", date(2025, 7, 1), demands="SoL 10:9"),
    LegalBasis("2017:612 4:1", "lag (2017:612) om samverkan vid utskrivning 4 kap. 1 §", date(2018, 1, 1)),
    LegalBasis("2017:612 4:2", "lag (2017:612) om samverkan vid utskrivning 4 kap. 2 §", date(2018, 1, 1)),
    LegalBasis("LSS 10", "lag (1993:387) om stöd och service till vissa funktionshindrade 10 §", date(1994, 1, 1)),
)


def demanding(on: date) -> str:
    """The paragraphs that say what a plan of that day states: HSL 16:4 and the socialtjänstlag in force then.

    The two laws ask for the same four points, in the same order.
    """
    return ", ".join(one.demands for one in LEGAL_BASES if one.demands and during(one.since, one.until, on))


def require_in_force(codes: tuple[str, ...], on: date) -> None:
    """Raises `Invalid` naming each code that is not a statute in force that day."""
    valid = {basis.code for basis in LEGAL_BASES if during(basis.since, basis.until, on)}
    wrong = [Finding(NOT_IN_FORCE, f"/legalBases/{place}") for place, code in enumerate(codes) if code not in valid]
    if wrong:
        raise Invalid(NOT_IN_FORCE, *wrong)


def corrected(plan: Plan, values: dict[str, Any]) -> Plan:
    """The plan with other values of its own, held to its statutes by the day that the need was seen, as when it was
    made: laws are replaced, plans outlive them. The plan itself, where that is how it stands already."""
    after = replace(plan, **values)
    if after == plan:
        return plan
    if "legal_bases" in values:
        require_in_force(after.legal_bases, day_of(after.initiated_at))
    return after
