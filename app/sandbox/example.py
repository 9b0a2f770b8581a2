"""The plan that is played: the demonstration's discharge, about a person of the sandbox's, moved to these days."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.sandbox.persons import name, nth

CASE = Path(__file__).parents[2] / "demo" / "cases" / "elsa-hemgang.json"
# Whoever coordinates it, and who was let in: they read every plan of the sandbox.
UNIT, PERSON = "SE2329990015-E000000001001", "SE2329990015-P000000005001"
_DAY = re.compile(r'"(\d{4}-\d\d-\d\d)(?=[T"])')


def case(n: int, today: date) -> dict[str, Any]:
    """The n-th person's, followed up a week ago."""
    text = CASE.read_text()
    held = date.fromisoformat(json.loads(text)["followUps"][0]["heldAt"][:10])
    moved = today - timedelta(days=7) - held
    made: dict[str, Any] = json.loads(_DAY.sub(lambda day: f'"{date.fromisoformat(day[1]) + moved}', text))
    made["id"] = f"sandbox-{n}"
    made["person"] |= {"personnummer": nth(n), "name": name(n)}
    return made
