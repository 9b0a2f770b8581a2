"""Age limits (domain rules, who may do what): data with validity dates; sixteen to read, eighteen to consent."""

from datetime import date

import pytest

from app.domain import age
from app.domain.age import AgeLimits, limits, of_age_from, reads_own_from
from app.domain.consent import is_minor, sip_in_force
from tests.domain.plans import NOW, established, person, utc

TODAY = date(2026, 6, 1)


def test_she_reads_her_own_from_sixteen_and_is_of_age_at_eighteen() -> None:
    assert reads_own_from(date(2010, 7, 1), TODAY) == utc(2026, 6, 30, 22)
    assert of_age_from(date(2008, 7, 1), TODAY) == utc(2026, 6, 30, 22)


def test_a_new_limit_holds_from_its_first_day(monkeypatch: pytest.MonkeyPatch) -> None:
    later = AgeLimits(since=date(2027, 1, 1), guardian_reads_until=13, reads_own=13, majority=19)
    monkeypatch.setattr(age, "LIMITS", (later, *age.LIMITS))
    assert limits(date(2026, 12, 31)).reads_own == 16
    assert limits(date(2027, 1, 1)) is later
    assert reads_own_from(date(2013, 5, 5), date(2027, 1, 1)) == utc(2026, 5, 4, 22)
    assert of_age_from(date(2008, 7, 1), date(2027, 1, 1)) == utc(2027, 6, 30, 22)


def test_the_limits_as_they_stand() -> None:
    assert [(row.guardian_reads_until, row.reads_own, row.majority) for row in age.LIMITS] == [(13, 16, 18)]


def test_one_limit_decides_who_consents_and_who_is_a_minor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Domain rules: age limits are data with validity dates. A limit that is changed is changed for both questions."""
    older = AgeLimits(since=date(2026, 1, 1), guardian_reads_until=13, reads_own=16, majority=19)
    monkeypatch.setattr(age, "LIMITS", (*age.LIMITS, older))
    eighteen = established(person=person(date(2008, 1, 15)))
    assert is_minor(eighteen, NOW)
    assert not sip_in_force(eighteen, NOW), "her own word alone, and she is a minor"
