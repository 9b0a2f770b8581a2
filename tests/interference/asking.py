"""What a citizen, or somebody in her place, asks: good requests, bad ones, and requests for what is not hers."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from app.http import minting
from tests.interference.worlds import BEGAN, Ask, Story
from tests.service import Service

PATHS = ("plans", "plans/{mine}", "summonses", "consents", "accesses", "accesses?page={page}", "presence") * 3
PATHS += ("accesses?page={page}&limit={limit}", "plans/{other}", "plans/{never}", "plans/x", "api-info", "nowhere")
PATHS += ("plans?page=1", "accesses?limit=0", "accesses?limit={mine}", "plans/{mine}/goals", "plans/{mine}/mapping")
PATHS += ("represented", "represented/{reading}/plans", "represented/{reading}/accesses")
FOR_HER = "represented/{reading}/"
PATHS_FOR_HER = ("represented", *(FOR_HER + what for what in ("plans", "summonses", "consents", "accesses"))) * 4
PATHS_FOR_HER += (FOR_HER + "accesses?page={page}&limit={limit}", FOR_HER + "accesses?limit=0", FOR_HER + "goals")
PATHS_FOR_HER += ("represented/{over}/plans", "represented/{over}/accesses", "represented/{never}/consents")
PATHS_FOR_HER += ("represented/x/plans", "represented/{mine}/plans", "represented/{reading}", "represented?page=1")
PATHS_FOR_HER += ("presence", "plans", "plans/{mine}", "accesses", "consents")
METHODS = ("GET",) * 40 + ("HEAD", "POST", "PUT", "DELETE", "OPTIONS")


@dataclass
class Foreign:
    """Ids of either world: of others' plans, and of representations that never were or have ended."""

    plans: list[UUID] = field(default_factory=list)
    readings: list[UUID] = field(default_factory=list)


def transcript(
    service: Service, told: Story, foreign: Foreign, tags: Sequence[str], chance: random.Random, count: int
) -> list[Ask]:
    """What is asked by whoever reads for her, a third of it, and then by herself. `tags`: what was given before."""
    in_her_place = [_ask(service, told, foreign, tags, chance, in_her_place=True) for _ in range(count // 3)]
    return in_her_place + [_ask(service, told, foreign, tags, chance) for _ in range(count - count // 3)]


def _ask(
    service: Service,
    told: Story,
    foreign: Foreign,
    tags: Sequence[str],
    chance: random.Random,
    *,
    in_her_place: bool = False,
) -> Ask:
    values = {"mine": told.plan.id, "other": chance.choice(foreign.plans), "never": UUID(int=chance.getrandbits(128))}
    values |= {"reading": told.reading.id, "over": chance.choice(foreign.readings)}
    paths = PATHS_FOR_HER if in_her_place else PATHS
    path = chance.choice(paths).format(page=chance.randrange(8), limit=chance.randrange(1, 30), **values)
    headers = [("Sip-Development-Time", _at(chance)), ("Accept-Language", chance.choice(["sv", "en", "fr"]))]
    if token := _token(service, told.reader if in_her_place else told.number, chance):
        headers.append(("Authorization", f"Bearer {token}"))
    if chance.random() < 0.2:
        headers.append(("If-None-Match", chance.choice([*tags, "*", '"x"', "x"])))
    if chance.random() < 0.05:
        headers.append(("Accept", chance.choice(["text/html", "application/json", "*/*;q=0"])))
    return Ask(chance.choice(METHODS), f"/citizen/v1/{path}", tuple(headers), in_her_place)


def _token(service: Service, number: str, chance: random.Random) -> str | None:
    """Mostly a good one."""
    settings, ring = service.settings, service.keys
    kind = chance.choice(["good"] * 20 + ["without a scope", "system", "broken", "none"])
    if kind == "none":
        return None
    if kind == "system":
        return minting.system(settings, ring)
    good = minting.citizen(
        settings, ring, personnummer=number, scopes=("citizen:read",) if kind != "without a scope" else ()
    )
    return good[:-4] + "AAAA" if kind == "broken" else good


def _at(chance: random.Random) -> str:
    """Mostly around the time when things happened; now and then years away from it."""
    days = chance.choice([chance.uniform(-5, 120), chance.uniform(-2000, 2000), 21])
    return f"{BEGAN + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"
