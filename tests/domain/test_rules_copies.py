"""To whom a copy of the plan is due (domain rules, established; and consent): to those whom the person has let in."""

from dataclasses import replace

from app.domain.consent import ConsentKind
from tests.domain.dues import due
from tests.domain.parts import COPIES_OF_ALL
from tests.domain.plans import GIVEN, MAIN, RELATIVE, RELATIVES, established, sip

KIND = "copies_to_give"


def given_to_all_but(who: object) -> dict[str, object]:
    return {"copies": tuple(one for one in COPIES_OF_ALL if one.recipient_id != who)}


def test_a_copy_is_due_to_the_person_and_to_everyone_who_is_let_in() -> None:
    for who in (None, MAIN, RELATIVE):
        assert due(established(**given_to_all_but(who)), KIND) != []
    assert due(established(copies=COPIES_OF_ALL), KIND) == []


def test_no_copy_is_due_to_staff_of_a_unit_that_no_consent_covers() -> None:
    """Without it that unit reads no plan content; a copy is all of it."""
    consents = [one for one in established().consents if one.kind is not ConsentKind.INFORMATION_SHARING]
    assert due(established(consents=tuple(consents), **given_to_all_but(MAIN)), KIND) == []


def test_no_copy_is_due_to_a_relative_whom_the_person_no_longer_lets_take_part() -> None:
    ended = replace(sip(RELATIVES), kind=ConsentKind.RELATIVES, relatives=("Dottern",), withdrawn_at=GIVEN)
    others = [one for one in established().consents if one.kind is not ConsentKind.RELATIVES]
    assert due(established(consents=(*others, ended), **given_to_all_but(RELATIVE)), KIND) == []
