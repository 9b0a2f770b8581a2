"""Who may check the audit log, and whose plan it is to check."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from app.domain.auditing import LOOKS_BACK, coordinating_principal, require_auditor
from app.domain.refusal import Forbidden
from tests.domain.plans import CLINIC_HSA, COORDINATOR_HSA, established, staff, uid

# The national catalogue's purposes of use (medarbetaruppdragets ändamål), and what is nobody's.
CARE = ("Vård och behandling", "Forskning", "Statistik", "Annan dokumentation enligt lag")
NOBODYS = ("kvalitetssäkring", "Kvalitetssäkring ", "Vård och behandling, Administration")


def refused(scopes: str, purpose: str) -> str | None:
    actor = replace(staff(COORDINATOR_HSA, CLINIC_HSA, scopes), purpose=purpose)
    try:
        require_auditor(actor)
    except Forbidden as no:
        return no.rule.id
    return None


def test_an_auditor_has_the_scope_and_a_purpose_of_checks() -> None:
    """Every cell of scopes × purposes, against what the rule says."""
    scopes = ("", "journal:read journal:write", "journal:takeover", "journal:audit", "journal:read journal:audit")
    for held, purpose in product(scopes, ("Kvalitetssäkring", "Administration", *CARE, *NOBODYS)):
        expected = None if purpose in ("Kvalitetssäkring", "Administration") else "purpose-not-for-checks"
        assert refused(held, purpose) == (expected if "journal:audit" in held.split() else "scope-missing")


def test_a_question_that_says_no_time_goes_thirty_days_back() -> None:
    assert timedelta(days=30) == LOOKS_BACK


def test_a_plan_is_its_coordinators_principals_to_check() -> None:
    plan = established()
    assert coordinating_principal(plan) == "SE2329990015"
    named = replace(
        next(one for one in plan.participants if one.id == plan.coordinator_id), id=uid(99), unit_id=plan.units[1].id
    )
    handed_over = replace(plan, participants=(*plan.participants, named), coordinator_id=named.id)
    assert coordinating_principal(handed_over) == plan.units[1].principal_hsa_id != "SE2329990015"


@pytest.mark.parametrize("place", [0, 1])
def test_before_there_is_a_coordinator_it_is_the_initiators(place: int) -> None:
    plan = established()
    begun = replace(plan, coordinator_id=None, initiated_by_unit_id=plan.units[place].id)
    assert coordinating_principal(begun) == plan.units[place].principal_hsa_id
