"""Statistics (statistik) as they are told: shown figures only, never a count; made once, never changed."""

from sqlalchemy import Column, ForeignKey, String, Table

from app.models.base import Json, UtcDateTime, metadata

statistics_quarter = Table(
    "statistics_quarter",
    metadata,
    Column("quarter", String(7), primary_key=True),
    Column("counted_at", UtcDateTime, nullable=False),
    schema="journal",
)

statistics_figures = Table(
    "statistics_figures",
    metadata,
    Column("quarter", String(7), ForeignKey("journal.statistics_quarter.quarter"), primary_key=True),
    Column("principal", String(64), primary_key=True),
    Column("figures", Json, nullable=False),
    schema="journal",
)
