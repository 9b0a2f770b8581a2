"""What she, or those who speak for her, have said: every standing of a consent that the rules tell apart."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.domain.consent import Consent
from app.domain.plan import Plan
from tests.domain.parts import ALL_OF_IT
from tests.domain.plans import (
    CLINIC,
    GIVEN,
    GUARDIANS,
    LIBRARY,
    NOW,
    REHAB,
    SCHOOL,
    by_guardian,
    established,
    guardian,
    person,
    sharing,
    sip,
    uid,
)

# Between the giving and the plan's last change: whatever is noted of a plan changes it.
BEFORE, OVER, LAST = GIVEN + timedelta(days=10), date(2026, 5, 31), date(2026, 6, 1)
UNITS = (CLINIC, REHAB, LIBRARY, SCHOOL)
CHILD = person(date(2020, 3, 1))


def _by_one(consent: Consent, number: int) -> Consent:
    """What the first or the second guardian has said of it."""
    by = by_guardian(GUARDIANS[number])
    return replace(consent, id=uid(consent.id.int + 300 + number), given_by=by.given_by, guardian_id=by.guardian_id)


def of(consent: Consent) -> dict[str, tuple[Consent, ...]]:
    """Each standing by its name. The last three are of a child with two guardians."""
    no = {"withdrawn_at": BEFORE, "withdrawal_entered_at": BEFORE}
    one, two = (_by_one(consent, number) for number in range(2))
    anew = replace(consent, id=uid(consent.id.int + 400), given_at=BEFORE + timedelta(days=1), entered_at=BEFORE)
    return {
        "given": (consent,),
        "absent": (),
        "withdrawn": (replace(consent, **no),),
        "withdrawn, and given anew": (replace(consent, **no), replace(anew, entered_at=anew.given_at)),
        "ended": (replace(consent, valid_until=OVER),),
        "on its last day": (replace(consent, valid_until=LAST),),
        "not begun": (replace(consent, given_at=NOW + timedelta(days=1)),),
        "one of two guardians": (one,),
        "both guardians": (one, two),
        "both guardians, one withdrawn": (one, replace(two, **no)),
    }


SIPS = of(sip())
SHARINGS = of(sharing(*UNITS)) | {
    "given to others": (sharing(SCHOOL),),
    "given, to the mapping too": (sharing(*UNITS, information=ALL_OF_IT),),
    "withdrawn for the mapping": (
        sharing(*UNITS),
        sharing(*UNITS, id=uid(820), information=ALL_OF_IT, withdrawn_at=BEFORE, withdrawal_entered_at=BEFORE),
    ),
}
HOLD = {"given", "withdrawn, and given anew", "on its last day", "both guardians"}


def with_both(plan: Plan, sip_said: str, sharing_said: str) -> Plan:
    """The plan with those standings of both kinds, and of a child where a guardian is the one who speaks."""
    values: dict[str, Any] = {"consents": (*SIPS[sip_said], *SHARINGS[sharing_said])}
    if "guardian" in sip_said + sharing_said:
        people = {one.id for one in plan.participants}
        values |= {"person": CHILD}
        values |= {"participants": plan.participants + tuple(guardian(one) for one in GUARDIANS if one not in people)}
    return replace(plan, **values)


assert established().person.born.year < 2000, "where no guardian speaks, she is an adult"
