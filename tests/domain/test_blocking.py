"""Blocks (PDL 4:4-5): what a blocked unit is not let into besides reach, and who is told of nothing."""

from dataclasses import replace

import pytest

from app.domain.blocking import has_blocked
from app.domain.consent import Information, coverage, covering
from app.domain.contents import added, revised
from app.domain.contents.blocking import require_callable
from app.domain.contents.process import require_coordinator
from app.domain.copy import receivers
from app.domain.lifecycle import units_to_notify
from app.domain.plan import PlanStatus
from app.domain.reach import reach
from app.domain.refusal import Conflict
from tests.domain.parts import ALL_OF_IT, block, lifted
from tests.domain.plans import (
    CLINIC,
    CLINIC_HSA,
    COORDINATOR,
    LIBRARY_HSA,
    MAIN,
    NOW,
    REHAB,
    REHAB_HSA,
    SCHOOL,
    established,
    sharing,
    sip,
    uid,
)

LET_IN = {"consents": (sip(), sharing(REHAB, CLINIC, information=ALL_OF_IT))}
BLOCKS = [block(REHAB_HSA), block(REHAB_HSA.partition("-")[0])]


@pytest.mark.parametrize("one", BLOCKS, ids=["unit", "principal"])
@pytest.mark.parametrize("information", Information)
def test_no_consent_lets_anything_out_to_it(one, information) -> None:  # type: ignore[no-untyped-def]
    plan = established(**LET_IN)
    assert covering(plan, REHAB, information)
    assert coverage(plan, information)[REHAB] == covering(plan, REHAB, information)
    blocked = replace(plan, blocks=(one,))
    assert covering(blocked, REHAB, information) == coverage(blocked, information)[REHAB] == []
    assert covering(blocked, CLINIC, information) == covering(plan, CLINIC, information) != []
    assert covering(replace(plan, blocks=(lifted(REHAB_HSA),)), REHAB, information)


def test_it_gets_no_copy_is_told_of_no_closure_and_gets_no_plan_to_coordinate() -> None:
    plan = established(**LET_IN)
    blocked = replace(plan, blocks=(block(REHAB_HSA),))
    assert MAIN in receivers(plan) and MAIN not in receivers(blocked)
    assert REHAB in units_to_notify(plan, [NOW]) and REHAB not in units_to_notify(blocked, [NOW])
    assert require_coordinator(plan, MAIN, NOW, "/toId").id == MAIN
    with pytest.raises(Conflict) as refused:
        require_coordinator(blocked, MAIN, NOW, "/toId")
    assert refused.value.rule.id == "unit-not-covered"


def test_who_has_coordinated_is_not_told_of_the_closure_either() -> None:
    once = established(coordinator_id=MAIN, takeovers=())
    handed = replace(once, coordinator_id=COORDINATOR, blocks=(block(REHAB_HSA),), consents=(sip(),))
    assert REHAB not in units_to_notify(handed, [NOW])


def test_it_is_not_called_and_others_are() -> None:
    plan = established(blocks=(block(REHAB_HSA),))
    require_callable(plan, CLINIC, "/invited/0/unitId")
    require_callable(plan, SCHOOL, "/invited/0/unitId")  # without an HSA-id nobody logs in
    with pytest.raises(Conflict) as refused:
        require_callable(plan, REHAB, "/invited/1/unitId")
    assert [one.pointer for one in refused.value.findings] == ["/invited/1/unitId"]


def test_the_same_is_not_blocked_twice_until_it_is_lifted() -> None:
    plan = established(blocks=(block(REHAB_HSA),))
    with pytest.raises(Conflict):
        added(plan, "blocks", block(REHAB_HSA, uid(115)), NOW)
    added(plan, "blocks", block(REHAB_HSA.partition("-")[0], uid(115)), NOW)
    over = revised(plan, "blocks", plan.blocks[0], NOW, lifted_at=NOW, lifted_by_id=COORDINATOR)
    assert has_blocked(plan) and not has_blocked(over)
    assert has_blocked(added(over, "blocks", block(REHAB_HSA, uid(115)), NOW))


@pytest.mark.parametrize("leading", [CLINIC_HSA, CLINIC_HSA.partition("-")[0]])
def test_who_coordinates_cannot_be_blocked(leading: str) -> None:
    with pytest.raises(Conflict) as refused:
        added(established(), "blocks", block(leading), NOW)
    assert refused.value.rule.id == "block-of-who-leads"
    assert [one.pointer for one in refused.value.findings] == ["/hsaId"]


def test_before_there_is_a_coordinator_the_unit_that_began_cannot_be_blocked() -> None:
    plan = established(coordinator_id=None, initiated_by_unit_id=REHAB, status=PlanStatus.INITIATED)
    with pytest.raises(Conflict) as refused:
        added(plan, "blocks", replace(block(REHAB_HSA), registered_by_id=MAIN), NOW)
    assert refused.value.rule.id == "block-of-who-leads"
    added(plan, "blocks", replace(block(CLINIC_HSA), registered_by_id=MAIN), NOW)


def test_the_right_of_the_principal_is_for_its_other_units() -> None:
    plan = established(blocks=(block("SE2329990015-WARD"), block(LIBRARY_HSA, uid(115))))
    (row,) = [one for one in reach(plan) if one.ground == "principal"]
    assert row.besides == " SE2329990015-WARD "
    assert [one.besides for one in reach(established()) if one.ground == "principal"] == [None]
