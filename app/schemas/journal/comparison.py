"""Two versions of a plan compared, in words that a person reads."""

from pydantic import Field

from app.domain.comparison import DifferenceKind
from app.domain.wording.words import Words
from app.schemas.base import Wire
from app.schemas.types import Version


class WordsOut(Wire):
    """Ett värde i ord, på båda språken. A value in words, in both languages."""

    swedish: str = Field(examples=["upprättad"])
    english: str = Field(examples=["established"])

    @classmethod
    def of(cls, words: Words) -> "WordsOut":
        return cls(swedish=words.sv, english=words.en)


class DifferenceOut(Wire):
    """En skillnad mellan två versioner. One thing that differs."""

    pointer: str = Field(
        description="Vad som skiljer: samling, delens id, fält. What differs: collection, the part's id, field.",
        examples=["/status"],
    )
    kind: DifferenceKind = Field(
        description="added: inget stod där förut. Nothing stood there before.", examples=["changed"]
    )
    swedish: str = Field(examples=["Planen: status upprättad (förut möte genomfört)"])
    english: str = Field(examples=["The plan: status established (before: meeting held)"])
    before: WordsOut | None = Field(
        description="Hela värdet i den tidigare versionen. The whole value in the earlier version.",
        examples=[{"swedish": "möte genomfört", "english": "meeting held"}],
    )
    after: WordsOut | None = Field(
        description="Hela värdet i den senare; av en ny del alla fält. In the later; of a new part all its fields.",
        examples=[{"swedish": "upprättad", "english": "established"}],
    )


class ComparisonOut(Wire):
    """Allt som skiljer två versioner av planen åt. All that differs between two versions of the plan."""

    earlier: Version = Field(alias="from", examples=[6])
    later: Version = Field(alias="to", examples=[7])
    differences: list[DifferenceOut] = Field(description="Planen först, sedan delarna. The plan first, then its parts.")
