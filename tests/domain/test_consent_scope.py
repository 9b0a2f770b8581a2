"""What a consent covers (domain rules, consent): which information, and the judgement of who cannot consent."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.consent import Consent, ConsentGiver, ConsentKind, Information, covering, sip_in_force
from app.domain.plan import Plan
from app.domain.policy import Action, Forbidden, require
from app.domain.reach import Ground, grounds, reach
from app.domain.visibility import project_consents
from tests.domain.clock import unit_is_let_in
from tests.domain.drawn import GRID, consents
from tests.domain.parts import ALL_OF_IT
from tests.domain.plans import (
    CLINIC,
    GIVEN,
    MAIN_HSA,
    NOW,
    NURSE_HSA,
    REHAB,
    REHAB_HSA,
    SCHOOL,
    established,
    sharing,
    sip,
    staff,
    uid,
    utc,
)

AT_REHAB = staff(MAIN_HSA, REHAB_HSA)
TICK = timedelta(microseconds=1)


def sharing_with(*given_: Consent, **values: Any) -> Plan:
    return established(consents=(sip(), *given_), **values)


def held(plan: Plan) -> set[Ground]:
    return set(grounds(AT_REHAB, plan, NOW)) - {Ground.MAIN_RESPONSIBLE, Ground.CALLED}


def test_the_plan_is_not_the_mapping() -> None:
    """Domain rules, consent: which information goes to which recipient units; never general."""
    plan_only, both = sharing_with(sharing(REHAB)), sharing_with(sharing(REHAB, information=ALL_OF_IT))
    assert held(plan_only) == {Ground.PARTICIPANT}
    assert held(both) == {Ground.PARTICIPANT, Ground.MAPPED}
    with pytest.raises(Forbidden):
        require(AT_REHAB, Action.MAPPING_READ, plan_only, NOW)
    assert require(AT_REHAB, Action.MAPPING_READ, both, NOW) == {Ground.MAPPED}


def test_the_main_responsible_reads_the_mapping_only_where_the_consent_says_so() -> None:
    assert Ground.MAIN_RESPONSIBLE in grounds(AT_REHAB, sharing_with(sharing(REHAB)), NOW)
    with pytest.raises(Forbidden):
        require(AT_REHAB, Action.MAPPING_READ, sharing_with(sharing(REHAB)), NOW)


def test_the_coordinator_reads_the_mapping_that_she_alone_writes() -> None:
    """Domain rules, process: only the coordinator writes it."""
    plan = sharing_with(sharing(REHAB, CLINIC, information=ALL_OF_IT))
    coordinator, colleague = staff("SE2329990015-P1", "SE2329990015-CLINIC"), staff(NURSE_HSA, "SE2329990015-CLINIC")
    assert require(coordinator, Action.MAPPING_WRITE, plan, NOW) == {Ground.COORDINATOR}
    assert require(colleague, Action.MAPPING_READ, plan, NOW) == {Ground.MAPPED}
    for actor in (colleague, AT_REHAB):
        with pytest.raises(Forbidden):
            require(actor, Action.MAPPING_WRITE, plan, NOW)


def test_the_mapping_is_covered_for_as_long_as_its_own_consent_holds() -> None:
    short = sharing(REHAB, id=uid(28), valid_until=date(2026, 6, 10), information=ALL_OF_IT)
    plan, over = sharing_with(sharing(REHAB), short), utc(2026, 6, 10, 22)
    assert [(one.since, one.until) for one in covering(plan, REHAB, Information.MAPPING)] == [(GIVEN, over)]
    assert Ground.MAPPED in grounds(AT_REHAB, plan, over - TICK)
    assert grounds(AT_REHAB, plan, over) & {Ground.PARTICIPANT, Ground.MAPPED} == {Ground.PARTICIPANT}


def test_what_is_read_of_the_mapping_ends_with_the_sip_consent_too() -> None:
    plan = established(consents=(sip(valid_until=date(2026, 6, 10)), sharing(REHAB, information=ALL_OF_IT)))
    ends = {row.until for row in reach(plan) if row.ground is Ground.MAPPED}
    assert ends == {utc(2026, 6, 10, 22)}


def test_a_withdrawal_takes_back_the_mapping_too_on_whichever_consent_to_that_unit_it_is_noted() -> None:
    """README: a withdrawal takes back every consent of its kind given before it (for information: to the same unit)."""
    wide, withdrawn = sharing(REHAB, information=ALL_OF_IT), sharing(REHAB, id=uid(28), withdrawn_at=NOW)
    plan = sharing_with(wide, withdrawn)
    assert not any(one.holds(NOW) for one in covering(plan, REHAB)), "the plan is taken back"
    assert held(plan) == set(), "and what goes with it"


def test_a_unit_that_is_not_named_is_covered_for_nothing() -> None:
    plan = sharing_with(sharing(CLINIC, information=ALL_OF_IT))
    assert [covering(plan, one, said) for one in (REHAB, SCHOOL) for said in Information] == [[], [], [], []]


@pytest.mark.slow
@settings(max_examples=300, deadline=None, database=None)
@given(st.lists(st.tuples(consents(), st.booleans()), max_size=3))
def test_each_kind_of_information_goes_where_the_rule_written_twice_says(drawn: list[tuple[Consent, bool]]) -> None:
    wide = [replace(one, recipients=(REHAB,), kind=ConsentKind.INFORMATION_SHARING) for one, _ in drawn]
    said = [ALL_OF_IT if both else ALL_OF_IT[:1] for _, both in drawn]
    plan = established(consents=tuple(replace(one, information=info) for one, info in zip(wide, said, strict=True)))
    for info in Information:
        found = covering(plan, REHAB, info)
        wrong = [at for at in GRID if any(one.holds(at) for one in found) is not unit_is_let_in(plan, REHAB, at, info)]
        assert wrong == []


# --- the judgement of who cannot consent -----------------------------------------------------------------------------


def test_a_judgement_stands_in_for_an_adult_and_is_never_mirrored() -> None:
    """Domain rules, consent: menprövning is documented and never mirrored; OSL 25:1, 26:1."""
    judged = sip(by=ConsentGiver.ASSESSMENT, assessment="Hon har alltid velat ha hjälp")
    plan = established(consents=(judged,))
    assert sip_in_force(plan, NOW)
    assert project_consents(plan) == []


def test_what_she_does_not_want_shared_is_shown_to_her_with_what_she_does() -> None:
    """Domain rules, consent: also what the person does not want shared."""
    one = sharing(REHAB, information=ALL_OF_IT, excluded="Inget om ekonomin")
    (shown,) = project_consents(established(consents=(one,)))
    assert (shown["information"], shown["excluded"]) == (ALL_OF_IT, "Inget om ekonomin")
    assert "assessment" not in shown
