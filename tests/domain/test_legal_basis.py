"""Statutes (domain rules, what a SIP is): data with validity dates; the old SoL ends the day the new one begins."""

from datetime import date, timedelta

import pytest

from app.domain.legal_basis import LEGAL_BASES, NOT_IN_FORCE, demanding, require_in_force
from app.domain.refusal import Invalid

DAY = timedelta(days=1)


def refused(codes: tuple[str, ...], on: date) -> list[str]:
    try:
        require_in_force(codes, on)
    except Invalid as refusal:
        assert refusal.rule is NOT_IN_FORCE and {one.rule for one in refusal.findings} == {NOT_IN_FORCE}
        return [one.pointer for one in refusal.findings]
    return []


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("HSL 16:4", date(2017, 4, 1), None),
        ("SoL 2:7", date(2010, 1, 1), date(2025, 6, 30)),
        ("SoL 10:8-9", date(2025, 7, 1), None),
        ("2017:612 4:1", date(2018, 1, 1), None),
        ("2017:612 4:2", date(2018, 1, 1), None),
        ("LSS 10", date(1994, 1, 1), None),
    ],
)
def test_a_statute_holds_from_its_first_day_to_its_last(code: str, first: date, last: date | None) -> None:
    assert refused((code,), first - DAY) == ["/legalBases/0"]
    assert refused((code,), first) == []
    assert refused((code,), last or date(2140, 1, 1)) == []
    if last:
        assert refused((code,), last + DAY) == ["/legalBases/0"]


def test_on_every_day_since_2010_exactly_one_socialtjanstlag_holds() -> None:
    for days in range(0, 366 * 20):
        day = date(2010, 1, 1) + days * DAY
        assert sum(refused((code,), day) == [] for code in ("SoL 2:7", "SoL 10:8-9")) == 1


def test_each_wrong_code_is_named_by_its_place() -> None:
    codes = ("HSL 16:4", "SoL 2:7", "hsl 16:4", "SoL 10:8-9", "")
    assert refused(codes, date(2026, 1, 1)) == ["/legalBases/1", "/legalBases/2", "/legalBases/4"]
    assert refused((), date(2026, 1, 1)) == []


def test_every_statute_has_a_code_of_its_own_and_a_text() -> None:
    assert len({basis.code for basis in LEGAL_BASES}) == len(LEGAL_BASES)
    assert all("(" in basis.text and "§" in basis.text for basis in LEGAL_BASES)


@pytest.mark.parametrize(
    ("day", "paragraphs"),
    [
        (date(2017, 3, 31), "SoL 2:7"),
        (date(2017, 4, 1), "HSL 16:4, SoL 2:7"),
        (date(2025, 6, 30), "HSL 16:4, SoL 2:7"),
        (date(2025, 7, 1), "HSL 16:4, SoL 10:9"),
        (date(2140, 1, 1), "HSL 16:4, SoL 10:9"),
    ],
)
def test_what_a_plan_states_is_demanded_by_the_law_of_its_day(day: date, paragraphs: str) -> None:
    assert demanding(day) == paragraphs
