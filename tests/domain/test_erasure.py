"""What may be erased, on which ground; and what may stand as the number of a decision."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app.domain.erasure import ENDED, KEPT_YEARS, ErasureGround, ErasurePlan, is_reference, why_not
from app.domain.plan import PlanStatus

NOW = datetime(2044, 2, 29, 12, tzinfo=UTC)
LIMIT = datetime(2034, 2, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize("status", PlanStatus)
def test_thinned_is_only_what_has_ended_and_been_kept_for_its_time(status: PlanStatus) -> None:
    for changed_at, old in ((LIMIT, True), (LIMIT + timedelta(microseconds=1), False), (NOW, False)):
        plan = ErasurePlan(uuid4(), 7, status, changed_at)
        allowed = why_not(ErasureGround.THINNING, plan, NOW) is None
        assert allowed is (old and status in ENDED), (status, changed_at)
        assert why_not(ErasureGround.DECISION, plan, NOW) is None, "a decision by the authority is carried out"


def test_ten_years_are_ten_years() -> None:
    assert KEPT_YEARS == 10
    assert {PlanStatus.CLOSED, PlanStatus.ANNULLED, PlanStatus.DECLINED} == ENDED


@pytest.mark.parametrize("text", ["IVO 2026/12345", "3.2.1-04567/2026", "Dnr RA-KS 2026/17"])
def test_a_diary_number_is_a_reference(text: str) -> None:
    assert is_reference(text)


@pytest.mark.parametrize(
    "text",
    ["", "IVO", "Elsa Exempel", "19970711-9880", "IVO 199707119880", "IVO 970711-9880", "x" * 41 + "1", "1\n2", "a1;"],
)
def test_a_name_or_a_number_of_a_person_is_none(text: str) -> None:
    assert not is_reference(text)
