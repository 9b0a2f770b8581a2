"""Databases: two engines, two walls, and the queue in front of SQLite.

`Database.journal` opens a transaction for the record systems' side; `Database.citizen` opens one for the citizen's
side, through an engine of its own whose connection cannot reach anything but the mirror and the audit log (`engines`).
`Database.upkeep` opens one for what the service does without being asked.

Serving itself takes no more on PostgreSQL than a login that is in the role `sip_service` (`rights`).

A transaction commits when its block ends and rolls back when anything is raised; nobody else commits.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app import durability, rights, walls
from app.domain.refusal import BUSY, Unavailable
from app.engines import GOODBYE_SECONDS, READS_ONLY, make_engine
from app.models.audit import audit_entry
from app.settings import Settings
from app.walls import WallDown

# What the service does by itself: on PostgreSQL by connections of its own, on SQLite in the same queue as everybody,
# where it waits longer. Whoever waits there is let in by turns, so that it is let in soon after those who gave up.
UPKEEP_CONNECTIONS, UPKEEP_SECONDS = 2, 10
_OWNS = (
    "SIP_DATABASE_URL has a login that is not in sip_service, as the owner's is: by it the service could change its"
    " tables and what the audit log holds; give it one that serves and no more"
)
_log = logging.getLogger("sip.database")


class Database:
    """Both engines, and the bounded queue for SQLite's single writer."""

    def __init__(self, settings: Settings, *, journal: bool = True, citizen: bool = True) -> None:
        self._settings = settings
        self._journal = make_engine(settings) if journal else None
        self._citizen = make_engine(settings, citizen=True) if citizen else None
        # A connection of its own: were health to wait behind the work, busy would look like broken.
        # And those who ask at once wait for each other longer than a request does: slow is not ill.
        patient = {"pool_size": 1, "queue_seconds": max(settings.queue_seconds, settings.database_seconds / 2)}
        alone = make_engine(settings.model_copy(update=patient), citizen=not journal)
        self._health = alone.execution_options(**{READS_ONLY: True})
        self.is_sqlite = self._health.dialect.name == "sqlite"
        self._turn = asyncio.Semaphore(1)
        self._upkeep = self._journal
        if journal and not self.is_sqlite:
            own = {"pool_size": UPKEEP_CONNECTIONS, "queue_seconds": settings.database_seconds}
            self._upkeep = make_engine(settings.model_copy(update=own))

    @asynccontextmanager
    async def journal(self) -> AsyncIterator[AsyncConnection]:
        """A transaction on the record systems' side."""
        async with self._begin(self._journal) as connection:
            yield connection

    @asynccontextmanager
    async def citizen(self) -> AsyncIterator[AsyncConnection]:
        """A transaction on the citizen's side."""
        async with self._begin(self._citizen) as connection:
            yield connection

    @asynccontextmanager
    async def upkeep(self) -> AsyncIterator[AsyncConnection]:
        """A transaction on the record systems' side for what the service does without being asked: sweeping, sealing,
        numbering, sending. However many ask meanwhile, it has its turn, or the log would stay open as long as they do.
        """
        async with self._begin(self._upkeep, UPKEEP_SECONDS) as connection:
            yield connection

    @asynccontextmanager
    async def _begin(self, engine: AsyncEngine | None, patience: float = 0) -> AsyncIterator[AsyncConnection]:
        if engine is None:
            raise RuntimeError("this process does not serve that side")
        if not self.is_sqlite:
            # One end for all of it: the pool's turn, the ping, connecting and every statement have limits of their
            # own, and a database that does not answer could use up one after the other. And one more, because what
            # is cancelled may still want to roll back.
            end = self._settings.database_seconds
            try:
                async with asyncio.timeout(end + GOODBYE_SECONDS), asyncio.timeout(end), engine.begin() as connection:
                    yield connection
            except NoConnectionFree:
                raise Unavailable(BUSY, retry_after=2) from None
            return
        try:
            async with asyncio.timeout(max(patience, self._settings.queue_seconds)):
                await self._turn.acquire()
        except TimeoutError:
            raise Unavailable(BUSY, retry_after=2) from None
        try:
            async with engine.begin() as connection:
                yield connection
        finally:
            self._turn.release()

    async def answers(self) -> bool:
        """Whether the database answers, for the readiness check: the audit table is there and can be reached."""
        async with asyncio.timeout(self._settings.database_seconds), self._health.connect() as connection:
            table = audit_entry.name if self.is_sqlite else audit_entry.fullname
            await connection.execute(text(f"SELECT id FROM {table} LIMIT 0"))
        return True

    async def check_walls(self) -> None:
        """Refuses to serve when one of the two sides has rights that it must not have. Raises `WallDown`."""
        try:
            mirror = None
            if self._citizen is not None:
                async with self._citizen.connect() as connection:
                    await walls.check(connection, switched=not self._settings.citizen_database_url)
                    mirror = await walls.place(connection)
            if self._journal is not None:
                async with self._journal.connect() as connection:
                    serves = await rights.check(connection)
                    if mirror is not None and await walls.place(connection) != mirror:
                        raise WallDown("the two addresses lead to two databases: the mirror would never follow")
                    if not serves and not self._settings.development:
                        _log.warning(_OWNS)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            raise WallDown(f"the database does not answer: {type(error).__name__}") from None

    async def require_owner(self) -> None:
        """For a command that changes what serving may not. Raises `NotOwner` with any other login than the owner's."""
        async with self.journal() as connection:
            await rights.require_owner(connection)

    async def check_durable(self) -> None:
        """Refuses to serve when what is answered may not be kept. Raises `NotDurable`."""
        for engine in (self._journal, self._citizen):
            if engine is not None:
                async with engine.connect() as connection:
                    await durability.check(connection)

    async def dispose(self) -> None:
        for engine in (self._journal, self._citizen, self._health, self._upkeep):
            if engine is not None:
                await engine.dispose()
