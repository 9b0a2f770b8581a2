"""SQLite asked in single trips: a statement goes to its connection's thread once, and all of its answer comes back.

The driver's own cursor goes there four times: to be made, to ask, to fetch and to be closed. Each time two threads
hand over to each other, which takes longer than most statements do. SQLAlchemy fetches every row at once in any case.

And no statement is left open by work that is told to stop between asking and reading: SQLite would keep its connection,
once closed, and the one writer's lock with it, until the garbage is collected.
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import aiosqlite


class Cursor:
    """What SQLAlchemy asks of a cursor. In the database nothing of it is left open when it has answered."""

    arraysize = 1

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount, self.lastrowid = -1, None

    async def __aenter__(self) -> "Cursor":
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        await self._ask(sqlite3.Cursor.execute, statement, parameters)

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> None:
        await self._ask(sqlite3.Cursor.executemany, statement, parameters)

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        self._rows = []

    async def _ask(self, way: Callable[..., Any], statement: str, parameters: Sequence[Any]) -> None:
        def there() -> tuple[Any, ...]:
            cursor = self._connection._conn.cursor()
            try:
                way(cursor, statement, parameters)
                rows = cursor.fetchall() if cursor.description else []
                return rows, cursor.description, cursor.rowcount, cursor.lastrowid
            finally:
                cursor.close()

        self._rows, self.description, self.rowcount, self.lastrowid = await self._connection._execute(there)


class Connection(aiosqlite.Connection):
    """The driver's own, with those cursors."""

    def cursor(self) -> Cursor:  # type: ignore[override]
        return Cursor(self)


def connect(file: str, **options: Any) -> Connection:
    """A connection to be awaited, as the driver's own is; its thread keeps no program from ending."""
    made = Connection(lambda: sqlite3.connect(file, **options), iter_chunk_size=64)
    made._thread.daemon = True
    return made
