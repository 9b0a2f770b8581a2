"""What is withheld from the citizen, row by row (domain rules, what the citizen sees): no answer of hers has it."""

from dataclasses import replace

from app.domain.deviation import DeviationStepKind
from app.domain.life_area import LifeArea
from app.domain.mapping import Mapping, MappingEntry
from app.domain.participant import ParticipantKind
from app.domain.person import ProtectedIdentity
from app.domain.plan import Plan
from app.domain.visibility import project, project_consents, project_summonses
from app.domain.visibility.gates import ROW_GATES, row_shown
from app.domain.visibility.ledger import LEDGER
from app.domain.visibility.lookup import Lookup
from tests.domain.parts import step
from tests.domain.plans import (
    COORDINATOR_HSA,
    LONG_GOAL,
    MAIN,
    MAIN_HSA,
    NOW,
    NURSE_HSA,
    RELATIVE,
    deviation,
    established,
    guardian,
    note,
    participant,
    uid,
)

ALL = established().participants


def hers(plan: Plan) -> str:
    """All that she could be shown of the plan, as text."""
    return str((project(plan), project_summonses(plan), project_consents(plan)))


def test_the_mapping_has_no_way_to_her() -> None:
    """Neither the type nor a row of it is known to the gates, and no plan holds one."""
    entry = MappingEntry(life_area=LifeArea.SLEEP, text="x")
    mapping = Mapping(plan_id=uid(9), version=1, situation="x", entries=(entry,), written_by=MAIN_HSA, entered_at=NOW)
    for one in (entry, mapping):
        assert type(one) not in LEDGER and type(one) not in ROW_GATES
        assert not row_shown(Lookup.of(established()), one)


def test_a_participant_with_protected_identity_and_a_note_are_withheld() -> None:
    marked = {"protected_identity": ProtectedIdentity.CONFIDENTIALITY_MARKING, "name": "Kim Holm"}
    people = tuple(replace(one, **marked) if one.id == MAIN else one for one in established().participants)
    plan = established(participants=people, notes=(note(text="En intern anteckning"),))
    assert "Kim Holm" not in hers(plan) and project(plan)["mainResponsible"] is None
    assert all(one["followUpResponsible"] is None for one in project(plan)["goals"])
    assert "intern" not in hers(plan)
    assert "Kim Holm" in hers(replace(plan, participants=tuple(replace(one, name="Kim Holm") for one in ALL)))


def test_deviations_are_withheld_with_their_steps() -> None:
    taken = step(DeviationStepKind.ADDRESSED, text="Åtgärdad avvikelse")
    plan = established(deviations=(deviation(text="En avvikelse"),), deviation_steps=(taken,))
    assert "vvikelse" not in hers(plan)
    assert hers(plan) == hers(established())


def test_no_number_of_anybody_is_shown() -> None:
    """Neither a person's HSA-id nor a personnummer, sealed or not, nor the pseudonym that finds her."""
    plan = established(participants=(*ALL, guardian(uid(15))))
    for number in (COORDINATOR_HSA, MAIN_HSA, NURSE_HSA, "sealed", plan.person.key, "Elsa Exempel"):
        assert number not in hers(plan)


def test_free_text_that_is_not_approved_for_her_is_withheld() -> None:
    goals = tuple(replace(one, text="Inte för henne", withheld_from_patient=True) for one in established().goals)
    follow_ups = tuple(
        replace(one, how_is_it_going="Inte för henne", withheld_from_patient=True) for one in established().follow_ups
    )
    plan = established(goals=goals, follow_ups=follow_ups)
    assert "Inte för henne" not in hers(plan) and str(LONG_GOAL) not in hers(plan)
    assert "Inte för henne" in hers(replace(plan, goals=tuple(replace(g, withheld_from_patient=False) for g in goals)))


def test_identifiers_of_source_systems_and_internals_are_withheld() -> None:
    plan = established(source_system="journal-x", source_id="ärende-7", title="Arbetsnamn")
    for hidden in ("journal-x", "ärende-7", "Arbetsnamn", "SE2329990015"):
        assert hidden not in hers(plan)


def test_other_persons_numbers_are_withheld() -> None:
    """A relative's telephone is hers; the staff's is how they are reached."""
    relative = participant(RELATIVE, ParticipantKind.RELATIVE, name="Anna", phone="070-174 06 05")
    plan = established(participants=(*(one for one in ALL if one.id != RELATIVE), relative))
    assert "Anna" in hers(plan) and "070-174" not in hers(plan)
