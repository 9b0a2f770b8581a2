"""Plays a case (an example plan in JSON) through the journal API, as its staff would, each step at its own time.

This is a client: it knows the API's addresses and nothing of what is behind them. Every request carries the case's
time in `Sip-Development-Time`, so the service must be in development mode, and nothing is left to put back afterwards:
a request without the header is answered as of now.
"""

from typing import Any

import httpx

from app.cases.desk import Case, Problem, Token
from app.cases.player import Player

__all__ = ["Case", "Player", "Problem", "Token", "load"]


def load(case: Case, client: httpx.Client, token: Token) -> dict[str, Any]:
    """Plays the case unless it is there already. One flat answer: case, planId, status; or where it stopped and why."""
    player = Player(case, client, token)
    ends = "closed" if "withdrawal" in case else "established"
    try:
        already = player.loaded()
        if already is None:
            for _ in player.play():
                pass
        plan = already or player.now()
    except Problem as problem:
        return {"case": case["id"], "planId": player.plan_id or None, "step": problem.step, "problem": problem.document}
    answer = {"case": case["id"], "planId": plan["id"], "status": plan["status"], "already": already is not None}
    if plan["status"] != ends:
        answer["problem"] = f"the case ends as {ends}; it was loaded in part"
    return answer
