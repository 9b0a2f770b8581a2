"""Personnummer and samordningsnummer: twelve digits, a date and a check digit; and the reserve number before either.

Source: folkbokföringslagen (1991:481) 18 §; lag (2022:1697) om samordningsnummer (the day plus 60). A national reserve
number (reservnummer, OID 1.2.752.74.9.1) is what care calls a person who has neither yet: here a date of birth, a
letter and three digits, and no check digit.
Where the digits came from (a token, a body) they are judged here and nowhere else.
"""

import re
from datetime import date
from enum import IntEnum

from app.domain.refusal import Finding, Invalid
from app.domain.rule import Rule

NOT_A_PERSONNUMMER = Rule(
    "not-a-personnummer",
    "Det är inte ett personnummer, samordningsnummer (tolv siffror, datum och kontrollsiffra) eller reservnummer.",
    "Not a personnummer or samordningsnummer (twelve digits, a date and a check digit) or reserve number.",
    "1991:481 18 §",
)
# [0-9], not \d: \d also accepts the digits of other scripts.
_SHAPE = re.compile(r"[0-9]{12}")
_RESERVE = re.compile(r"[0-9]{8}[A-Z][0-9]{3}")


# Ten or twelve digits that begin with a day, as a personnummer or samordningsnummer does; no part of an HSA-id.
# Whether the check digit holds is not asked: a number with a slip in it is somebody's too.
_MENTIONED = re.compile(
    r"(?<![0-9A-Za-z])(?:19|20)?[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01]|[6-8][0-9]|9[01])[-+ _.]?[0-9]{4}(?![0-9])"
)
# Digits with at most one such sign between each two; whatever stands before or after them.
_RUN = re.compile(r"[0-9](?:[-+ _.]?[0-9]){9,}")
# One in two thousand holds such a number by chance; but none in a million begins with twelve digits that are one.
_UUID = re.compile(
    r"(?<![0-9A-Za-z])(?![0-9]{8}-[0-9]{4}-)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9A-Za-z])", re.IGNORECASE
)


_MENTIONED_RESERVE = re.compile(
    r"(?<![0-9A-Za-z])(?:18|19|20|21)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[-+ ]?[A-Za-z][0-9]{3}(?![0-9])"
)


def mentioned_in(text: str) -> bool:
    """Whether something in the text looks like such a number, or a reserve number, whoever's it may be.

    Among other letters and digits, as in the number of a case, only one that holds (`born`) does; within a uuid, none
    unless it begins with twelve digits.
    """
    text = _UUID.sub(" ", text)
    if _MENTIONED.search(text) or _MENTIONED_RESERVE.search(text):
        return True
    runs = (re.sub("[^0-9]", "", run) for run in _RUN.findall(text))
    return any(_holds_within(run) for run in runs)


def _holds_within(digits: str) -> bool:
    """Whether ten digits are a number that holds without its century, or twelve of them with it."""
    if len(digits) == 10:
        return any(_holds(century + digits) for century in ("19", "20"))
    return any(
        _holds(digits[at : at + 12]) for at in range(len(digits) - 11) if digits[at : at + 2] in ("18", "19", "20")
    )


def _holds(number: str) -> bool:
    try:
        born(number)
    except Invalid:
        return False
    return True


class NumberKind(IntEnum):
    """In the order in which a person comes to have them."""

    RESERVE = 1  # reservnummer
    COORDINATION = 2  # samordningsnummer
    PERSONAL = 3  # personnummer


def kind_of(number: str) -> NumberKind:
    """Of a number that holds (`born`)."""
    if _RESERVE.fullmatch(number):
        return NumberKind.RESERVE
    return NumberKind.COORDINATION if int(number[6:8]) > 60 else NumberKind.PERSONAL


def born(number: str, pointer: str = "/personnummer") -> date:
    """The date of birth in `YYYYMMDDNNNC`. Raises `Invalid` for anything that is not a number of one of the kinds.

    `pointer` is where in a body the number stands: there every number has the one name.
    """
    refused = Invalid(NOT_A_PERSONNUMMER, Finding(NOT_A_PERSONNUMMER, pointer))
    reserve = _RESERVE.fullmatch(number) is not None
    if not reserve and (not _SHAPE.fullmatch(number) or not _check_digit_holds(number[2:])):
        raise refused
    # Nobody in a plan was born before 1850, and birthdays of the years near 9999 lie in no calendar.
    if not 1850 <= int(number[:4]) <= 2150:
        raise refused
    day = int(number[6:8])
    try:
        return date(int(number[:4]), int(number[4:6]), day - 60 if day > 60 and not reserve else day)
    except ValueError:
        raise refused from None


def _check_digit_holds(ten: str) -> bool:
    """The Luhn sum over ten digits, the first doubled, is a multiple of ten."""
    total = 0
    for place, digit in enumerate(ten):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return total % 10 == 0
