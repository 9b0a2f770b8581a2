"""`sip keys`: the key files made, and the key that numbers are sealed with rotated while the service runs."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from app import cli, keys
from app.cli.database import run
from app.services.resealing import Resealed, reseal
from app.services.transaction import Begin

app = typer.Typer(help="The key files that production needs, made where they are absent; and rotated.")


@app.callback(invoke_without_command=True)
def make(context: typer.Context) -> None:
    """Make the three key files that production needs, where they are absent. Never overwrites one."""
    if context.invoked_subcommand:
        return
    try:
        made = keys.make_keys(cli.settings())
    except (keys.KeyFault, OSError) as error:
        cli.fail(str(error))
    for path in made:
        typer.echo(path)


@app.command()
def add() -> None:
    """Put a new key on the first line of numbers.keys: it seals from then on. Then restart the service, and rotate."""
    try:
        typer.echo(keys.add_number_key(cli.settings()))
    except keys.KeyFault as error:
        cli.fail(str(error))


@app.command()
def rotate(quiet: Annotated[bool, typer.Option("--quiet", help="No line for each thousand values.")] = False) -> None:
    """Seal everything that an older line of numbers.keys has sealed with its first; say which lines nothing needs.

    It may run while the service does, be interrupted and be run again. Exit code 1 if something opens with no line.
    """
    chosen = cli.settings_for_database()
    try:
        ring = keys.load_numbers(chosen)
    except keys.KeyFault as error:
        cli.fail(str(error))

    async def work(begin: Begin) -> Resealed:
        done, told = Resealed(), 0
        async for done in reseal(begin, ring, lambda: datetime.now(UTC)):
            if not quiet and done.moved // 1000 > told:
                told = done.moved // 1000
                typer.echo(f"{done.moved} sealed anew", err=True)
        return done

    done = run(chosen, work)
    lines = {str(number): done.lines[number] for number in range(1, len(ring) + 1)}
    unneeded = [int(number) for number, sealed in lines.items() if number != "1" and not sealed]
    typer.echo(json.dumps({"sealedAnew": done.moved, "sealedByLine": lines, "linesNotNeeded": unneeded}))
    if done.lost:
        cli.fail(
            f"{done.lost} sealed values can be opened with no line of numbers.keys; restore the line that is missing"
        )
