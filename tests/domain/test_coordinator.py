"""The coordinator's task (domain rules, who may do what): who can have it, and how it is handed over."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.contents import added, asking, process, revised
from app.domain.contents.process import require_coordinator
from app.domain.plan import Plan
from app.domain.refusal import Conflict
from tests.domain.boundaries import NEW, STRAY, TICK, refusal, staff_at
from tests.domain.parts import ALL_OF_IT
from tests.domain.plans import (
    CLINIC,
    COORDINATOR,
    NOW,
    NURSE,
    REHAB,
    RELATIVE,
    SCHOOL,
    PrincipalType,
    established,
    handover,
    sharing,
    sip,
    uid,
    unit,
)


def coordinating(**values: Any) -> Plan:
    """A plan in which NEW is staff, of what unit and with what numbers the test says."""
    plan = established(consents=(sip(), sharing(REHAB, information=ALL_OF_IT)))
    extra = unit(uid(801), "SE1-X", PrincipalType.OTHER)
    return replace(plan, units=(*plan.units, extra), participants=(*plan.participants, staff_at(**values)))


@pytest.mark.parametrize(
    ("values", "able"),
    [
        ({"unit_id": CLINIC, "hsa_id": "SE1-P"}, True),
        ({"unit_id": REHAB, "hsa_id": "SE1-P"}, True),
        ({"unit_id": CLINIC}, False),  # she cannot log in
        ({"unit_id": SCHOOL, "hsa_id": "SE1-P"}, False),  # her unit cannot
        ({"unit_id": uid(801), "hsa_id": "SE1-P"}, False),  # neither region nor municipality
    ],
)
def test_a_coordinator_is_somebody_who_can_log_in_at_a_unit_of_either_principal(
    values: dict[str, Any], able: bool
) -> None:
    plan = coordinating(**values)
    if able:
        assert require_coordinator(plan, NEW, NOW, "/x").id == NEW
        assert added(plan, "handovers", handover(NEW, NEW), NOW).handovers[-1].to_id == NEW
        return
    for call in (lambda: require_coordinator(plan, NEW, NOW, "/toId"),
                 lambda: added(plan, "handovers", handover(NEW, NEW), NOW)):  # fmt: skip
        refused = refusal(call)
        assert refused.rule is process.CANNOT_COORDINATE
        assert [one.pointer for one in refused.findings] == ["/toId"]


@pytest.mark.parametrize(("who", "rule"), [(None, "no-such-part"), (STRAY, "no-such-part"), (RELATIVE, "not-staff")])
def test_nobody_and_no_relative_coordinates(who: Any, rule: str) -> None:
    assert refusal(lambda: require_coordinator(established(), who, NOW, "/x")).rule.id == rule


def test_one_hand_over_waits_at_a_time() -> None:
    waiting = established(handovers=(handover(),))
    refused = refusal(lambda: added(waiting, "handovers", handover(NEW), NOW))
    assert type(refused) is Conflict and refused.rule is process.HANDOVER_PENDING
    earlier = waiting.handovers[0].offered_at - TICK
    assert revised(waiting, "handovers", waiting.handovers[0], NOW, offered_at=earlier), "it does not wait for itself"
    accepted = revised(waiting, "handovers", waiting.handovers[0], NOW, accepted_at=NOW)
    after = replace(accepted, coordinator_id=NURSE)
    assert added(after, "handovers", handover(NEW, COORDINATOR), NOW).handovers[-1].id == NEW


def test_a_hand_over_is_not_accepted_before_it_was_offered() -> None:
    plan = established(handovers=(handover(),))
    early = plan.handovers[0].offered_at - TICK
    for when, rule in ((early, asking.ENDS_BEFORE), (NOW + TICK, asking.IN_THE_FUTURE)):
        refused = refusal(lambda: revised(plan, "handovers", plan.handovers[0], NOW, accepted_at=when))  # noqa: B023
        assert refused.rule is rule
    assert revised(plan, "handovers", plan.handovers[0], NOW, accepted_at=early + TICK).handovers[0].accepted_at
