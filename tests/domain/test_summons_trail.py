"""Summonses, invitations and the trail of answers (domain rules, process: summoned; guideline B: forwarding)."""

from dataclasses import replace

import pytest

from app.domain.contents import added, process, revised
from app.domain.plan import Plan
from app.domain.reach import Ground, grounds
from app.domain.summons import Occasion, Reply
from app.domain.unit import PrincipalType
from tests.domain.boundaries import NEW, refusal
from tests.domain.parts import answer
from tests.domain.plans import (
    LIBRARY,
    LIBRARY_HSA,
    MAIN,
    MAIN_HSA,
    NOW,
    REHAB,
    REHAB_HSA,
    SCHOOL,
    established,
    invitation,
    sharing,
    sip,
    staff,
    summons,
    uid,
    unit,
)

AT_REHAB, AT_LIBRARY = staff(MAIN_HSA, REHAB_HSA), staff("SE2329990023-P9", LIBRARY_HSA)


def forwarded() -> Plan:
    """The rehabilitation unit has passed its summons on to the library, which has not answered."""
    plan = established(main_responsible_id=None, consents=(sip(), sharing(REHAB, LIBRARY)))
    place = invitation(uid(32), REHAB, Reply.FORWARDED, replied_at=NOW)
    new = invitation(NEW, LIBRARY, Reply.NONE, forwarded_from_id=place.id)
    plan = replace(
        plan, units=(*plan.units, unit(LIBRARY, LIBRARY_HSA, PrincipalType.MUNICIPALITY)), invitations=(place,)
    )
    trail = answer(reply=Reply.FORWARDED, forwarded_to_unit_id=LIBRARY)
    return added(added(plan, "invitations", new, NOW), "summons_replies", trail, NOW)


def test_a_forwarded_summons_reaches_the_other_unit_and_leaves_the_first() -> None:
    """Guideline B: a unit may forward a summons that reached the wrong function."""
    plan = forwarded()
    assert plan.invitations[-1].forwarded_from_id == plan.invitations[0].id
    assert grounds(AT_REHAB, plan, NOW) == frozenset()
    assert grounds(AT_LIBRARY, plan, NOW) == {Ground.CALLED}


def test_a_unit_that_is_called_already_is_not_forwarded_to() -> None:
    again = invitation(uid(801), LIBRARY, Reply.NONE, forwarded_from_id=uid(33))
    assert refusal(lambda: added(forwarded(), "invitations", again, NOW)).rule is process.INVITED_TWICE


@pytest.mark.parametrize("said", Reply)
def test_only_who_attends_takes_part_and_who_declines_is_no_longer_called(said: Reply) -> None:
    """Whoever is to come sees when and where; whoever is not to come, no more."""
    plan = established(invitations=(invitation(uid(32), REHAB, said),), main_responsible_id=None)
    expected = {Reply.ATTENDS: {Ground.PARTICIPANT, Ground.CALLED}, Reply.NONE: {Ground.CALLED}}.get(said, set())
    assert grounds(AT_REHAB, plan, NOW) == expected


def test_an_answer_is_added_to_the_trail_and_changes_none_before_it() -> None:
    """Answers are only ever added: who changes her mind leaves both words."""
    plan = established(summons_replies=(answer(reply=Reply.DECLINES, reason="Sjuk"),))
    after = added(plan, "summons_replies", answer(NEW, representative_id=MAIN), NOW)
    assert [one.reply for one in after.summons_replies] == ["declines", "attends"]
    assert after.summons_replies[0] == plan.summons_replies[0]
    assert after.invitations == plan.invitations


def test_another_unit_answers_for_one_that_cannot_log_in() -> None:
    """The coordinator registers what the school, which is outside the catalogue, answered her."""
    one = answer(NEW, invitation_id=uid(33), reply=Reply.DECLINES)
    assert added(established(), "summons_replies", one, NOW).summons_replies == (one,)
    assert SCHOOL not in {one.answered_by_unit_id}


def test_a_summons_that_cannot_be_answered_by_its_unit_is_corrected_by_the_same_check() -> None:
    plan = established()
    after = revised(plan, "invitations", plan.invitations[1], NOW, reply=Reply.WRONG_RECIPIENT, reason="Fel skola")
    assert after.invitations[1].reply is Reply.WRONG_RECIPIENT


def test_a_summons_is_to_plan_unless_it_says_to_follow_up() -> None:
    assert summons().occasion is Occasion.PLANNING


@pytest.mark.parametrize("kind", PrincipalType)
def test_both_principals_must_attend_and_others_may_decline(kind: PrincipalType) -> None:
    """HSL 16:4, SoL 10:8-9: both principals have the duty."""
    assert unit(NEW, None, kind).must_attend is (kind in ("region", "municipality"))


def test_a_units_principal_is_what_its_number_begins_with() -> None:
    assert unit(NEW, REHAB_HSA, PrincipalType.MUNICIPALITY).principal_hsa_id == "SE2329990023"
    assert unit(NEW, None, PrincipalType.OTHER).principal_hsa_id is None
