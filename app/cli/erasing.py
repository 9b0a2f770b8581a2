"""`sip erase`: plans erased where the law allows it, in two steps: look first, then confirm just that."""

import json
import sys
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer

from app import cli, keys
from app.cli.database import run
from app.domain.erasure import ErasureGround
from app.domain.personnummer import born
from app.domain.refusal import Invalid
from app.services import erasing
from app.services.erasing import Asked, Prospect
from app.services.transaction import Begin


def _now() -> datetime:
    return datetime.now(UTC)


def erase(
    ground: Annotated[ErasureGround, typer.Option(help="A decision by IVO, or thinning after ten years.")],
    decision: Annotated[str, typer.Option(help="The decision's diary number; it stays in the audit log.")],
    plans: Annotated[list[UUID] | None, typer.Argument(help="The plans' ids.", show_default=False)] = None,
    person: Annotated[
        bool, typer.Option("--person", help="All plans of one person, whose number is read from standard input.")
    ] = False,
    confirm: Annotated[str, typer.Option(help="The code that the first run printed; without it nothing goes.")] = "",
) -> None:
    """Erase plans with all their history, and the person's number with the last of them. The audit log stays.

    Without --confirm nothing is changed: what would go is told, with the code that confirms it. That a number was
    asked about is in the audit log.
    """
    if bool(plans) == person:
        raise typer.BadParameter("either the plans' ids, or --person", param_hint="PLANS")
    chosen = cli.settings_for_database()
    try:
        ring = keys.load(chosen)
        # Never an argument: those are seen by every user of the computer, and kept by the shell.
        number = sys.stdin.readline(64).strip() if person else ""
        if person:
            born(number)
    except keys.KeyFault as error:
        cli.fail(str(error))
    except Invalid:
        cli.fail("what standard input holds is not a personnummer of twelve digits", 2)

    async def work(begin: Begin) -> Prospect:
        ids = await erasing.of_number(begin, ring, number, decision, _now) if person else tuple(plans or ())
        asked = Asked(ids, ground, decision, confirm)
        step = erasing.erase if confirm else erasing.prospect
        return await step(begin, ring, asked, _now)

    seen = run(chosen, work, by_owner=True)
    told = {"plans": seen.plans, "rows": seen.rows, "readsInOthersPlans": seen.reads_elsewhere}
    typer.echo(json.dumps({"erased": True} | told if confirm else {"erased": False} | told | {"confirm": seen.code}))
