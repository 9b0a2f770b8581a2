"""If-Match in the domain's words (RFC 9110 13.1.1, RFC 6585 3): a change names the version that it builds on."""

import pytest

from app.domain.precondition import ANY_VERSION, CONDITION_FAILED, CONDITION_MISSING, Precondition
from app.domain.refusal import Stale, Unconditional


@pytest.mark.parametrize("named", [{3}, {1, 3}, {3, 99}])
def test_the_version_that_is_there_is_accepted_among_those_named(named: set[int]) -> None:
    Precondition(frozenset(named)).require(3)


@pytest.mark.parametrize("named", [set(), {2}, {4}, {1, 2, 4}, {0}])
def test_any_other_version_is_stale(named: set[int]) -> None:
    with pytest.raises(Stale) as refused:
        Precondition(frozenset(named)).require(3)
    assert refused.value.rule is CONDITION_FAILED


def test_none_named_is_not_the_same_as_any() -> None:
    with pytest.raises(Unconditional) as refused:
        Precondition().require(3)
    assert refused.value.rule is CONDITION_MISSING


def test_a_star_is_any_version() -> None:
    for version in (1, 3, 10**9):
        ANY_VERSION.require(version)
        Precondition(frozenset({2}), anything=True).require(version)
