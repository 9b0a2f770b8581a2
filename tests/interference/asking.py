"""What a citizen, or somebody in her place, asks: good requests, bad ones, and requests for what is not hers."""

import random
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from app.http import minting
from tests.interference.worlds import BEGAN, Ask, Story
from tests.service import Service

PATHS = ("plans", "plans/{mine}", "summonses", "consents", "accesses", "accesses?page={page}", "presence") * 3
PATHS += ("accesses?page={page}&limit={limit}", "plans/{other}", "plans/{never}", "plans/x", "api-info", "nowhere")
PATHS += ("plans?page=1", "accesses?limit=0", "accesses?limit={mine}", "plans/{mine}/goals", "plans/{mine}/mapping")
METHODS = ("GET",) * 40 + ("HEAD", "POST", "PUT", "DELETE", "OPTIONS")


def transcript(
    service: Service, told: Story, foreign: Sequence[UUID], tags: Sequence[str], chance: random.Random, count: int
) -> list[Ask]:
    """`foreign`: ids of others' plans, of either world; `tags`: what she has been given before."""
    settings, ring = service.settings, service.keys
    mine = minting.citizen(settings, ring, personnummer=told.number)
    without = minting.citizen(settings, ring, personnummer=told.number, scopes=())
    system = minting.system(settings, ring)
    tokens = [mine] * 20 + [without, system, mine[:-4] + "AAAA", None]
    asked = []
    for _ in range(count):
        values = {"mine": told.plan.id, "other": chance.choice(foreign), "never": UUID(int=chance.getrandbits(128))}
        path = chance.choice(PATHS).format(page=chance.randrange(8), limit=chance.randrange(1, 30), **values)
        headers = [("Sip-Development-Time", _at(chance)), ("Accept-Language", chance.choice(["sv", "en", "fr"]))]
        if token := chance.choice(tokens):
            headers.append(("Authorization", f"Bearer {token}"))
        if chance.random() < 0.2:
            headers.append(("If-None-Match", chance.choice([*tags, "*", '"x"', "x"])))
        if chance.random() < 0.05:
            headers.append(("Accept", chance.choice(["text/html", "application/json", "*/*;q=0"])))
        asked.append(Ask(chance.choice(METHODS), f"/citizen/v1/{path}", tuple(headers)))
    return asked


def _at(chance: random.Random) -> str:
    """Mostly around the time when things happened; now and then years away from it."""
    days = chance.choice([chance.uniform(-5, 120), chance.uniform(-2000, 2000), 21])
    return f"{BEGAN + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"
