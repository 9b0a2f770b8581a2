"""The words for why a plan was read: one closed list, in both languages, and nothing of what was written freely."""

import pytest

from app.domain import auditing, emergency, statistics
from app.domain.erasure import ErasureGround
from app.domain.purpose import OTHER, OTHER_OF_OURS, OWN, STATED, OwnPurpose, own, stated
from app.domain.wording.words import Words
from app.http.minting import CARE
from app.services import changes
from app.services.erasing import PURPOSES

EVERY = {*STATED.values(), *OWN.values(), OTHER, OTHER_OF_OURS}
CODES = {"TREAT": "Vård och behandling", "ETREAT": "Nödöppning"}
# What reads as a purpose and is none of the list.
FREELY = ("", " ", "BTG", "TREATMENT", "Vård och behandling av Elsa, Sjövägen 3", "Nödöppning!", "okänt", "x" * 200)


def test_every_purpose_that_gives_a_right_has_words() -> None:
    for purpose in (CARE, *emergency.PURPOSES, *auditing.PURPOSES, *statistics.PURPOSES):
        assert stated(purpose) is STATED[purpose]


@pytest.mark.parametrize("purpose", STATED)
def test_a_purpose_is_known_however_its_letters_are_written(purpose: str) -> None:
    assert stated(purpose.lower()) is stated(f" {purpose.upper()} ") is STATED[purpose]


def test_a_code_is_told_as_the_word_that_it_stands_for() -> None:
    for code, word in CODES.items():
        assert stated(code) is stated(word)


@pytest.mark.parametrize("purpose", [*FREELY, *OwnPurpose])
def test_what_a_token_may_state_besides_is_told_by_one_sentence(purpose: str) -> None:
    """The service's own words, too: nobody is taken for it by stating them."""
    assert stated(purpose) is OTHER


@pytest.mark.parametrize("purpose", [*FREELY, *STATED, "Gallringen", "republish"])
def test_what_else_the_service_may_say_is_told_by_one_sentence(purpose: str) -> None:
    assert own(purpose) is OTHER_OF_OURS


def test_what_the_service_does_to_a_plan_has_words_and_no_number_of_a_decision() -> None:
    assert set(OWN) == set(OwnPurpose)
    assert set(PURPOSES) == set(ErasureGround)
    assert own(changes.CLOCK.purpose) is OWN[OwnPurpose.CONSENT_ENDED]
    assert own(changes.REGISTER.purpose) is OWN[OwnPurpose.NUMBER_CHANGED]
    for ground, purpose in PURPOSES.items():
        assert own(f"{purpose} IVO 2026/12345") is own(purpose) is OWN[purpose], ground


def test_the_words_are_plain_and_of_two_languages() -> None:
    codes = {name for name in STATED if name.isupper()}
    for words in EVERY:
        assert isinstance(words, Words) and words.sv and words.en and words.sv != words.en
        assert words.sv[0].isupper() and words.en[0].isupper()
        assert not codes & {*words.sv.split(), *words.en.split()}
    assert len({one.sv for one in EVERY}) == len({one.en for one in EVERY}) == len(EVERY)
