"""Comparison: differences told as people speak, every change exactly once, and no number ever."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.comparison import Difference, DifferenceKind, compare
from app.domain.deviation import DeviationStepKind
from app.domain.participant import ParticipantKind
from app.domain.plan import PARTS, Plan, PlanStatus
from app.domain.wording.field import Bookkeeping, Field
from app.domain.wording.fields import WORDS
from tests.domain.compared import FULL, changes
from tests.domain.parts import step
from tests.domain.plans import (
    BY_UNIT,
    COORDINATOR,
    NURSE,
    established,
    note,
    participant,
    status,
    uid,
)
from tests.domain.sentences import NAMED, SENTENCES, with_part


def told(kind: type) -> dict[str, Field]:
    return {name: entry for name, entry in WORDS[kind].items() if isinstance(entry, Field)}


def texts(each: list[Difference]) -> str:
    every = [words for one in each for words in (one.sentence, one.before, one.after) if words]
    return "\n".join(text for words in every for text in (words.sv, words.en))


@pytest.mark.parametrize("case", SENTENCES, ids=[case[1] for case in SENTENCES])
def test_a_difference_is_told_as_people_speak(case: tuple[Plan, str, str, str, DifferenceKind]) -> None:
    after, pointer, swedish, english, kind = case
    (one,) = compare(NAMED, after)
    assert (one.pointer, one.sentence.sv, one.sentence.en, one.kind) == (pointer, swedish, english, kind)
    assert (one.before is None) is (kind is DifferenceKind.ADDED)


def test_the_whole_value_stands_beside_a_sentence_that_cuts_it() -> None:
    long = "Ord " * 100
    (one,) = compare(NAMED, replace(NAMED, reason=long))
    assert one.after is not None and one.after.sv == long and one.before is not None
    assert len(one.sentence.sv) < 300 and "…” (förut ”Behov av samordning”)" in one.sentence.sv


def test_a_part_that_has_come_is_told_once_with_all_its_fields() -> None:
    (one,) = compare(NAMED, with_part("intervention_statuses", status(uid(64), BY_UNIT)))
    assert one.before is None and one.after is not None
    assert one.after.sv == "insats: insats ”Trygghetslarm”; status pågår; från: 2026-03-04 01:00"
    assert one.after.en == "intervention: intervention “Trygghetslarm”; status ongoing; since: 2026-03-04 01:00"


def test_namesakes_are_told_apart() -> None:
    namesakes = tuple(replace(one, name="Maria Holm") for one in NAMED.participants)
    before = replace(
        NAMED, participants=(*namesakes, participant(uid(19), ParticipantKind.RELATIVE, name="Maria Holm"))
    )
    (one,) = compare(before, replace(before, coordinator_id=NURSE))
    assert one.sentence.sv == "Planen: ny samordnare: Maria Holm (Hemtjänsten 2) (förut Maria Holm (Hemtjänsten 1))"
    relative = replace(before, main_responsible_id=uid(19))
    assert compare(before, relative)[0].after and compare(before, relative)[0].after.sv == "Maria Holm (närstående)"


def test_a_name_is_what_it_was_then_and_what_it_is_now() -> None:
    married = replace(NAMED.participants[0], name="Karin Nyman")
    after = replace(with_part("participants", married), main_responsible_id=COORDINATOR)
    assert [one.sentence.sv for one in compare(NAMED, after)] == [
        "Planen: ny huvudansvarig: Karin Nyman (förut Maria Holm)",
        "Deltagare Karin Nyman: nytt namn: ”Karin Nyman” (förut ”Karin Öberg”)",
    ]


def test_the_root_comes_first_and_then_the_parts_in_their_order() -> None:
    bare = established(**dict.fromkeys(PARTS, ()))
    places = ["", *PARTS]
    differences = compare(replace(bare, title="Förut"), FULL)
    seen = [one.pointer.split("/")[1] for one in differences]
    camel = {name.replace("_", ""): name for name in PARTS}
    order = [places.index(camel.get(name.lower(), "")) for name in seen]
    assert order == sorted(order) and set(order) == set(range(len(places)))
    assert all(earlier <= later for earlier, later in pairwise(order))


def test_a_later_version_as_the_earlier_is_refused() -> None:
    """Nothing of a plan is erased (PDL 3:14), so there are no words for a part that is gone."""
    with pytest.raises(ValueError, match="earlier"):
        compare(with_part("notes", note()), NAMED)
    with pytest.raises(ValueError, match="two plans"):
        compare(NAMED, replace(NAMED, id=uid(10)))


@given(st.data())
def test_every_changed_field_is_told_exactly_once_and_bookkeeping_never(data: st.DataObject) -> None:
    before, after, collection, row, name = data.draw(changes())
    assert compare(before, before) == [] == compare(after, after)
    found = compare(before, after)
    if isinstance(WORDS[type(row)][name], Bookkeeping):
        assert found == []
        return
    (one,) = found
    where = "".join(word.capitalize() for word in f"{collection}_{name}".split("_") if word)
    assert one.pointer.replace(f"/{row.id}", "").replace("/", "").lower() == where.lower()
    assert one.sentence.sv and one.sentence.en and (one.before or one.after)
    assert (one.kind is DifferenceKind.ADDED) is (one.before is None)


@given(st.lists(changes(), min_size=2, max_size=5))
def test_several_changes_are_told_as_many_times(each: list[tuple[Plan, Plan, str, Any, str]]) -> None:
    before = after = FULL
    expected = set()
    for _, changed, collection, row, name in each:
        if not collection:
            after = replace(after, **{name: getattr(changed, name)})
        else:
            new = next(one for one in getattr(changed, collection) if one.id == row.id)
            parts = getattr(after, collection)
            parts = tuple(replace(p, **{name: getattr(new, name)}) if p.id == row.id else p for p in parts)
            after = replace(after, **{collection: parts})
        if isinstance(WORDS[type(row)][name], Field):
            expected.add((collection, row.id, name))
    assert len(compare(before, after)) == len(expected)


@pytest.mark.parametrize("collection", PARTS)
def test_a_part_of_every_kind_that_comes_is_one_difference_that_leaves_nothing_out(collection: str) -> None:
    *kept, last = getattr(FULL, collection)
    (one,) = compare(replace(FULL, **{collection: tuple(kept)}), FULL)
    assert one.kind is DifferenceKind.ADDED and one.pointer.endswith(f"/{last.id}") and one.after is not None
    for name, field in told(type(last)).items():
        label = f"; {field.sv}{' ' if field.flows else ':'}"
        assert (getattr(last, name) in (None, ())) is (label not in f"; {one.after.sv}"), name


def test_no_number_and_no_pseudonym_is_ever_told() -> None:
    bare = established(**dict.fromkeys(PARTS, ()))
    secret = "KANARIE-"
    plan = replace(
        FULL,
        person=replace(FULL.person, key=f"{secret}1", sealed_number=f"{secret}2"),
        participants=tuple(replace(p, sealed_number=f"{secret}3", hsa_id=f"{secret}4") for p in FULL.participants),
        notices=tuple(replace(one, acknowledged_by=f"{secret}5") for one in FULL.notices),
    )
    said = texts(compare(bare, plan)) + texts(compare(FULL, plan))
    assert said and secret not in said


def test_no_id_is_told_where_a_name_is() -> None:
    said = texts(compare(established(**dict.fromkeys(PARTS, ())), FULL))
    assert "00000000-0000" not in said


def test_states_that_are_spelled_alike_are_told_by_their_own_words() -> None:
    plan = replace(NAMED, status=PlanStatus.CLOSED, deviations=FULL.deviations)
    assert compare(NAMED, plan)[0].after and compare(NAMED, plan)[0].after.sv == "avslutad"
    handled = replace(plan, deviation_steps=(step(DeviationStepKind.ANSWERED),))
    (one,) = compare(plan, handled)
    assert one.sentence.sv == "Avvikelse hos Hemtjänsten 1 2026-04-01: nytt steg besvarad"
