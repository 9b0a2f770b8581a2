"""Who reads for somebody else, and when: every combination, against an oracle that was written from the rules alone.

Domain rules, who may do what: a guardian reads for a child to 12, nobody by default at 13 to 15, the young person
herself from 16; exceptions for each child; a birthday takes effect that day in Swedish time; protection overrides all.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.domain import age
from app.domain.age import AgeLimits
from app.domain.age_exception import AgeException, AgeExceptionKind
from app.domain.person import ProtectedIdentity
from app.domain.plan import ClosingReason, Plan, PlanStatus
from app.domain.publication import (
    TOO_YOUNG,
    consents_publication,
    publication,
    publication_for_others,
    reasons_hidden,
)
from app.domain.representation import (
    APPOINTED_FOR_A_CHILD,
    CLOSED_LONG_AGO,
    DECEASED,
    PAST_THE_LIMIT,
    PROTECTED,
    Representation,
    RepresentativeKind,
    reads_herself_from,
    said,
    why_not,
    windows,
)
from app.domain.rule import Rule
from app.domain.window import Window
from app.services.publishing import readers
from tests.domain.parts import age_exception, representation
from tests.domain.plans import CHANGED, NOW, of_child, uid, utc

SWEDEN = ZoneInfo("Europe/Stockholm")
# An ordinary day; a leap day, whose birthdays fall on 1 March and on 29 February; a day when Sweden's clocks change.
BORN = (date(2012, 5, 5), date(2012, 2, 29), date(2013, 3, 31))
SECOND = timedelta(seconds=1)
# The representative, somebody else, and the representative once more: as a guardian, ended as it began.
HERS, OTHER, AGAIN = uid(110), uid(112), uid(113)
K, E = RepresentativeKind, AgeExceptionKind
LONG_AGO = date(2015, 1, 1)


def hers(plan: Plan) -> list[Window]:
    """When the first representative reads, unless she is shut out; until when, she is told."""
    one = plan.representations[0]
    return windows(plan, one, said(plan)(one))


def reads(plan: Plan, at: datetime) -> bool:
    """Whether the rows that the citizen's side is given let the first representative read then."""
    found = [row for row in readers(plan) if row["reader_key"] == plan.representations[0].reader_key]
    there = [row for row in found if row["since"] <= at and (row["until"] is None or at < row["until"])]
    return all(row["scope"] for row in there) and any(row["representation_id"] == HERS for row in there)


def turns(born: date, years: int) -> datetime:
    """Midnight in Sweden when she turns so old; on 1 March where there is no 29 February."""
    try:
        day = date(born.year + years, born.month, born.day)
    except ValueError:
        day = date(born.year + years, 3, 1)
    return datetime(day.year, day.month, day.day, tzinfo=SWEDEN).astimezone(UTC)


def instants(born: date) -> list[datetime]:
    return [turns(born, years) + near for years in (13, 16, 18) for near in (-SECOND, timedelta(0), SECOND)]


# --- the oracle ------------------------------------------------------------------------------------------------------


def age_on(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def oracle(kind: str, born: date, at: datetime, decided: set[str], protected: bool, over: bool, since: date) -> bool:
    """By her age in whole years on the Swedish calendar, now and when he was appointed."""
    years = age_on(born, at.astimezone(SWEDEN).date())
    if protected or over or (years <= 17 and "barred" in decided):
        return False
    stands_in = years <= 12 or (13 <= years <= 15 and "reads" in decided)
    return {
        "guardian": stands_in,
        "legal_guardian": stands_in or (years >= 18 and age_on(born, since) >= 18),
        "administrator": years >= 18,
        "authorised": years >= 16,
    }[kind]


# --- what is put in --------------------------------------------------------------------------------------------------

READS, BARRED = {"kind": E.GUARDIAN_READS}, {"kind": E.GUARDIAN_BARRED}
PAST: dict[str, Any] = {"until": date(2016, 1, 1)}
REVOKED: dict[str, Any] = {"ended_at": utc(2016, 1, 1)}
# The exceptions, and what of them holds for this guardian.
EXCEPTIONS: list[tuple[list[dict[str, Any]], set[str]]] = [
    ([], set()),
    ([READS], {"reads"}),
    ([BARRED], {"barred"}),
    ([READS, BARRED], {"reads", "barred"}),
    ([READS | {"representation_id": OTHER}], set()),
    ([BARRED | {"representation_id": OTHER}], set()),
    ([READS | {"representation_id": AGAIN}], set()),
    ([BARRED | {"representation_id": AGAIN}], {"barred"}),
    ([READS, BARRED | {"representation_id": AGAIN}], {"reads", "barred"}),
    ([READS | PAST], set()),
    ([BARRED | REVOKED], set()),
    ([READS | REVOKED], set()),
    ([{"kind": E.READS_OWN, "representation_id": None}], set()),
]
PROTECTION = ("nobody", "noted here", "noted elsewhere", "the representative", "the representative, once more")


def exceptions(some: list[dict[str, Any]]) -> tuple[AgeException, ...]:
    return tuple(age_exception(uid(900 + n), **{"since": LONG_AGO} | one) for n, one in enumerate(some))


def endings(at: datetime) -> list[tuple[dict[str, Any], bool]]:
    """Ends of the representation, and whether it is over by then."""
    day = at.astimezone(SWEDEN).date()
    return [
        ({}, False),
        ({"ended_at": at}, True),
        ({"ended_at": at + SECOND}, False),
        ({"until": day}, False),
        ({"until": day - timedelta(days=1)}, True),
        ({"since": day}, False),
        ({"since": day + timedelta(days=1)}, True),
    ]


def put(born: date, kind: K, decided: list[dict[str, Any]], protection: str, ends: dict[str, Any]) -> Plan:
    """The plan of somebody with that representative, who is the first of two, and stands in it twice."""
    one = representation(**{"kind": kind, "since": LONG_AGO} | ends)
    again = representation(AGAIN, kind=K.GUARDIAN, since=LONG_AGO, ended_at=utc(2014, 12, 31, 23))
    other = representation(OTHER, kind=K.GUARDIAN, since=LONG_AGO, reader_key="a" * 64)
    protected = ProtectedIdentity.CONFIDENTIALITY_MARKING
    if protection == "the representative":
        one = replace(one, protected_identity=protected)
    if protection == "the representative, once more":
        again = replace(again, protected_identity=protected)
    plan = of_child(born, representations=(one, other, again), age_exceptions=exceptions(decided))
    if protection == "noted here":
        plan = replace(plan, protected_identity=protected)
    if protection == "noted elsewhere":
        plan = replace(plan, person=replace(plan.person, protected=True))
    return plan


@pytest.mark.parametrize("kind", RepresentativeKind)
@pytest.mark.parametrize("born", BORN)
def test_every_combination_of_age_exception_protection_and_end(born: date, kind: K) -> None:
    cells = yes = 0
    for at, (decided, holds), protection in product(instants(born), EXCEPTIONS, PROTECTION):
        for ends, over in endings(at):
            plan = put(born, kind, decided, protection, ends)
            one = plan.representations[0]
            expected = oracle(kind, born, at, holds, protection != "nobody", over, one.since)
            told = (kind, at, decided, protection, ends)
            assert (why_not(plan, one, at) is None) is expected, told
            # The rows that the citizen's side is given say the same.
            assert reads(plan, at) is expected, told
            cells, yes = cells + 1, yes + expected
    assert cells == 9 * 13 * 5 * 7 and 0 < yes < cells / 4


def test_a_bar_ends_no_window_that_she_is_told_of() -> None:
    """A god man of a child, and what an exception lets him read; a bar is a row beside; nothing as she is of age."""
    born = BORN[0]
    decided = [READS | {"since": date(2026, 1, 1), "until": date(2026, 1, 31)}]
    decided += [BARRED | {"representation_id": AGAIN, "since": date(2026, 1, 11), "until": date(2026, 1, 20)}]
    plan = put(born, K.LEGAL_GUARDIAN, decided, "nobody", {})
    found = [(one.since, one.until) for one in hers(plan)]
    assert found == [
        (utc(2014, 12, 31, 23), turns(born, 13)),
        (utc(2025, 12, 31, 23), utc(2026, 1, 31, 23)),
    ]
    (shut, *_) = (row for row in readers(plan) if not row["scope"])
    assert (shut["since"], shut["until"]) == (utc(2026, 1, 10, 23), utc(2026, 1, 20, 23))


@pytest.mark.parametrize(
    ("bar", "begins"),
    [
        ({"since": LONG_AGO, "until": date(2016, 1, 31)}, [utc(2016, 1, 31, 23)]),
        ({"since": date(2016, 2, 1), "until": date(2016, 2, 1)}, [utc(2014, 12, 31, 23)]),
        ({"since": LONG_AGO}, []),
    ],
    ids=["from its first day", "in its midst", "throughout"],
)
def test_a_window_begins_as_she_is_let_in_and_no_two_rows_of_hers_at_once(
    bar: dict[str, Any], begins: list[datetime]
) -> None:
    plan = put(BORN[0], K.GUARDIAN, [BARRED | bar], "nobody", {})
    assert [(one.since, one.until) for one in hers(plan)] == [(since, turns(BORN[0], 13)) for since in begins]
    keys = [(row["representation_id"], row["since"]) for row in readers(plan)]
    assert len(keys) == len(set(keys)), "they are the key of what is stored"


def test_a_god_man_of_a_grown_woman_reads_from_the_day_of_his_appointment() -> None:
    born = BORN[0]
    eighteen = turns(born, 18).astimezone(SWEDEN).date()
    for since, expected in ((eighteen - timedelta(days=1), []), (eighteen, [Window(turns(born, 18), None)])):
        plan = put(born, K.LEGAL_GUARDIAN, [BARRED], "nobody", {"since": since})
        assert hers(plan) == expected
        why = why_not(plan, plan.representations[0], turns(born, 18))
        assert why is (None if expected else APPOINTED_FOR_A_CHILD)


@pytest.mark.parametrize("protection", PROTECTION[3:])
def test_whoever_is_shut_out_has_rows_that_say_so(protection: str) -> None:
    """By every registration of hers, and at every instant: what another number of hers is let to read gives way."""
    plan = put(BORN[0], K.GUARDIAN, [], protection, {})
    rows = [row for row in readers(plan) if row["representation_id"] != OTHER]
    assert [(row["representation_id"], row["scope"], row["until"]) for row in rows] == [
        (HERS, [], None),
        (AGAIN, [], None),
    ]
    assert {row["since"] for row in rows} == {turns(BORN[0], 0)}, "from her birth, as she is read of from then on"


def test_an_exception_from_before_the_birthday_makes_one_window_of_it() -> None:
    plan = put(BORN[1], K.GUARDIAN, [READS], "nobody", {})
    (window,) = hers(plan)
    assert (window.since, window.until) == (utc(2014, 12, 31, 23), utc(2028, 2, 28, 23)), "to the leap day of 2028"


def test_the_limits_are_data_with_validity_dates(monkeypatch: pytest.MonkeyPatch) -> None:
    """From 2026 on a guardian reads to 14: whoever turned 13 before is let out, and in again."""
    later = AgeLimits(since=date(2026, 1, 1), guardian_reads_until=15, reads_own=16, majority=18)
    monkeypatch.setattr(age, "LIMITS", (*age.LIMITS, later))
    monkeypatch.setattr("app.domain.representation.LIMITS", (*age.LIMITS,))
    plan = put(BORN[0], K.GUARDIAN, [], "nobody", {})
    found = [(one.since, one.until) for one in hers(plan)]
    assert found[1:] == [(utc(2025, 12, 31, 23), turns(BORN[0], 15))] and found[0][1] == turns(BORN[0], 13)


DIED, MOVED = ClosingReason.DECEASED, ClosingReason.MOVED
CLOSED = utc(2026, 2, 28, 9)
A_YEAR = utc(2027, 2, 28, 9)


@pytest.mark.parametrize(
    ("why", "at", "rule"),
    [
        (DIED, CLOSED - SECOND, None),
        (DIED, CLOSED, DECEASED),
        (DIED, A_YEAR, DECEASED),
        (MOVED, CLOSED, None),
        (MOVED, A_YEAR - SECOND, None),
        (MOVED, A_YEAR, CLOSED_LONG_AGO),
        (MOVED, utc(2036, 2, 28), CLOSED_LONG_AGO),
    ],
)
@pytest.mark.parametrize("kind", RepresentativeKind)
def test_of_a_closed_plan_she_reads_no_longer_than_it_is_shown_and_nothing_once_the_person_has_died(
    kind: K, why: ClosingReason, at: datetime, rule: Rule | None
) -> None:
    """For a child of eight, and for a grown woman; told of no end that the closure gives."""
    born = date(2020, 1, 1) if kind is K.GUARDIAN else date(1980, 1, 1)
    plan = put(born, kind, [], "nobody", {})
    closed = replace(plan, status=PlanStatus.CLOSED, closed_at=CLOSED, closing_reason=why)
    assert why_not(closed, closed.representations[0], at) is rule
    assert reads(closed, at) is (rule is None)
    assert [one.until for one in hers(closed)] == [one.until for one in hers(plan)]
    assert consents_publication(closed, at) is not None, "she herself is shown what she has consented to"


def test_protection_and_annulment_leave_no_row_for_any_reader() -> None:
    born = date(2020, 1, 1)
    plan = put(born, K.GUARDIAN, [], "nobody", {})
    assert [row["representation_id"] for row in readers(plan)] == [HERS, OTHER]
    for protection in ("noted here", "noted elsewhere"):
        assert readers(put(born, K.GUARDIAN, [], protection, {})) == []
    for protection in PROTECTION[3:]:
        rows = readers(put(born, K.GUARDIAN, [], protection, {}))
        assert [row["representation_id"] for row in rows if row["scope"]] == [OTHER]
    assert readers(replace(plan, annulled_at=NOW)) == []


def test_why_not_says_the_first_thing_that_stands_in_the_way() -> None:
    at = turns(BORN[0], 14)
    plan = put(BORN[0], K.GUARDIAN, [], "nobody", {})
    one: Representation = plan.representations[0]
    assert why_not(plan, one, at) is PAST_THE_LIMIT
    assert why_not(replace(plan, protected_identity=ProtectedIdentity.PROTECTED_REGISTRATION), one, at) is PROTECTED


# --- the young person herself, and what is shown to others -----------------------------------------------------------


def test_a_child_reads_before_sixteen_where_it_is_decided() -> None:
    born = date(2012, 7, 1)
    own = {"kind": E.READS_OWN, "representation_id": None}
    plan = of_child(born, age_exceptions=exceptions([own | {"since": date(2026, 4, 1)}]))
    begins = utc(2026, 3, 31, 22)
    assert reads_herself_from(plan, date(2026, 6, 1)) == begins
    assert publication(plan, NOW).since == begins  # type: ignore[union-attr]
    assert TOO_YOUNG in set(reasons_hidden(plan, begins - SECOND)) and not set(reasons_hidden(plan, begins))


@pytest.mark.parametrize("exception", [READS, BARRED, {"kind": E.READS_OWN, "representation_id": None} | REVOKED])
def test_nothing_else_lets_her_read_earlier(exception: dict[str, Any]) -> None:
    born = date(2012, 7, 1)
    plan = of_child(born, age_exceptions=exceptions([exception]))
    assert reads_herself_from(plan, date(2026, 6, 1)) == turns(born, 16)
    assert publication(plan, NOW).since == turns(born, 16)  # type: ignore[union-attr]


def test_others_are_shown_what_is_released_whatever_her_age() -> None:
    plan = of_child(date(2020, 1, 1))
    assert publication_for_others(plan, NOW).since == CHANGED  # type: ignore[union-attr]
    for closed in ({"approved_for_patient": False}, {"consents": ()}, {"established_at": None}):
        assert publication_for_others(replace(plan, **closed), NOW) is None  # type: ignore[arg-type]
    held = replace(plan, held_back_until=NOW + SECOND)
    assert publication_for_others(held, NOW).since == NOW + SECOND  # type: ignore[union-attr]
