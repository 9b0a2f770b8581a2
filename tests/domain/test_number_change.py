"""Number changes: in which order numbers come, and which of a person's rows she is known by."""

from itertools import pairwise, permutations, product

import pytest

from app.domain.number_change import known_as, require_forward
from app.domain.personnummer import NumberKind
from app.domain.refusal import Conflict
from tests.domain.plans import uid

ALLOWED = {
    (NumberKind.RESERVE, NumberKind.COORDINATION),
    (NumberKind.RESERVE, NumberKind.PERSONAL),
    (NumberKind.COORDINATION, NumberKind.PERSONAL),
}


@pytest.mark.parametrize("pair", list(product(NumberKind, repeat=2)))
def test_numbers_come_in_their_order_and_none_twice(pair: tuple[NumberKind, NumberKind]) -> None:
    if pair in ALLOWED:
        require_forward(*pair)
    else:
        with pytest.raises(Conflict):
            require_forward(*pair)


def test_she_is_known_by_the_last_of_her_numbers() -> None:
    rows = [uid(number) for number in range(4)]
    links = dict(pairwise(rows))
    assert {known_as(one, links) for one in rows} == {rows[3]}
    for gone in rows[:3]:
        parted = {one: after for one, after in links.items() if one != gone}
        at = rows.index(gone)
        assert [known_as(one, parted) for one in rows] == [gone] * (at + 1) + [rows[3]] * (3 - at)


def test_a_ring_of_links_ends_somewhere() -> None:
    """Nobody makes one; whoever did would hang no request."""
    for ring in permutations([uid(1), uid(2), uid(3)]):
        assert known_as(uid(1), dict(zip(ring, (*ring[1:], ring[0]), strict=True))) in ring
