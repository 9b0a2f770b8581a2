"""Personnummer and samordningsnummer (domain rules, identifiers): twelve digits, a date, a check digit."""

from datetime import date
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.age import of_age_from, reads_own_from
from app.domain.personnummer import NOT_A_PERSONNUMMER, NumberKind, born, kind_of, mentioned_in
from app.domain.refusal import Invalid

TEST_NUMBERS = {
    "194208179814": date(1942, 8, 17),
    "199707119880": date(1997, 7, 11),
    "196802299906": date(1968, 2, 29),
    "197901309869": date(1979, 1, 30),
    "201205229832": date(2012, 5, 22),
}


def with_check_digit(eleven: str) -> str:
    """Doubled digits by table, and the digit that is tried until the sum ends in nought."""
    doubled = {str(n): n * 2 - 9 if n > 4 else n * 2 for n in range(10)}
    total = sum(doubled[one] for one in eleven[2::2]) + sum(int(one) for one in eleven[3::2])
    return next(eleven + str(last) for last in range(10) if (total + last) % 10 == 0)


@pytest.mark.parametrize(("number", "day"), TEST_NUMBERS.items())
def test_a_personnummer_says_when_she_was_born(number: str, day: date) -> None:
    assert with_check_digit(number[:11]) == number
    assert born(number) == day


@pytest.mark.parametrize("number", TEST_NUMBERS)
def test_every_other_check_digit_is_refused(number: str) -> None:
    for last in set("0123456789") - {number[-1]}:
        with pytest.raises(Invalid):
            born(number[:11] + last)


def test_a_samordningsnummer_has_sixty_added_to_its_day() -> None:
    """Lag (2022:1697)."""
    assert born(with_check_digit("19420877981")) == date(1942, 8, 17)
    assert born(with_check_digit("19680289990")) == date(1968, 2, 29)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("19420817X981", NumberKind.RESERVE),
        (with_check_digit("19420877981"), NumberKind.COORDINATION),
        ("194208179814", NumberKind.PERSONAL),
    ],
)
def test_a_reserve_number_has_a_letter_and_a_day_of_birth(number: str, kind: NumberKind) -> None:
    assert (kind_of(number), born(number)) == (kind, date(1942, 8, 17))
    assert mentioned_in("194208179814") and mentioned_in("ring 420817-9814") and not mentioned_in("SIP-2026-0001")


@pytest.mark.parametrize(
    "text",
    [
        "194208179814", "SIP194208179814", "1942-08-17-9814", "19420817_9814", "19420817.9814", "1942 08 17 98 14",
        "420817_9814", "SIP420817-9814", "plan/420817.9814/2", "19420817981400000000000000000001", "x194208179814x",
        "194208779817", "2026-0001-420817-9814", "19420817-9814-4000-8000-000000000000",
    ],
)  # fmt: skip
def test_a_number_is_found_whatever_stands_around_it_or_between_its_digits(text: str) -> None:
    assert mentioned_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "SIP-2026-0001", "SE2329990015-E1", "SE2321000016-1003", "194213179814", "SIP194213179814",
        "SIP1942-08-17-9815", "99999999999999999999", "202613990001234567", "0af7651916cd43dd8448eb211c80319c",
        "550e8400-e29b-41d4-a716-446655440000", "01a218a1-24a3-7001-86d6-4a0d94f28576",
    ],
)  # fmt: skip
def test_a_uuid_or_the_number_of_a_case_is_nobodys(text: str) -> None:
    assert not mentioned_in(text)


def test_next_to_no_uuid_is_taken_for_a_number() -> None:
    chance = Random(20260101)
    made = [str(UUID(int=chance.getrandbits(128), version=4)) for _ in range(20_000)]
    assert sum(map(mentioned_in, made)) == 0
    for one in ("bcb0ac8c-6cca-45a4-9d56-18250304b309", "01a2758f-f895-79e4-b1aa-2311803064a7"):
        assert not mentioned_in(f"plan {one}") and mentioned_in(f"plan {one[9:]}"), "a part of one is none"


@pytest.mark.parametrize("number", ["19420877X981", "19421317X981", "19420817x981", "19420817XX81", "19420817Å981"])
def test_what_is_no_reserve_number_is_refused(number: str) -> None:
    with pytest.raises(Invalid):
        born(number)


@pytest.mark.parametrize(
    "eleven",
    [
        "19670229990",  # 1967 was no leap year
        "19670289990",  # … and for a samordningsnummer neither
        "19971311988",
        "19970011988",
        "19970700988",
        "19970732988",
        "19970760988",  # day nought, plus sixty
        "19970792988",
        "00000101980",
    ],
)
def test_a_day_that_is_not_in_the_calendar_is_refused(eleven: str) -> None:
    with pytest.raises(Invalid):
        born(with_check_digit(eleven))


@pytest.mark.parametrize(
    "text",
    [
        "", "4208179814", "420817-9814", "19420817-9814", "19420817+9814", "194208179814 ", " 194208179814",
        "194208179814\n", "1942081798140", "19420817981", "19420817981x", "-94208179814", "+94208179814",
        "１９４２０８１７９８１４", "١٩٤٢٠٨١٧٩٨١٤", "1942081798²4", "19420817.814", "0x9420817981",
    ],
)  # fmt: skip
def test_nothing_but_twelve_digits_is_read(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        born(text)
    assert refused.value.rule is NOT_A_PERSONNUMMER
    assert (refused.value.__cause__ is None and not text.strip()) or text not in str(refused.value)


@settings(max_examples=500, deadline=None, database=None)
@given(st.dates(date(1850, 1, 1), date(2100, 12, 31)), st.integers(980, 999), st.booleans(), st.integers(0, 11))
def test_one_digit_wrong_is_always_found(day: date, birth_number: int, coordinated: bool, place: int) -> None:
    written = f"{day:%Y%m}{day.day + (60 if coordinated else 0):02}{birth_number}"
    number = with_check_digit(written)
    assert born(number) == day
    if place >= 2:
        with pytest.raises(Invalid):
            born(number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :])


def test_a_birth_date_is_one_that_the_age_limits_can_be_asked_about() -> None:
    """999001019802 is twelve digits, a date and a check digit; the day it would be sixteen is in no calendar."""
    try:
        day = born(with_check_digit("99900101980"))
    except Invalid:
        return
    assert reads_own_from(day, date(2026, 6, 1)) < of_age_from(day, date(2026, 6, 1))
