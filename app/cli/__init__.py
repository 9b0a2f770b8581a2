"""The command line, `sip`. Exit codes: 0 done, 1 it did not work (one line on stderr says why), 2 wrong usage.

Whatever needs the whole service imports it when it is called: that takes longer than most commands do.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import httpx
import typer
from pydantic import ValidationError

from app import cases, keys
from app.cli import audit, calendars, contracts, database, documents, erasing, faults, key_files, sandbox
from app.cli.bearer import Kind, mistake
from app.engines import address, make_file
from app.http import minting
from app.repositories.migrations import migrate as run_migrations
from app.services.republishing import republish_all
from app.services.transaction import Begin
from app.settings import Settings

app = typer.Typer(
    name="sip",
    help="SIP: samordnad individuell plan, mellan region, kommun och den enskilde. Settings: SIP_… in the environment.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
case_app = typer.Typer(help="Example plans in JSON.", no_args_is_help=True)
app.add_typer(case_app, name="case")
app.add_typer(contracts.app, name="openapi")
app.add_typer(audit.app, name="audit")
app.add_typer(key_files.app, name="keys")
app.add_typer(calendars.app, name="calendars")
app.command()(erasing.erase)
app.command(name="sandbox")(sandbox.serve)

ROOT = Path(__file__).parents[2]


def fail(why: str, code: int = 1) -> NoReturn:
    typer.echo(f"sip: {why}", err=True)
    raise typer.Exit(code)


def settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        named = "; ".join(
            f"SIP_{str(one['loc'][0]).upper()}: {one['msg']}" for one in error.errors(include_input=False)
        )
        fail(named)


def settings_for_database() -> Settings:
    chosen = settings()
    if wrong := faults.bad_address(chosen):
        fail(wrong)
    return chosen


def settings_of_development() -> Settings:
    """Asked before the keys: in production it is the mode that is wrong, and not a key file that is missing."""
    chosen = settings()
    if not chosen.development:
        fail("tokens are made in development mode only; set SIP_MODE=development")
    return chosen


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (default: SIP_HOST, or 127.0.0.1).")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on (default: SIP_PORT, or 8000).")
    ] = None,
    api: Annotated[str, typer.Option(help="Which API to serve: both, journal or citizen.")] = "both",
    relay: Annotated[
        bool | None, typer.Option("--relay/--no-relay", help="Send webhooks too (default: SIP_RELAY, or yes).")
    ] = None,
) -> None:
    """Serve the APIs until stopped."""
    from app.cli import serving

    if api not in ("both", "journal", "citizen"):
        raise typer.BadParameter("both, journal or citizen", param_hint="--api")
    asked = {"host": host, "port": port, "relay": relay}
    given = {name: value for name, value in asked.items() if value is not None}
    if why := serving.serve(settings().model_copy(update=given), api):  # type: ignore[arg-type]
        fail(why)


@app.command(name="relay")
def send_webhooks() -> None:
    """Send webhooks until stopped: several may run, beside servers that do it too or not (sip serve --no-relay)."""
    from app.cli import relaying

    chosen = settings_for_database()
    try:
        ring = keys.load(chosen)
    except keys.KeyFault as error:
        fail(str(error))
    if why := relaying.send(chosen, ring):
        fail(why)


@app.command()
def migrate() -> None:
    """Bring the database to the present schema; safe to run again."""
    chosen = settings_for_database()
    try:
        make_file(chosen)
        run_migrations(address(chosen))
    except Exception as error:
        fail(f"not migrated: {faults.why(error, chosen) or type(error).__name__}")


@app.command()
def token(
    kind: Annotated[Kind, typer.Option(help="Who it is for.")],
    unit: Annotated[str | None, typer.Option(help="The unit's HSA-id: staff's, or a system's.")] = None,
    person: Annotated[str | None, typer.Option(help="Staff: the person's HSA-id.")] = None,
    personnummer: Annotated[str | None, typer.Option(help="Citizen: twelve digits.")] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option(help="May be repeated (default: journal:read, journal:write; citizen:read; events:read)."),
    ] = None,
    purpose: Annotated[
        str | None, typer.Option(help="Staff: the purpose of use (default: Vård och behandling).")
    ] = None,
) -> None:
    """Print an access token for 15 minutes, and nothing else. Development mode only (SIP_MODE=development)."""
    chosen = settings_of_development()
    if wrong := mistake(kind, unit, person, personnummer, scope or [], purpose):
        fail(wrong, 2)
    given = {"scopes": scope, "purpose": purpose}
    more: dict[str, Any] = {name: value for name, value in given.items() if value}
    try:
        ring = keys.load(chosen)
        match kind:
            case Kind.STAFF:
                made = minting.staff(chosen, ring, person=str(person), unit=str(unit), **more)
            case Kind.CITIZEN:
                made = minting.citizen(chosen, ring, personnummer=str(personnummer), **more)
            case Kind.SYSTEM:
                made = minting.system(chosen, ring, units=[unit] if unit else [], **more)
    except (minting.MintingFault, keys.KeyFault) as error:
        fail(str(error))
    if kind is Kind.SYSTEM and unit is None:
        typer.echo("this token names no units, so it has nothing to read; give --unit", err=True)
    typer.echo(made)


@case_app.command(name="load")
def load_cases(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Case files.")],
    base_url: Annotated[str, typer.Option(help="Where the service is, such as http://127.0.0.1:8000.")],
) -> None:
    """Play cases through the API as their staff would, each step at its own time; print a JSON line for each.

    The service must be in development mode and share its keys with this command. A case that is there already is
    reported and not doubled. Exit code 1 if any case met a problem.
    """
    chosen = settings_of_development()
    failed = False
    with httpx.Client(base_url=base_url, timeout=30, trust_env=False) as client:
        try:
            ring = keys.load(chosen)
            for path in files:
                case = json.loads(path.read_text())
                answer = cases.load(
                    case, client, lambda person, unit: minting.staff(chosen, ring, person=person, unit=unit)
                )
                failed |= "problem" in answer
                typer.echo(json.dumps(answer, ensure_ascii=False))
        except (minting.MintingFault, keys.KeyFault) as error:
            fail(str(error))
        except (json.JSONDecodeError, KeyError) as error:
            fail(f"{path}: not a case ({type(error).__name__})")
        except httpx.TransportError as error:
            fail(f"{base_url} does not answer ({type(error).__name__})")
    if failed:
        raise typer.Exit(1)


@app.command(name="documents")
def write_documents(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a table differs.")] = False,
) -> None:
    """Put the tables of documentation/ in anew, made from the code that decides."""
    for path, text in documents.stale(ROOT / "documentation").items():
        if check:
            fail(f"{path} differs from the code; run: sip documents")
        path.write_text(text)
        typer.echo(path)


@app.command()
def republish() -> None:
    """Make every citizen's mirror, who has reach and what is due anew, after the rules have changed.

    Interrupted, run it again.
    """
    chosen = settings_for_database()
    try:
        ring = keys.load(chosen)
    except keys.KeyFault as error:
        fail(str(error))

    async def work(begin: Begin) -> int:
        done = 0
        async for done in republish_all(begin, ring, lambda: datetime.now(UTC)):
            typer.echo(f"{done} mirrors", err=True)
        return done

    typer.echo(json.dumps({"republished": database.run(chosen, work, "not republished")}))
