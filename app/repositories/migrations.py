"""Brings a database to the present schema. Used by `sip migrate` and by the tests."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config

import app

# Beside the package, in the project's folder and in the wheel alike.
MIGRATIONS = Path(app.__file__).parent.parent / "migrations"


def configuration(address: str) -> Config:
    """Alembic's configuration for the database at that (asynchronous) address."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    attributes: dict[Any, Any] = config.attributes
    attributes["address"] = address
    return config


def migrate(address: str, revision: str = "head") -> None:
    command.upgrade(configuration(address), revision)


def unmigrate(address: str, revision: str = "base") -> None:
    command.downgrade(configuration(address), revision)
