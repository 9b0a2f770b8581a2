"""What the database holds, in whatever table and column: asked of the database itself, which has much by then."""

from sqlalchemy import ColumnElement, LargeBinary, Text, cast, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.models.base import metadata


async def tables_with(connection: AsyncConnection, text: str) -> set[str]:
    """The names of the tables of which some row has this text in some column."""

    def within(column: ColumnElement[object]) -> ColumnElement[bool]:
        if connection.dialect.name == "sqlite":
            return func.instr(column, literal(text, Text)) > 0
        if isinstance(column.type, LargeBinary):
            return func.strpos(func.encode(column, "escape"), text) > 0
        return func.strpos(cast(column, Text), text) > 0

    found = set()
    for table in metadata.sorted_tables:
        row = select(literal(1)).select_from(table).where(or_(*map(within, table.c))).limit(1)
        if (await connection.execute(row)).first() is not None:
            found.add(table.name)
    return found
