"""The sandbox's clock: what time it is for every request, and for what the service does without being asked."""

from datetime import UTC, datetime

from app.db import Database
from app.keys import KeyRing
from app.tending import sweep_all

# A sweep takes a hundred plans; what so many leave is written within minutes, as it is in the service itself.
MOST_SWEEPS = 20


class Clock:
    """It stands still where it is put, until it is let go. Called, it says what time it is."""

    def __init__(self, ring: KeyRing):
        self._ring = ring
        self._database: Database | None = None
        self.at: datetime | None = None

    def __call__(self) -> datetime:
        return self.at or datetime.now(UTC)

    def runs(self, database: Database) -> None:
        """The service serves, over that database."""
        self._database = database

    async def put(self, at: datetime | None) -> None:
        """Whoever has put it there finds written what time alone has done until then."""
        self.at = at
        if self._database is None:
            return
        for _ in range(MOST_SWEEPS):
            if not await sweep_all(self._database.journal, self._ring, self):
                break
