"""What the policy says beside its verdict: what a correction is, which scopes are needed, and every reason told."""

from itertools import combinations, product

import pytest

from app.domain import demands, policy
from app.domain.action import Action
from app.domain.plan import Plan, PlanStatus
from app.domain.refusal import Conflict, Forbidden, ScopeMissing, Unreachable
from app.domain.summons import Reply
from tests.domain import access
from tests.domain.plans import (
    CLINIC,
    CLINIC_HSA,
    NOW,
    NURSE_HSA,
    REHAB,
    SCHOOL,
    established,
    handover,
    invitation,
    sharing,
    staff,
    uid,
)
from tests.domain.relations import COLLEAGUE, COORDINATING, RELATIONS, STATES, answered, plan_of, with_consents

# Of what is corrected, the member that has an action of its own, and that action: by their names in the API and log.
SHIELDED = {
    "plan.change": ("protected_identity", "plan.protect"),
    "participant.add": ("protected_identity", "participant.protect"),
    "goal.write": ("withheld_from_patient", "goal.withhold"),
    "intervention.write": ("withheld_from_patient", "intervention.withhold"),
    "follow-up.record": ("withheld_from_patient", "follow-up.withhold"),
}
NOT_ATTENDING, NOT_LET_IN = policy.NOT_ATTENDING.id, policy.NOT_LET_IN.id
MEMBERS = ("protected_identity", "withheld_from_patient", "name")
READS = {access.ROLES[letter] for letter in "ikhd"}
EVERY_SCOPE = "journal:read journal:write journal:takeover journal:numbers"
# Ended by whoever may write, without a right to read: they are answered with nothing of the plan.
ENDS = {"consent.withdraw", "representation.end", "age-exception.end", "block.lift", "handover.refuse"}


@pytest.mark.parametrize("action", policy.PERMITS)
def test_to_correct_what_shields_and_nothing_else_is_an_action_of_its_own(action: Action) -> None:
    own = SHIELDED.get(action.value)
    for members in (chosen for many in range(4) for chosen in combinations(MEMBERS, many)):
        expected = own[1] if own and members == (own[0],) else action.value
        assert policy.correcting(action, members).value == expected, members


def taken(action: Action, scopes: str, *, adds: bool) -> str | None:
    """The scope that is missing, if one is."""
    try:
        policy.require_scopes(staff(*COORDINATING, scopes), action, adds=adds)
    except ScopeMissing as refusal:
        return refusal.scope
    return None


@pytest.mark.parametrize("action", policy.PERMITS)
def test_what_is_answered_with_what_stood_takes_the_right_to_read_too(action: Action) -> None:
    own = policy.PERMITS[action].scope
    for adds in (True, False):
        reads = not adds and action.value not in ENDS
        assert taken(action, f"{own} journal:read", adds=adds) is None
        assert taken(action, "", adds=adds) == own
        assert taken(action, "journal:read" if own != "journal:read" else "journal:write", adds=adds) == own
        assert taken(action, own, adds=adds) == ("journal:read" if reads and own != "journal:read" else None)


def rules(*asked: object) -> list[str]:
    return [one.rule.id for one in policy.reasons(*asked)]  # type: ignore[arg-type]


def verdict(plan: Plan, who: tuple[str, str], scopes: str, action: Action) -> str | None:
    """The rule by which it is refused: of a plan that stands, and to whoever is told that it does."""
    try:
        policy.require(staff(*who, scopes), action, plan, NOW)
    except Unreachable:
        return policy.NOT_YOURS.id
    except (Forbidden, Conflict) as refusal:
        return refusal.rule.id
    return None


@pytest.mark.parametrize("relation", RELATIONS)
def test_reasons_begin_with_what_would_refuse_it_and_end_with_what_the_plan_lacks(relation: str) -> None:
    _, who, _ = RELATIONS[relation]
    for (status, why), scopes in product(STATES, ("journal:read journal:write", "journal:read", "")):
        if status is not PlanStatus.ESTABLISHED and "write" not in scopes:
            continue  # a scope that is missing is told before anything of the plan is looked at
        plan = plan_of(relation, status, why)
        for action in policy.PERMITS:
            refused, told = verdict(plan, who, scopes, action), rules(staff(*who, scopes), action, plan, NOW)
            case = (status, why, scopes, action)
            if refused is None:
                assert told == [one.rule.id for one in demands.missing(action, plan, NOW)], case
            elif refused == policy.NOT_YOURS.id:
                assert told[0] == refused and set(told[1:]) <= {NOT_ATTENDING, NOT_LET_IN}, case
            else:
                assert told == [refused], case


LACKS = {
    "nothing but what nobody called has": (Reply.ATTENDS, REHAB, []),
    "a yes of its own": (Reply.NONE, REHAB, [NOT_ATTENDING]),
    "a consent": (Reply.ATTENDS, SCHOOL, [NOT_LET_IN]),
    "both": (Reply.NONE, CLINIC, [NOT_ATTENDING, NOT_LET_IN]),
}


@pytest.mark.parametrize("lacks", LACKS)
def test_a_called_unit_is_told_what_it_lacks_of_taking_part(lacks: str) -> None:
    """Of its own answer, and of what the person has said about that very unit; another unit's change neither."""
    reply, covered, expected = LACKS[lacks]
    plan = established(main_responsible_id=None, **answered(reply), **with_consents(sharing(covered)))
    actor = staff(*COLLEAGUE)
    if not expected:
        assert rules(actor, Action.PLAN_READ, plan, NOW) == []
        return
    assert rules(actor, Action.PLAN_READ, plan, NOW) == [policy.NOT_YOURS.id, *expected]
    with pytest.raises(Forbidden) as refused:
        policy.require(actor, Action.PLAN_READ, plan, NOW)
    assert (refused.value.rule, [one.rule.id for one in refused.value.findings]) == (policy.NOT_YOURS, expected)
    # Where taking part would not give it either, there is nothing to tell.
    assert rules(actor, Action.MAPPING_WRITE, plan, NOW) == [policy.NOT_YOURS.id]


def test_that_another_unit_comes_is_no_answer_of_its_own() -> None:
    """It has not answered, and the clinic, which is called to the same meeting, comes."""
    invitations = (invitation(uid(33), CLINIC, Reply.ATTENDS), invitation(uid(34), REHAB, Reply.NONE))
    plan = established(main_responsible_id=None, invitations=invitations, **with_consents(sharing(REHAB)))
    assert rules(staff(*COLLEAGUE), Action.PLAN_READ, plan, NOW) == [policy.NOT_YOURS.id, NOT_ATTENDING]


def test_who_is_not_called_or_reads_already_is_told_of_no_lack() -> None:
    offered = established(handovers=(handover(),))
    assert rules(staff(NURSE_HSA, CLINIC_HSA), Action.PLAN_READ, offered, NOW) == [policy.NOT_YOURS.id]
    assert rules(staff(*COLLEAGUE), Action.COORDINATOR_NAME, established(), NOW) == [policy.NOT_YOURS.id]


@pytest.mark.parametrize("relation", RELATIONS)
def test_asked_again_the_right_is_to_what_gives_it_or_reads_whatever_the_status(relation: str) -> None:
    """A retry is answered as it was, also where the plan has closed since; and to nobody who never could."""
    actor = staff(*RELATIONS[relation][1], EVERY_SCOPE)
    plans = {state: plan_of(relation, *state) for state in STATES}
    roles = {state: access.roles(actor, plan, NOW) for state, plan in plans.items()}
    for (status, why), action in product(STATES, policy.PERMITS):
        plan, held = plans[status, why], roles[status, why]
        gives = held & ({one.value for one in policy.PERMITS[action].grounds} | READS)
        try:
            policy.require_again(actor, action, plan, NOW)
            got = "yes"
        except Unreachable:
            got = "unreachable"
        except Forbidden:
            got = "forbidden"
        assert got == ("unreachable" if not held else "yes" if gives else "forbidden"), (status, why, action)


@pytest.mark.parametrize("action", policy.PERMITS)
def test_asked_again_it_takes_the_scope_that_it_took(action: Action) -> None:
    wanted = policy.PERMITS[action].scope
    others = " ".join(one for one in EVERY_SCOPE.split() if one != wanted)
    with pytest.raises(ScopeMissing):
        policy.require_again(staff(*COORDINATING, others), action, established(), NOW)
