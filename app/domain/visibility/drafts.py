"""What is a draft while a plan is revised (under revidering), and so waits; everything else is shown as it is now."""

from dataclasses import replace
from typing import Any

from app.domain.plan import Plan
from app.domain.visibility.decision import Shown
from app.domain.visibility.gates import row_shown
from app.domain.visibility.ledger import LEDGER
from app.domain.visibility.lookup import Lookup

# What is a draft while the plan is revised, and what is shown as it is now: every shown field of a plan is either.
DRAFTED = ("goals", "interventions", "follow_ups", "meetings")
DRAFTED_FIELDS = ("reason", "main_responsible_id", "overall_responsible", "first_follow_up_on")

AS_IT_IS_NOW = ("id", "status", "initiated_at", "coordinator_id", "established_at", "closed_at", "closing_reason")
AS_IT_IS_NOW += ("participants", "summonses", "invitations", "intervention_statuses")

_SHOWN = {name for name, entry in LEDGER[Plan].items() if isinstance(entry, Shown)}
if {*DRAFTED, *DRAFTED_FIELDS, *AS_IT_IS_NOW} != _SHOWN:
    raise RuntimeError("a field that nobody has decided about would be shown as a draft")


def as_adopted(plan: Plan, adopted: Plan) -> Plan:
    """The plan as it is shown while it is being revised: its drafts as they stood in the version that was adopted.

    What has been withheld since is withheld at once; what has come since waits until it is adopted.
    """
    values: dict[str, Any] = {name: getattr(adopted, name) for name in DRAFTED_FIELDS}
    lookup = Lookup.of(plan)
    for name in DRAFTED:
        still = {row.id for row in getattr(plan, name) if row_shown(lookup, row)}
        values[name] = tuple(row for row in getattr(adopted, name) if row.id in still)
    return replace(plan, **values)
