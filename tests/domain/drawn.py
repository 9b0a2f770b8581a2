"""Plans with consents of every sort, drawn by hypothesis, and the half-hours at which they are looked at."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from app.domain.consent import Consent, ConsentGiver
from app.domain.plan import Plan
from tests.domain.clock import holds
from tests.domain.plans import (
    ADULT_BORN,
    GUARDIANS,
    by_guardian,
    established,
    guardian,
    person,
    sip,
    uid,
    utc,
)

CHILD_BORN = date(2014, 4, 5)
ONE, TWO = GUARDIANS
G = ConsentGiver

START = utc(2026, 3, 20)
HOURS = 24 * 14
instants = st.integers(0, HOURS * 2).map(lambda half: START + timedelta(minutes=30 * half))
days = st.integers(0, 14).map(lambda day: date(2026, 3, 20) + timedelta(days=day))


@st.composite
def consents(draw: st.DrawFn) -> Consent:
    """A SIP consent as the service can hold it: withdrawn after it was given and before its last day was over."""
    giver = draw(st.sampled_from(ConsentGiver))
    one = sip(
        uid(draw(st.integers(500, 10**9))),
        giver,
        guardian_id=draw(st.sampled_from(GUARDIANS)) if giver is G.GUARDIAN else None,
        given_at=draw(instants),
        valid_until=draw(st.none() | days),
    )
    withdrawn = draw(st.none() | instants)
    return replace(one, withdrawn_at=withdrawn) if withdrawn is not None and holds(one, withdrawn) else one


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    born = draw(st.sampled_from([ADULT_BORN, CHILD_BORN, date(2008, 3, 28), date(2008, 2, 29), date(2008, 4, 1)]))
    guardians = draw(st.sampled_from([(), (ONE,), GUARDIANS]))
    people = tuple(guardian(one) for one in guardians)
    given_ = tuple(draw(st.lists(consents(), max_size=4)))
    if people and draw(st.booleans()):
        given_ += tuple(replace(by_guardian(one), id=uid(600 + one.int), given_at=START) for one in guardians)
    return established(person=person(born), participants=people, consents=given_)


GRID = [START + timedelta(minutes=30 * half) for half in range(HOURS * 2 + 2)]
