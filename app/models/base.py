"""What every table shares: the metadata, the four schemas, the types, and the columns that each part of a plan has.

PostgreSQL keeps four schemas apart so that rights can be given by schema: `journal` (plans), `mapping` (kartläggning),
`mirror` (what is published to citizens) and `audit`. SQLite has no schemas: there the names stand alone, are unique
over all four, and an authorizer keeps the citizen's connection to the mirror (`app.engines`).
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Dialect, Enum, ForeignKey, Integer, MetaData, String, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

SCHEMAS = ("journal", "mapping", "mirror", "audit")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# JSON that PostgreSQL stores parsed and SQLite as text.
Json = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Aware in, aware UTC out, on both databases; SQLite keeps text that sorts as time does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(String(27) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone")
        value = value.astimezone(UTC)
        return f"{value:%Y-%m-%dT%H:%M:%S.%f}Z" if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


def choice(kind: type[StrEnum], name: str = "") -> Enum:
    """A column that holds one of the enumeration's values, as text with a check.

    The check is named by the enumeration; a table that uses one twice gives the second another `name`.
    """
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        name=name or kind.__name__.lower(),
    )


def reference(name: str, target: str, **options: Any) -> Column[Any]:
    """A column that points at a row of the journal schema."""
    return Column(name, Uuid, ForeignKey(f"journal.{target}.id"), **options)


def part_table(name: str, *columns: Column[Any]) -> Table:
    """A table of one kind of part: the columns that every part has, and its own."""
    return Table(
        name,
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("plan_id", Uuid, ForeignKey("journal.plan.id"), nullable=False, index=True),
        Column("version", Integer, nullable=False),
        Column("entered_at", UtcDateTime, nullable=False),
        *columns,
        schema="journal",
    )
