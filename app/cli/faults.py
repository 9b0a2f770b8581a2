"""What keeps a command from its database, in one sentence for the operator.

A driver's own message is never repeated: it may hold the address, and with it the password, or values of a row. What
is told goes by the error's kind and code alone, and names the setting, never what stands in it. No command lives here.
"""

import socket
import ssl
from collections.abc import Iterator

import asyncpg
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError

from app.durability import NotDurable
from app.engines import address
from app.rights import NotOwner
from app.settings import Settings
from app.walls import WallDown

MIGRATE = "run: sip migrate"
_NOT_MIGRATED = f"the database is not as the migrations make it; {MIGRATE}"
_NO_RIGHT = (
    "the database's login lacks a right that is needed: serving takes one that is in sip_service,"
    " what changes the database its owner's"
)
_NOT_OWNER = "the database's login may not create schemas and tables in it; make that login the database's owner"
# What the login of `sip migrate` may lack, by the statement that was refused.
_RIGHTS = {
    "CREATE ROLE": "the database's login lacks CREATEROLE; a superuser can grant it: ALTER ROLE … CREATEROLE",
    "CREATE SCHEMA": _NOT_OWNER,
    "CREATE TABLE": _NOT_OWNER,
}
# PostgreSQL's SQLSTATE, whole or its class. {} is the setting that holds the address.
_STATES = {
    "28P01": "the database refuses the login in {}: wrong user or password",
    "28": "the database refuses the login in {}: no such user, or its pg_hba.conf does not let that user in",
    "3D000": "{} names a database that does not exist; create it first",
    "22023": f"the database has no role sip_citizen; {MIGRATE}",
    "42P01": _NOT_MIGRATED,
    "42703": _NOT_MIGRATED,
    "3F000": _NOT_MIGRATED,
    "42P06": "the database holds a schema of the same name that the migrations did not make; use an empty one",
    "42P07": "the database holds a table of the same name that the migrations did not make; use an empty one",
    "42501": _NO_RIGHT,
    "25006": "the database is read-only; {} must lead to a primary server",
    "53300": "the database has no connection to spare; try again, or raise its max_connections",
    "53": "the database is short of disk or memory",
    "55P03": "something else holds the database's locks; try again when it is done",
    "57014": "the database did not answer in time; try again",
    "57": "the database is starting or shutting down; try again",
    "08": "the connection to the database was lost; try again",
}
# SQLite's primary codes.
_CODES = {
    5: "something else is writing to the SQLite file in SIP_DATA_DIR; try again when it is done",
    8: "the SQLite file in SIP_DATA_DIR may not be written; check its owner and mode",
    11: "the SQLite file in SIP_DATA_DIR is damaged; restore it from a copy",
    13: "the disk that holds SIP_DATA_DIR is full",
    14: "the SQLite file in SIP_DATA_DIR cannot be opened; check its owner and mode",
    26: "the file sip.db in SIP_DATA_DIR is no SQLite database",
}


def bad_address(settings: Settings) -> str | None:
    """What is wrong with how the database's addresses are written, if anything is."""
    try:
        address(settings)
        address(settings, citizen=True)
    except ValueError as error:
        return str(error)
    return None


def why(error: BaseException, settings: Settings) -> str | None:
    """The sentence; None for an error that is not about the database, or that nobody has thought of."""
    names = [name for name in ("database_url", "citizen_database_url") if getattr(settings, name)]
    setting = " or ".join(f"SIP_{name.upper()}" for name in names)
    for link in _chain(error):
        if told := _told(link, setting):
            return told
    return str(error) if isinstance(error, WallDown | NotDurable | NotOwner) else None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came of: the wall and SQLAlchemy each wrap what the driver said."""
    link: BaseException | None = error
    while link is not None:
        yield link
        link = getattr(link, "orig", None) or link.__cause__ or link.__context__


def _told(error: BaseException, setting: str) -> str | None:
    if isinstance(error, CommandError):
        return "the database was migrated by another version of this program, which has steps that this one lacks"
    if isinstance(error, asyncpg.ClientConfigurationError):
        return f"TLS to the database cannot begin; see ssl= in {setting}, and the file that PGSSLROOTCERT names"
    if isinstance(error, OSError):
        return _unreachable(error, setting)
    if setting and isinstance(error, TypeError) and "unexpected keyword argument" in str(error):
        # SQLAlchemy hands the address's parameters to the driver as arguments.
        return f"{setting} has a parameter that the driver does not know; for encryption it is ssl=, not sslmode="
    state = getattr(error, "sqlstate", None)
    if isinstance(error, DBAPIError):
        refused = getattr(error.orig, "sqlstate", None) == "42501"
        return next((told for words, told in _RIGHTS.items() if refused and words in str(error.statement)), None)
    if isinstance(state, str):
        told = _STATES.get(state) or _STATES.get(state[:2])
        return told and told.format(setting)
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        # SQLite has no code of its own for what is not there.
        return _NOT_MIGRATED if str(error).startswith("no such ") else _CODES.get(code & 0xFF)
    return None


def _unreachable(error: OSError, setting: str) -> str:
    if not setting:
        return f"the SQLite file in SIP_DATA_DIR cannot be made: {error.strerror or type(error).__name__}"
    if isinstance(error, ssl.SSLError):
        return f"the certificate of the database does not hold for the host in {setting}; see PGSSLROOTCERT"
    if "SSL upgrade" in str(error):
        return f"{setting} asks for TLS by its ssl=, and the database there has no TLS"
    if isinstance(error, FileNotFoundError):
        return f"a socket that {setting} leads to, or the file that PGSSLROOTCERT names, is not there"
    if isinstance(error, socket.gaierror):
        return f"cannot connect to the database: the host in {setting} is not known"
    if isinstance(error, TimeoutError):
        return f"cannot connect to the database: no answer in time from the host in {setting}"
    return f"cannot connect to the database: nothing answers at the host and port in {setting}"
