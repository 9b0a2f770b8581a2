"""Two keys: a field reaches the citizen only if the ledger names it and her schema names it; here they must agree."""

from types import NoneType
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from app.domain.consent import Consent
from app.domain.follow_up import FollowUp
from app.domain.goal import Goal
from app.domain.intervention import Intervention, InterventionStatus
from app.domain.meeting import Meeting
from app.domain.participant import Participant
from app.domain.plan import Plan
from app.domain.summons import Invitation, Summons
from app.domain.unit import Unit
from app.domain.visibility import project, project_consents, project_summonses
from app.domain.visibility.decision import Shown
from app.domain.visibility.gates import ROW_GATES
from app.domain.visibility.ledger import LEDGER
from app.schemas.base import Wire
from app.schemas.citizen import consent, plan
from app.schemas.citizen.consent import CitizenConsent, CitizenConsents
from app.schemas.citizen.plan import CitizenPlan
from app.schemas.citizen.summons import CitizenSummonses
from tests.domain.plans import established, person

KEYS: dict[type, type[Wire]] = {
    Plan: plan.CitizenPlan,
    Unit: plan.CitizenUnit,
    Participant: plan.CitizenParticipant,
    Consent: consent.CitizenConsent,
    Summons: plan.CitizenSummons,
    Invitation: plan.CitizenInvitation,
    Meeting: plan.CitizenMeeting,
    Goal: plan.CitizenGoal,
    Intervention: plan.CitizenIntervention,
    InterventionStatus: plan.CitizenInterventionStatus,
    FollowUp: plan.CitizenFollowUp,
}


def shown(kind: type) -> dict[str, Shown]:
    return {entry.name: entry for entry in LEDGER[kind].values() if isinstance(entry, Shown)}


def listed(value: Any) -> Any:
    """The same document with lists for tuples, as the wire has them."""
    if isinstance(value, dict):
        return {name: listed(one) for name, one in value.items()}
    return [listed(one) for one in value] if isinstance(value, list | tuple) else value


def test_every_type_with_something_shown_has_a_schema_and_a_row_gate() -> None:
    with_something = {kind for kind in LEDGER if shown(kind)}
    assert with_something == set(KEYS)
    assert set(ROW_GATES) == with_something - {Plan}


@pytest.mark.parametrize("kind", KEYS)
def test_the_ledger_and_the_citizens_schema_name_the_same_fields(kind: type) -> None:
    assert set(shown(kind)) == {field.alias for field in KEYS[kind].model_fields.values()}


@pytest.mark.parametrize("kind", KEYS)
def test_what_a_protected_person_does_not_get_may_be_empty_in_the_schema(kind: type) -> None:
    hints = {field.alias: field.annotation for field in KEYS[kind].model_fields.values()}
    for name, entry in shown(kind).items():
        if entry.hidden_when_protected:
            assert NoneType in get_args(hints[name]), name


@pytest.mark.parametrize("schema", KEYS.values())
def test_the_schema_refuses_what_it_does_not_name(schema: type[Wire]) -> None:
    assert schema.model_config["extra"] == "forbid"


@pytest.mark.parametrize("protected", [False, True])
def test_a_whole_projection_passes_the_second_key_and_loses_nothing(protected: bool) -> None:
    one = established(person=person(protected=protected))
    documents: list[tuple[type[Wire], dict[str, Any]]] = [(CitizenPlan, project(one))]
    documents.append((CitizenConsents, {"planId": one.id, "consents": project_consents(one)}))
    documents.append((CitizenSummonses, {"planId": one.id, **project_summonses(one)}))
    for schema, document in documents:
        assert schema.model_validate(document).model_dump(by_alias=True) == listed(document)


def test_a_field_with_one_key_only_is_refused() -> None:
    document = project(established())
    with pytest.raises(ValidationError):
        CitizenPlan.model_validate(document | {"title": "x"})
    with pytest.raises(ValidationError):
        CitizenPlan.model_validate({name: value for name, value in document.items() if name != "goals"})
    row = project_consents(established())[0]
    with pytest.raises(ValidationError):
        CitizenConsent.model_validate(row | {"guardianId": None})
    summonses = {"planId": established().id, **project_summonses(established())}
    with pytest.raises(ValidationError):
        CitizenSummonses.model_validate(summonses | {"summonsReplies": []})
