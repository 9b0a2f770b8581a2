"""A text in both languages, and the ways such texts are put together."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The same thing said in Swedish and in English."""

    sv: str
    en: str

    def __add__(self, other: "Words") -> "Words":
        return Words(self.sv + other.sv, self.en + other.en)


def same(text: str) -> Words:
    """What reads the same in both languages: a name, a date, what somebody wrote."""
    return Words(text, text)


def joined(each: Iterable[Words], between: str) -> Words:
    every = list(each)
    return Words(between.join(one.sv for one in every), between.join(one.en for one in every))


def quoted(text: str, most: int = 160) -> Words:
    """What somebody wrote, within quotation marks; a long text is cut, and says so."""
    short = text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
    return Words(f"”{short}”", f"“{short}”")


def within(sentence: Words) -> Words:
    """The words as they stand inside a sentence: the first letter small."""
    return Words(sentence.sv[:1].lower() + sentence.sv[1:], sentence.en[:1].lower() + sentence.en[1:])
