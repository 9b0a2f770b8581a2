"""`sip sandbox`: a server for integrators' own tests, migrated, filled and served by one command."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from app import cli, keys
from app.cli import faults
from app.engines import address, make_file
from app.http.binding import BindingFault, require_loopback
from app.repositories.migrations import migrate
from app.sandbox.persons import MOST, nth
from app.settings import Settings

FOLDER = Path("data") / "sandbox"
_TOLD = """\
The sandbox has {plans} plans; {made} of them are new. In this folder:
  staff, of every plan:  {sip} token --kind staff --unit {unit} --person {person}
  a citizen:             {sip} token --kind citizen --personnummer {number}
  a system:              {sip} token --kind system --unit {unit}
Its clock: PUT /sandbox/clock, failures: PUT /sandbox/faults (documentation/sandbox.md)."""


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on, loopback only.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port (default: SIP_PORT, or 8000).")] = None,
    plans: Annotated[int, typer.Option(min=0, max=MOST - 1, help="How many made-up plans there are to be.")] = 5,
) -> None:
    """Serve made-up plans, with a clock that can be set and failures on request, for integrators' own tests.

    Development mode only (SIP_MODE=development). Data stays in data/sandbox, or SIP_DATA_DIR. Run again, it tops up.
    """
    from app.cli import serving
    from app.sandbox import example
    from app.sandbox.building import build
    from app.sandbox.filling import NotFilled, fill

    chosen = _settings({"host": host, "port": port})
    try:
        make_file(chosen)
        migrate(address(chosen))
        made = fill(chosen, keys.load(chosen), plans, lambda left: typer.echo(f"{left} plans to make", err=True))
    except (keys.KeyFault, NotFilled) as error:
        cli.fail(str(error))
    except FileNotFoundError:
        cli.fail("the example plan (demo/cases) is not here; run it where the source is")
    except Exception as error:
        cli.fail(f"not filled: {faults.why(error, chosen) or type(error).__name__}")
    sip = f"SIP_MODE=development SIP_DATA_DIR={shlex.quote(str(chosen.data_dir))} .venv/bin/sip"
    told = {"plans": plans, "made": made, "sip": sip, "unit": example.UNIT, "person": example.PERSON, "number": nth(1)}
    typer.echo(_TOLD.format(**told))
    if why := serving.serve(chosen, "both", build):
        cli.fail(why)


def _settings(asked: dict[str, object]) -> Settings:
    """As everywhere; but in production refused before anything is made, and with a data directory of its own."""
    chosen = cli.settings_for_database()
    if not chosen.development:
        cli.fail("the sandbox is there in development mode only; set SIP_MODE=development")
    own = {} if "data_dir" in chosen.model_fields_set else {"data_dir": FOLDER}
    chosen = chosen.model_copy(update=own | {key: value for key, value in asked.items() if value is not None})
    try:
        require_loopback(chosen)
    except BindingFault as error:
        cli.fail(str(error))
    return chosen
