"""`sip calendars`: the secret addresses of a person's calendars, ended by the operator when she has left."""

import json
import re
from datetime import UTC, datetime
from typing import Annotated

import typer

from app import cli
from app.cli.database import run
from app.domain.calendar import Ended
from app.domain.hsa_id import HSA_ID
from app.services import calendars

app = typer.Typer(help="The secret addresses of calendars.")


@app.callback()
def addresses() -> None:
    """Only the operator can tell the service that somebody has left."""


@app.command()
def end(
    person: Annotated[str, typer.Argument(help="The HSA-id of whoever made them.", metavar="HSA-ID")],
    reason: Annotated[Ended, typer.Option(help="She has left, or an address is in the wrong hands.")],
) -> None:
    """End every calendar address of a person's at once, at all her units; print how many. It is logged.

    She can make no more when her last token is over: run it again after a quarter of an hour.
    """
    if not re.fullmatch(HSA_ID, person):
        raise typer.BadParameter("an HSA-id: SE, ten digits, a hyphen, capital letters and digits", param_hint="HSA-ID")
    chosen = cli.settings_for_database()
    done = run(chosen, lambda begin: calendars.end_all(begin, person, reason, lambda: datetime.now(UTC)))
    typer.echo(json.dumps({"ended": done}))
