"""Two worlds that are as unlike as can be in what is hidden: in the large one is very much of it.

The plan there has hundreds of rows that she is not shown, a mapping of many versions, and many denials about it, and
the database holds many other persons' plans.
"""

import random
from dataclasses import replace

from app.domain.representation import Readable
from app.http import minting
from tests.interference.worlds import BEGAN, Ask, Story, World, story
from tests.persons import Persons

SIZE = 30
AT = "2026-07-01T08:00:00Z"
HERS = ("plans", "plans/{mine}", "plans/{never}", "summonses", "consents", "accesses", "presence", "represented")
IN_HER_PLACE = (
    "represented",
    "represented/{reading}/plans",
    "represented/{reading}/consents",
    "represented/{mine}/plans",
    "represented/{reading}/accesses",
)


def asks(world: World, told: Story) -> dict[str, Ask]:
    settings, ring = world.service.settings, world.service.keys
    found = {}
    for in_her_place, paths in ((False, HERS), (True, IN_HER_PLACE)):
        number = told.reader if in_her_place else told.number
        token = minting.citizen(settings, ring, personnummer=number)
        headers = (("Authorization", f"Bearer {token}"), ("Sip-Development-Time", AT))
        for path in paths:
            ids = {"mine": told.plan.id, "reading": told.reading.id, "never": "00000000-0000-7000-8000-000000000000"}
            ask = Ask("GET", f"/citizen/v1/{path.format(**ids)}", headers, in_her_place)
            found[("in her place: " if in_her_place else "") + path] = ask
    return found


def unlike(worlds: tuple[World, World]) -> Story:
    """Lets one person live in both, of whom everything is shown; the second world is large in all that is not."""
    people, chance = Persons(), random.Random(20261127)
    told = next(
        one
        for one in (story(place, chance, people) for place in range(100))
        if one.stage == "shown" and not one.plan.person.protected and one.plan.annulled_at is None
    )
    reading = replace(told.reading, since=BEGAN.date(), until=None, ended_at=None, scope=tuple(Readable))
    told = replace(told, reading=reading)
    worlds[1].size = SIZE
    went = [world.live(told, world.others(1000, people)) for world in worlds]
    assert went[0] == went[1]
    return told
