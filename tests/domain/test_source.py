"""Source identifiers: whether a plan was made by one, or it was given to a plan that was there."""

from dataclasses import replace

import pytest

from app.domain.source import SourceIdentifier, SourceKind
from tests.domain.plans import CLINIC_HSA, GIVEN, REHAB_HSA, established

PLAN = replace(established(), source_system="journalen", source_id="SIP-1")


@pytest.mark.parametrize(
    ("owner", "system", "source_id", "made"),
    [
        (CLINIC_HSA, "journalen", "SIP-1", True),
        (REHAB_HSA, "journalen", "SIP-1", False),  # the same id, given to the plan by another unit that follows it
        (CLINIC_HSA, "annat", "SIP-1", False),
        (CLINIC_HSA, "journalen", "SIP-2", False),
    ],
)
def test_a_plan_was_made_by_one_id_of_the_unit_that_made_it(
    owner: str, system: str, source_id: str, made: bool
) -> None:
    known = {"owner": owner, "system": system, "source_id": source_id, "kind": SourceKind.PLAN}
    one = SourceIdentifier(**known, plan_id=PLAN.id, entered_at=GIVEN)  # type: ignore[arg-type]
    assert one.made(PLAN) is made
    assert not one.made(replace(PLAN, source_system=None, source_id=None)), "a plan that was made without any"
