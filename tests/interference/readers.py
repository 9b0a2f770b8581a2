"""Who reads for her in two worlds: one reader who asks, the same in both, and all that differs around her.

What decides what the reader is shown is the same: who she is, as what, of what, from when and until when. By whom it
was entered and why, who else reads for the person and of what, and what the same reader could read once and may no
more, is told to nobody by that API, and differs.
"""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from app.domain.plan import Plan
from app.domain.representation import Readable, Representation, RepresentativeKind
from tests.interference.hidden import word

# Of an adult: for a child the guardians' consents would have to be drawn too, and age decides.
KINDS = (RepresentativeKind.AUTHORISED, RepresentativeKind.ADMINISTRATOR, RepresentativeKind.LEGAL_GUARDIAN)
LONG_AGO = date(2012, 5, 1)  # before any time that is asked about


def drawn(place: int, began: datetime, chance: random.Random) -> Representation:
    """What is the same in both worlds. The key is put in where there is a ring to make it with."""
    since = began.date() + timedelta(days=chance.choice([-100, -100, 10]))
    until = chance.choice([None, None, began.date() + timedelta(days=chance.randrange(20, 400))])
    return Representation(
        id=UUID(int=(place + 1) << 80 | 5_000 << 40),
        entered_at=began,
        kind=chance.choice(KINDS),
        reader_key="",
        sealed_number="",
        scope=tuple(chance.sample(list(Readable), chance.choice([2, 3, 4, 4]))),
        since=since,
        until=until,
        ended_at=chance.choice([None, None, None, began + timedelta(days=60)]),
        reason="x",
        registered_by_id=UUID(int=0),
    )


def registered(plan: Plan, drawn: Representation, key: str, chance: random.Random) -> tuple[Plan, list[UUID]]:
    """The plan with that reader, and with what she could read before: those ids are of one world alone."""
    people = [one.id for one in plan.participants]
    hers = replace(drawn, reader_key=key, sealed_number=word(chance), reason=word(chance))
    hers = replace(hers, registered_by_id=chance.choice(people), entered_at=drawn.entered_at - timedelta(minutes=1))
    over = [
        replace(
            hers,
            id=UUID(int=chance.getrandbits(128)),
            kind=chance.choice(KINDS),
            scope=tuple(Readable),
            since=LONG_AGO,
            until=LONG_AGO + timedelta(days=chance.randrange(100)),
        )
        for _ in range(chance.randrange(3))
    ]
    return replace(plan, representations=(*plan.representations, hers, *over)), [one.id for one in over]
