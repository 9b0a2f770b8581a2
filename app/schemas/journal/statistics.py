"""Statistics (statistik) on the wire: multiples of five, and nothing below five."""

from typing import Annotated

from pydantic import Field

from app.domain.quarter import NAME
from app.domain.statistics import Measure
from app.schemas.base import Wire
from app.schemas.types import Instant

QuarterName = Annotated[str, Field(pattern=NAME, examples=["2026-q3"])]


class FigureOut(Wire):
    """Ett tal. One figure."""

    category: str = Field(examples=["accepted"])
    count: int | None = Field(
        description=(
            "Nedåt till en multipel av fem; null är färre än fem, kanske ingen. I plans är established och closed "
            "summan av de visade talen i days_from_need_to_plan och closures, alltså minst så många; null när inget av "
            "dem visas. "
            "Down to a multiple of five; null is fewer than five, perhaps none. In plans, established and closed are "
            "the sum of what is shown in days_from_need_to_plan and closures, so at least so many; null when none of "
            "those is shown."
        ),
        examples=[15],
    )


class MeasureOut(Wire):
    """Ett mått med sina kategorier. One measure with its categories."""

    measure: Measure = Field(examples=["offers"])
    total: int = Field(
        description="Summan av de visade talen. The sum of what is shown, not of what was counted.",
        examples=[15],
    )
    figures: list[FigureOut]


class QuarterOut(Wire):
    """Huvudmannens kvartal. One quarter of the principal's."""

    quarter: QuarterName
    since: Instant = Field(description="Från och med, svensk tid. From, in Swedish time.")
    until: Instant = Field(description="Till, inte med. Up to, not included.")
    counted_at: Instant = Field(description="När det räknades, en gång. When it was counted, once.")
    measures: list[MeasureOut]
