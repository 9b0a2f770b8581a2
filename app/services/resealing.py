"""Rotation of the key that numbers are sealed with: what another key than the first has sealed is sealed by the first.

It runs beside the service: a few values in each transaction, and what is a plan's under the plan's lock. Interrupted it
is begun again, and done again it does nothing. That a key is no longer needed is said only of what has been looked
through once more, from the beginning, after the last change.
"""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from app.domain.auditing import Kind
from app.number_keys import NumberKeys
from app.repositories import audit, sealed_values
from app.repositories.sealed_values import Key, Place
from app.services.audit import by_command
from app.services.transaction import Begin, Now

AT_ONCE = 200


@dataclass(slots=True)
class Resealed:
    """`moved` values are sealed anew; `lines`: how many each line of `numbers.keys` has sealed, 0 for none of them."""

    moved: int = 0
    lines: Counter[int] = field(default_factory=Counter)

    @property
    def lost(self) -> int:
        """How many no key opens."""
        return self.lines[0]


async def reseal(begin: Begin, keys: NumberKeys, now: Now) -> AsyncIterator[Resealed]:
    """Yields what has been done after each batch; what it yields last is what stands, counted in a pass of its own."""
    done = Resealed()
    for place in sealed_values.places():
        async for batch in _batches(begin, place):
            old = [(key, sealed) for key, sealed in batch if keys.line(sealed) not in (1, None)]
            done.moved += await _move(begin, keys, place, old)
            yield done
    if done.moved:
        async with begin() as connection:
            entry = by_command("sip:keys.rotate", Kind.WRITE, "sip keys rotate", "Nyckelbyte", now)
            await audit.add(connection, [entry])
    for place in sealed_values.places():
        async for batch in _batches(begin, place):
            done.lines.update(keys.line(sealed) or 0 for _, sealed in batch)
    yield done


async def _batches(begin: Begin, place: Place) -> AsyncIterator[list[tuple[Key, str]]]:
    after: Key | None = None
    while True:
        async with begin() as connection:
            batch = await sealed_values.page(connection, place, after, AT_ONCE)
        yield batch
        if len(batch) < AT_ONCE:
            return
        after = batch[-1][0]


async def _move(begin: Begin, keys: NumberKeys, place: Place, old: list[tuple[Key, str]]) -> int:
    """Whoever holds one row, or plan, and waits for another could wait for somebody who waits for her: so of those that
    are nobody's many are moved at once, and one that is somebody's, or a plan's, by itself.
    """
    moved, rest = 0, old
    if not place.of_a_plan and old:
        async with begin() as connection:
            free = await sealed_values.take(connection, place, [key for key, _ in old])
            for key, sealed in old:
                if key in free:
                    moved += await sealed_values.put(connection, place, key, sealed, keys.moved(sealed))
        rest = [(key, sealed) for key, sealed in old if key not in free]
    for key, sealed in rest:
        async with begin() as connection:
            if place.of_a_plan:
                await sealed_values.hold(connection, place, key)
            moved += await sealed_values.put(connection, place, key, sealed, keys.moved(sealed))
    return moved
