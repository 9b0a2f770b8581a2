"""Consent as an axis of its own: what is said of SIP × what is said of information × status × relation × action.

Whoever she is to the plan, what she may do hangs on both consents as the rules say; the plan is the relation's in all
but its consents. The grounds are compared with the oracle's for every one of these plans; each set of grounds in each
status with every action, once, as nothing but grounds, status and scopes decides there.
"""

from dataclasses import replace
from itertools import product

import pytest

from app.domain import policy
from app.domain.actor import Staff
from app.domain.emergency import EMERGENCY, opened, require_may_open, require_openable
from app.domain.lifecycle import settled
from app.domain.part import Part
from app.domain.plan import Plan
from app.domain.reach import grounds
from app.domain.refusal import Forbidden, ScopeMissing, Unreachable
from tests.domain import access
from tests.domain.clock import sip_holds
from tests.domain.consents import HOLD, SHARINGS, SIPS, with_both
from tests.domain.parts import block, lifted
from tests.domain.plans import GIVEN, NOW, established, staff, uid
from tests.domain.relations import RELATIONS, STATES, plan_of
from tests.domain.test_policy import decided

EVERY = "journal:read journal:write journal:takeover journal:numbers"
# By what the plan says of her without its consents: where two relations differ in these alone, they are one here.
DISTINCT = list(
    {repr((values | {"consents": None}, who)): name for name, (values, who, _) in RELATIONS.items()}.values()
)


def test_the_oracle_tells_the_standings_apart_as_they_are_called() -> None:
    for said in SIPS:
        assert sip_holds(with_both(established(), said, "absent"), NOW) is (said in HOLD), said


@pytest.mark.slow
@pytest.mark.parametrize("sip_said", SIPS)
def test_every_consent_to_sip_and_to_information_is_judged_as_the_oracle_says(sip_said: str) -> None:
    wrong, seen, cells = [], set(), 0
    for relation, (status, why), said in product(DISTINCT, STATES, SHARINGS):
        actor = staff(*RELATIONS[relation][1], EVERY)
        plan = with_both(plan_of(relation, status, why), sip_said, said)
        held = access.roles(actor, plan, NOW)
        cells += 1
        if grounds(actor, plan, NOW) != held:
            wrong.append((relation, status.value, why, said, grounds(actor, plan, NOW), held))
        elif (frozenset(held), status) not in seen:
            seen.add((frozenset(held), status))
            for action in policy.PERMITS:
                expected = access.answer(action, set(actor.scopes), held, status)
                got = decided(lambda: policy.require(actor, action, plan, NOW))  # noqa: B023
                if got != expected:
                    wrong.append((relation, status.value, why, said, action, got, expected))
    assert wrong == []
    assert cells == len(DISTINCT) * len(STATES) * len(SHARINGS)
    # A plan that stands on no consent is nobody's who has it by consent alone.
    by_consent = {role for held, _ in seen for role in held} & {"called", "participant", "main_responsible", "mapped"}
    assert bool(by_consent) is (sip_said in HOLD)


# --- emergency access ------------------------------------------------------------------------------------------------

UNIT = "SE2329990031-EMERGENCY"
BLOCKS = {
    "none": (),
    "the unit": (block(UNIT),),
    "its principal": (block("SE2329990031"),),
    "another unit": (block("SE2329990031-OTHER"),),
    "lifted": (lifted(UNIT),),
}
PURPOSES = {"Nödöppning": True, "ETREAT": True, "TREAT": False, "nödöppning": False, "": False}
EMERGENCY_SCOPES = (f"journal:read {EMERGENCY}", EMERGENCY, "journal:read journal:write journal:takeover", "")


@pytest.mark.parametrize("scopes", EMERGENCY_SCOPES)
@pytest.mark.parametrize("purpose", PURPOSES)
def test_who_may_open_a_plan_in_an_emergency_and_which(scopes: str, purpose: str) -> None:
    """A block stops nobody here and is told of; that there is no consent to SIP stops everybody."""
    doctor = Staff(
        person="SE2329990031-P1",
        unit=UNIT,
        principal="SE2329990031",
        purpose=purpose,
        client="",
        scopes=frozenset(scopes.split()),
    )
    for (status, why), sip_said, blocked in product(STATES, SIPS, BLOCKS):
        plan = with_both(
            established(status=status, closing_reason=why, closed_at=GIVEN if why else None), sip_said, "given"
        )
        plan = settled(replace(plan, blocks=BLOCKS[blocked]), NOW)
        given = sip_said in HOLD and status in access.RESTING
        expected = "scope" if EMERGENCY not in scopes else "purpose" if not PURPOSES[purpose] else "none"
        if expected == "none" and given:
            expected = "opened"
        assert emergency(doctor, plan) == expected, (status, why, sip_said, blocked)
        if expected == "opened":
            values = {"unit_name": "x", "principal_name": "x", "reason": "x"}
            made = opened(plan, doctor, Part(id=uid(900), entered_at=NOW), **values, now=NOW)
            assert made.despite_block is (blocked in ("the unit", "its principal"))
            assert grounds(doctor, plan, NOW) == frozenset(), "it is no ground of reach"


def emergency(doctor: Staff, plan: Plan) -> str:
    try:
        require_may_open(doctor)
    except ScopeMissing:
        return "scope"
    except Forbidden:
        return "purpose"
    try:
        require_openable(doctor, plan)
    except Unreachable:
        return "none"
    return "opened"
