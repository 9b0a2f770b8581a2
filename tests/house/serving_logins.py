"""A PostgreSQL database with the logins of production: its owner's, one that serves, and the portal's."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg

from app.engines import address
from app.repositories.migrations import migrate
from app.rights import SERVICE_ROLE
from app.settings import Settings
from app.walls import CITIZEN_ROLE
from tests.postgres import Cluster
from tests.service import development

# The owner is no superuser, as in production.
ROLES = {"owner": "CREATEROLE", "service": "", "portal": ""}


@dataclass(frozen=True)
class Logins:
    """`name` is the database's, and begins the name of each login; a copy of another has that one's owner."""

    cluster: Cluster
    name: str
    copied: str = ""

    def role(self, who: str) -> str:
        return f"{self.copied or self.name if who == 'owner' else self.name}_{who}"

    def url(self, who: str) -> str:
        return self.cluster.url(self.name, self.role(who))

    def settings(self, folder: Path, who: str = "service", **more: Any) -> Settings:
        """Those of a service that logs in as that one."""
        urls = {"database_url": self.url(who), "citizen_database_url": self.url("portal")}
        return development(folder, **(urls | more))

    def as_superuser(self, *statements: str, database: str = "") -> None:
        """`{owner}`, `{service}` and `{portal}` are the logins' names, `{name}` is the database's."""
        names = {who: self.role(who) for who in ROLES} | {"name": self.name}

        async def run() -> None:
            connection = await asyncpg.connect(self.cluster.url(database or self.name))
            try:
                for statement in statements:
                    await connection.execute(statement.format(**names))
            finally:
                await connection.close()

        asyncio.run(run())

    def migrate(self, folder: Path, revision: str = "head") -> None:
        """As its owner does it."""
        migrate(address(self.settings(folder, "owner")), revision)

    def let_in(self) -> None:
        """What the owner does too, but where another's database on this server has made the roles already."""
        self.as_superuser(f"GRANT {SERVICE_ROLE} TO {{service}}", f"GRANT {CITIZEN_ROLE} TO {{portal}}")


@contextmanager
def logins(cluster: Cluster, original: Logins | None = None) -> Iterator[Logins]:
    """A new database and its logins, gone afterwards: empty, or a copy of one that is migrated."""
    copied = original.name if original else ""
    one = Logins(cluster, f"serving_{uuid4().hex[:8]}", copied)
    cluster.create_database(one.name, copied or None)
    made = {who: may for who, may in ROLES.items() if not (copied and who == "owner")}
    try:
        one.as_superuser(*(f"CREATE ROLE {{{who}}} LOGIN {may}" for who, may in made.items()))
        one.as_superuser("ALTER DATABASE {name} OWNER TO {owner}")
        if copied:
            one.let_in()
        yield one
    finally:
        cluster.drop_database(one.name)
        one.as_superuser(*(f"DROP ROLE IF EXISTS {{{who}}}" for who in made), database="postgres")


@contextmanager
def let_in(cluster: Cluster, folder: Path) -> Iterator[Logins]:
    """The same, migrated by its owner, with the two logins in their roles."""
    with logins(cluster) as one:
        one.migrate(folder)
        one.let_in()
        yield one
