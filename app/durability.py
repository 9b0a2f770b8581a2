"""What is answered is written: the proof at start that the database keeps what it says it keeps, and a file its name.

PostgreSQL can be told, for a role, a database or the whole server, to answer before what was done is on the disk, or
never to ask the disk at all. Then a loss of power would take back plans that were answered for, and audit entries
whose accesses were served. SQLite is told by ourselves, on every connection (`db`).
"""

import os
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


class NotDurable(Exception):
    """The database may forget what it has said yes to; the service does not start."""


async def check(connection: AsyncConnection) -> None:
    """Raises `NotDurable`, with a sentence for the operator, when that connection's word may not hold."""
    if connection.dialect.name != "postgresql":
        return
    for name in ("synchronous_commit", "fsync", "full_page_writes"):
        # `local` and `remote_write` wait for the disk here, and differ in what they ask of a copy elsewhere.
        if (await connection.execute(text("SELECT current_setting(:name)"), {"name": name})).scalar_one() == "off":
            raise NotDurable(f"the database may forget what it has answered for: {name} is off for the service's login")


def sync(folder: Path) -> None:
    """A file that was made in that folder has its name after a power cut too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
