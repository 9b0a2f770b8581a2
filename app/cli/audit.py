"""`sip audit`: the audit log sealed, checked against its seals, and its checkpoints copied out of the database.

`verify` is for whoever answers for data protection: it needs the database, read, and the public keys, and changes
nothing. Its one line says what holds, or which segment of the log is not as it was sealed.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app import cli, keys
from app.cli.database import run
from app.domain.checkpoint import Checkpoint
from app.repositories.exported_seals import NAME, read
from app.services import pruning, seal_checking, sealing
from app.settings import Settings

app = typer.Typer(help="The audit log and its seals.", no_args_is_help=True)


def sealing_keys(settings: Settings) -> sealing.SealingKeys:
    try:
        return keys.load_sealing(settings)
    except keys.KeyFault as error:
        cli.fail(str(error))


@app.command()
def seal() -> None:
    """Seal all entries that are not sealed yet, and bring the exported copy up to date."""
    chosen = cli.settings_for_database()
    ours = sealing_keys(chosen)
    done = run(
        chosen, lambda begin: sealing.seal(begin, ours, chosen.seals, lambda: datetime.now(UTC), everything=True)
    )
    typer.echo(json.dumps({"sealed": done}))


@app.command()
def export() -> None:
    """Bring the exported copy of the checkpoints up to date; print the file, and the public key it is signed with."""
    chosen = cli.settings_for_database()
    ours = sealing_keys(chosen)
    written = run(chosen, lambda begin: sealing.export(begin, ours, chosen.seals))
    typer.echo(json.dumps({"file": str(chosen.seals / NAME), "written": written, "key": ours.key}))


@app.command()
def verify(
    exported: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Your copy of the checkpoints (default: ours).")
    ] = None,
    key: Annotated[
        list[str] | None, typer.Option(help="A public key that you trust; may be repeated (default: seal.key's).")
    ] = None,
) -> None:
    """Check every sealed entry against the seals, and these against the exported copy. Exit code 1: not so, or no copy
    is there: a log that was emptied, or whose end is cut off, is like any other then.
    """
    chosen = cli.settings_for_database()
    trusted = frozenset(key) if key else sealing_keys(chosen).ours
    ours = chosen.seals / NAME
    file = exported or (ours if ours.exists() else None)
    lines: Iterator[Checkpoint] = read(file) if file else iter(())
    held = run(chosen, lambda begin: seal_checking.check(begin, trusted, lines, datetime.now(UTC)))
    if not file and not held.segments:
        cli.fail(
            f"nothing is sealed ({held.unsealed} entries are not yet), and there is no exported copy: a log that was"
            " emptied is like this too"
        )
    if not file:
        cli.fail(
            "there is no exported copy, without which a log whose end is cut off looks whole: give --exported FILE"
        )
    until = f" up to {held.until:%Y-%m-%d %H:%M:%S}Z" if held.until else ""
    pruned = f"; {held.pruned} segments before them are pruned, each after five years" if held.pruned else ""
    typer.echo(
        f"{held.entries} entries in {held.segments - held.pruned} segments are as they were sealed{until}{pruned}; "
        f"the exported copy agrees up to segment {held.exported}; {held.unsealed} not yet sealed"
    )


@app.command()
def prune(
    before: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="A day at least five years ago; UTC.", show_default=False)
    ],
) -> None:
    """Remove the segments that are wholly from before that day. Seal and export first; the removal is logged."""
    chosen = cli.settings_for_database()
    ours = sealing_keys(chosen)
    day = before.replace(tzinfo=UTC)
    done = run(
        chosen, lambda begin: pruning.prune(begin, ours, chosen.seals, day, lambda: datetime.now(UTC)), by_owner=True
    )
    typer.echo(json.dumps({"segments": done.segments, "entries": done.entries}))
