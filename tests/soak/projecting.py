"""Plans drawn at random, with a canary in every withheld value that can hold one, and what is made of them for her.

A drawn plan is put together, row by row, of many plans that differ in all that decides (`everything`): each row of it
comes from any of them. What may come out is told by `tests.domain.test_visibility`, apart from the gates.
"""

import random
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from app.domain.plan import PARTS, Plan
from app.domain.visibility import project, project_consents, project_summonses
from app.domain.visibility.drafts import as_adopted
from app.schemas.base import Wire
from app.schemas.citizen.consent import CitizenConsents
from app.schemas.citizen.plan import CitizenPlan
from app.schemas.citizen.summons import CitizenSummonses
from app.services import publishing
from tests.domain.canaries import SHAPE, Canary, planted
from tests.domain.everything import OTHER_GOAL, Flags, everything
from tests.domain.plans import GIVEN, LONG_GOAL, NOW, SUB_GOAL
from tests.domain.test_visibility import must_stay_hidden, row_may_be_seen

NAMES = {kind: name for name, kind in PARTS.items()}
SOURCES = 96  # plans that rows are taken from
BITS = 41
TEXT = re.compile(SHAPE.pattern.encode())
# How the days, instants and counts begin that only withheld values hold, and every number of staff: in no answer.
NEVER = (b'"17', b'"18', b'"19', b":7", b"SE23299900")
# A gate costs as much as a projection: the whole way to a stored copy is gone by one in so many.
THROUGH_THE_GATE = 20
# Of these a plan may have one row less than there is: nothing in it points at them.
SPARED = ("invitations", "offers", "summons_replies", "notes", "deviation_steps", "copies")


@dataclass(frozen=True, slots=True)
class Source:
    """One plan with canaries. `before` is the same without them, and `rows` its rows by collection."""

    before: Plan
    plan: Plan
    rows: dict[str, tuple[Any, ...]]


@cache
def sources() -> tuple[tuple[Source, ...], tuple[Canary, ...]]:
    """The plans that rows are taken from, and every canary, by its number; the same in every process."""
    chance, made, canaries = random.Random(1177), list[Source](), list[Canary]()
    for _ in range(SOURCES):
        parents = chance.choice([None, LONG_GOAL, OTHER_GOAL]), chance.choice([None, LONG_GOAL, SUB_GOAL, OTHER_GOAL])
        # Mostly shown: where all is withheld nothing could leak.
        bits = chance.getrandbits(BITS) & chance.getrandbits(BITS)
        before = everything(Flags(bits), parents)
        plan, found = planted(before, len(canaries))
        made.append(Source(before, plan, {name: getattr(plan, name) for name in PARTS}))
        canaries += found
    return tuple(made), tuple(canaries)


@dataclass(slots=True)
class Drawn:
    """A plan as it is stored, and the one that it revises; `adopted` is None where it revises none.

    `gated`: it takes the whole way, through the gate that says whether anything is shown; the rest is shown.
    """

    plan: Plan
    adopted: Plan | None
    gated: bool


def draw(chance: random.Random) -> Drawn:
    """One of very many plans."""
    gated, plan = chance.randrange(THROUGH_THE_GATE) == 0, _drawn(chance)
    if gated:
        # A withdrawn one shuts the gate for good: whatever else decides would never be asked.
        standing = tuple(replace(one, withdrawn_at=None, withdrawal_entered_at=None) for one in plan.consents)
        plan = replace(plan, approved_for_patient=chance.random() < 0.5, consents=standing)
    if chance.random() >= 0.2:
        return Drawn(plan, None, gated)
    return Drawn(replace(plan, revises=1), _drawn(chance), gated)


def _drawn(chance: random.Random) -> Plan:
    many, _ = sources()
    parts = {}
    for name in PARTS:
        width = len(many[0].rows[name])
        rows = [chance.choice(many).rows[name][place] for place in range(width)]
        if name in SPARED and chance.random() < 0.3:
            rows.pop(chance.randrange(width))
        parts[name] = tuple(rows)
    people = [one.id for one in parts["participants"]]
    # When it changed, and that nothing holds it back, decides whether it is shown at all; so does who she is.
    when = {"changed_at": GIVEN, "entered_at": GIVEN, "held_back_until": None, "revises": None}
    return replace(
        chance.choice(many).plan,
        person=chance.choice(many).plan.person,
        coordinator_id=chance.choice([*people, None]),
        main_responsible_id=chance.choice([*people, None]),
        **when,
        **parts,
    )


def projected(drawn: Drawn) -> tuple[bytes, bytes]:
    """The bytes of the plan that she would be answered with, and those of her consents and summonses."""
    plan = drawn.plan
    if drawn.gated:
        copies = [publishing.plan_copy(plan, drawn.adopted, NOW), publishing.consents_copy(plan, NOW)]
        copies.append(publishing.summonses_copy(plan, NOW))
        bodies = [b"" if one is None else one["body"] for one in copies]
        return bodies[0], b"\n".join(bodies[1:])
    shown = plan if drawn.adopted is None else as_adopted(plan, drawn.adopted)
    consents = {"planId": plan.id, "consents": project_consents(plan)}
    beside = [_body(CitizenConsents, consents), _body(CitizenSummonses, {"planId": plan.id} | project_summonses(plan))]
    return _body(CitizenPlan, project(shown)), b"\n".join(beside)


def _body(schema: type[Wire], document: dict[str, Any]) -> bytes:
    return schema.model_validate(document).model_dump_json(by_alias=True).encode()


@dataclass(slots=True)
class Found:
    """`leaked` counts the bytes of canaries that had to stay hidden; the rest shows that there was something to see."""

    projections: int = 0
    size: int = 0
    shown: int = 0
    planted: int = 0
    leaked: int = 0
    example: str = ""

    def __add__(self, other: "Found") -> "Found":
        return Found(
            self.projections + other.projections,
            self.size + other.size,
            self.shown + other.shown,
            self.planted + other.planted,
            self.leaked + other.leaked,
            self.example or other.example,
        )

    def look(self, drawn: Drawn) -> None:
        plan, beside = projected(drawn)
        self.projections += 1
        self.planted += len(sources()[1]) // SOURCES
        if plan and not drawn.plan.approved_for_patient:
            self._leak(plan)
        shown = drawn.plan if drawn.adopted is None else _told_as_adopted(drawn.plan, drawn.adopted)
        for body, of in ((plan, shown), (beside, drawn.plan)):
            self.size += len(body)
            for never in NEVER:
                if never in body:
                    self._leak(body[body.index(never) :][:12])
            for text in TEXT.findall(body):
                if _hidden(text, of):
                    self._leak(text)
                else:
                    self.shown += 1

    def _leak(self, what: bytes) -> None:
        self.leaked += len(what)
        self.example = self.example or what[:200].decode()


def _told_as_adopted(plan: Plan, adopted: Plan) -> Plan:
    """What she is shown while it is revised, told once more: as adopted, but for what has been withheld since."""
    parts: dict[str, tuple[Any, ...]] = {"meetings": adopted.meetings if plan.meetings else ()}
    for name in ("goals", "interventions", "follow_ups"):
        hidden = {one.id for one in getattr(plan, name) if not row_may_be_seen(plan, one)}
        parts[name] = tuple(
            replace(one, withheld_from_patient=True) if one.id in hidden else one for one in getattr(adopted, name)
        )
    return replace(plan, reason=adopted.reason, **parts)


def _hidden(text: bytes, of: Plan) -> bool:
    """Whether that canary must not come out: by the rules, or because its row is none of the plan's."""
    canary = sources()[1][int(text.split(b"-")[1])]
    if isinstance(canary.row, Plan):
        return canary.field != "reason" or of.reason != canary.value
    name = NAMES.get(type(canary.row))
    return name is None or not _stands(getattr(of, name), canary) or must_stay_hidden(of, canary)


def _stands(rows: tuple[Any, ...], canary: Canary) -> bool:
    """Whether the row that holds it is one of them."""
    row = next((one for one in rows if one.id == canary.row.id), None)
    value = getattr(row, canary.field, None)
    return bool(value == canary.value or (isinstance(value, tuple) and canary.value in value))


def tried(seed: int, count: int) -> Found:
    """So many projections, the same ones for the same seed."""
    chance, found = random.Random(seed), Found()
    for _ in range(count):
        found.look(draw(chance))
    return found
