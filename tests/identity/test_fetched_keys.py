"""When keys behind an address are fetched, how long they hold, and who waits for whom."""

import asyncio
import time
from typing import Any

from app.http import jwks
from app.http.jwks import FetchedKeys

from .fetching import ALGORITHMS, NEW, OLD, Clock, away, find
from .key_server import KeyServer


def test_keys_are_fetched_once_in_five_minutes(server: KeyServer, keys: FetchedKeys, clock: Clock) -> None:
    assert server.asked == 0, "not before they are needed"
    assert find(keys, "old") == ["old"]
    clock.now += 299.9
    assert find(keys, "old") == ["old"] and server.asked == 1
    clock.now += 0.2
    assert find(keys, "old") == ["old"] and server.asked == 2


def test_all_who_wait_share_one_fetch(server: KeyServer, keys: FetchedKeys) -> None:
    server.pause = 0.2
    assert find(keys, *["old"] * 50) == ["old"] * 50
    assert server.asked == 1


def test_an_unknown_kid_is_asked_for_once_in_thirty_seconds(server: KeyServer, keys: FetchedKeys, clock: Clock) -> None:
    find(keys, "old")
    assert find(keys, "new") == [None] and server.asked == 2
    server.says({"keys": [OLD, NEW]})
    clock.now += 29.9
    assert find(keys, *[f"k{number}" for number in range(50)], "new") == [None] * 51 and server.asked == 2
    clock.now += 0.2
    assert find(keys, "new", "old") == ["new", "old"] and server.asked == 3


def test_a_new_key_is_found_at_once(server: KeyServer, keys: FetchedKeys) -> None:
    find(keys, "old")
    server.says({"keys": [NEW]})
    assert find(keys, "new") == ["new"]
    assert find(keys, "old") == [None], "and the one that is withdrawn is gone"


def test_a_withdrawn_key_is_gone_after_five_minutes(server: KeyServer, keys: FetchedKeys, clock: Clock) -> None:
    find(keys, "old")
    server.says({"keys": [NEW]})
    clock.now += 300
    assert find(keys, "old") == [None]


def test_keys_hold_for_a_day_while_the_issuer_is_away(server: KeyServer, keys: FetchedKeys, clock: Clock) -> None:
    find(keys, "old")
    server.status = 500
    clock.now += 300
    assert find(keys, "old") == ["old"] and server.asked == 2
    clock.now += 29.9
    assert find(keys, *["old"] * 20) == ["old"] * 20 and server.asked == 2, "it is not asked again at once"
    clock.now += 0.2
    assert find(keys, "old") == ["old"] and server.asked == 3
    (unknown,) = find(keys, "new")
    assert away(unknown), "whether there is such a key, nobody can say now"
    clock.now = 1_000.0 + 86_399.9
    assert find(keys, "old") == ["old"]
    clock.now = 1_000.0 + 86_400
    assert away(find(keys, "old")[0])
    server.status = 200
    clock.now += 30
    assert find(keys, "old") == ["old"]


def test_without_any_key_nothing_is_believed(server: KeyServer, keys: FetchedKeys, clock: Clock) -> None:
    server.status = 503
    assert away(find(keys, "old")[0]) and server.asked == 1
    clock.now += 20
    (again,) = find(keys, "old")
    assert away(again) and again.retry_after == 10 and server.asked == 1
    server.status = 200
    clock.now += 10
    assert find(keys, "old") == ["old"]


def test_an_issuer_that_is_not_there(clock: Clock) -> None:
    with KeyServer() as gone:
        address = gone.address
    assert away(find(FetchedKeys(address, ALGORITHMS, clock), "old")[0])


def test_who_leaves_does_not_take_the_fetch_with_her(server: KeyServer, keys: FetchedKeys) -> None:
    server.pause = 0.3

    async def ask() -> Any:
        first = asyncio.create_task(keys.find("old"))
        second = asyncio.create_task(keys.find("old"))
        await asyncio.sleep(0.1)
        first.cancel()
        return await second

    assert asyncio.run(ask()).kid == "old" and server.asked == 1


def test_the_bounds() -> None:
    bounds = jwks.FETCH_SECONDS, jwks.FRESH_SECONDS, jwks.PAUSE_SECONDS, jwks.STALE_SECONDS, jwks.MOST_BYTES
    assert bounds == (2, 5 * 60, 30, 24 * 60 * 60, 256 * 1024)


def test_one_issuer_that_hangs_holds_no_other_up(server: KeyServer, clock: Clock) -> None:
    with KeyServer() as hanging:
        hanging.pause = 5
        slow, quick = FetchedKeys(hanging.address, ALGORITHMS, clock), FetchedKeys(server.address, ALGORITHMS, clock)

        async def ask() -> tuple[Any, float, BaseException | None]:
            waiting = asyncio.create_task(slow.find("old"))
            await asyncio.sleep(0.05)
            began = time.monotonic()
            found = await quick.find("old")
            took = time.monotonic() - began
            await asyncio.wait([waiting])
            return found, took, waiting.exception()

        found, took, refused = asyncio.run(ask())
        assert found.kid == "old" and took < 0.5
        assert away(refused)
