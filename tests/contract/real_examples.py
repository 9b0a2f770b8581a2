"""The contracts' examples as they would be today, of a plan that there is."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

EXAMPLE_ID = "019a3f5e-7c1b-7d52-9a64-1f0c2b3d4e5f"
# When the examples play; everything in them is as far from now as it is from then.
THEN, DAY = datetime(2026, 3, 3, 10, 15, tzinfo=UTC), re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What an example's id is the id of, by the member that holds it.
NAMED = {
    "planId": "planId",
    "unitId": "units",
    "goalId": "goals",
    "guardianId": "guardian",
    "representationId": "representations",
    "recipients": "units",
    "concernsUnitId": "units",
    "reportedByUnitId": "own",
    "dependsOn": "interventions",
    "parentId": "goals",
    "partId": "goals",
    "invitationId": "invitation",
    "toId": "partner",
}


def real(value: Any, ids: Mapping[str, str], name: str = "") -> Any:
    """The example with the ids of that plan and its parts, its one version, now, a day to come."""
    if isinstance(value, dict):
        return {member: real(one, ids, member) for member, one in value.items()}
    if isinstance(value, list):
        return [real(one, ids, name) for one in value]
    if name == "planVersion":
        return 1
    if value == EXAMPLE_ID:
        # Whoever is not said to be another is the coordinator.
        return ids[NAMED.get(name, "coordinator")]
    return today(value) if isinstance(value, str) else value


def today(text: str) -> str:
    """The text, or the day or time that it says, moved to now."""
    since = datetime.now(UTC) - THEN
    if DAY.fullmatch(text):
        return str(date.fromisoformat(text) + timedelta(days=since.days))
    if DAY.fullmatch(text[:10]) and text.endswith("Z"):
        return (datetime.fromisoformat(text) + since).isoformat().replace("+00:00", "Z")
    return text
