"""How often, and from where: rates with a clock handed in, and the addresses that are counted."""

import random
from collections.abc import Iterable

import pytest

from app.http import proxies, rates
from app.http.rates import Rate
from app.settings import Settings


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_and_then_evenly() -> None:
    clock = Clock()
    rate = Rate(2, 5, clock)
    assert [rate.take("a") for _ in range(10)] == [0] * 10
    assert (rate.take("a"), rate.take("b")) == (1, 0)
    clock.now += 0.5
    assert (rate.take("a"), rate.take("a")) == (0, 1)
    clock.now += 100
    assert [bool(rate.take("a")) for _ in range(11)] == [False] * 10 + [True], "no more than a burst is saved up"


def test_the_time_to_wait_is_enough_and_no_second_more() -> None:
    clock, chance = Clock(), random.Random(20261101)
    for _ in range(500):
        rate = Rate(chance.choice([0.01, 0.3, 1, 7, 200]), chance.choice([0.5, 3, 60]), clock)
        while not (wait := rate.take("a")):
            clock.now += chance.random() / 1000
        clock.now += wait - 1.001
        assert rate.take("a"), "she was told to wait longer than she had to"
        clock.now += 1.001
        assert rate.take("a") == 0


def test_never_more_than_the_rate_whatever_the_pattern() -> None:
    chance = random.Random(20261102)
    for per_second, seconds in ((5, 2), (0.5, 10), (100, 0.1)):
        clock = Clock()
        rate, began, taken = Rate(per_second, seconds, clock), clock.now, 0
        for _ in range(5000):
            clock.now += chance.choice([0, 0, 0, chance.random() / per_second, chance.random()])
            taken += rate.take("a") == 0
            assert taken <= per_second * (clock.now - began) + max(per_second * seconds, 1) + 1e-6
        assert taken > 100


def test_what_is_given_back_is_there_again() -> None:
    rate = Rate(1, 3, Clock())
    for _ in range(100):
        assert rate.take("a") == 0
        rate.give_back("a")
    rate.give_back("never came")
    assert [rate.take("a") for _ in range(4)] == [0, 0, 0, 1]


def test_the_memory_is_bounded() -> None:
    clock = Clock()
    rate = Rate(1, 5, clock)
    for number in range(3 * rates.MOST):
        assert rate.take(str(number)) == 0
    assert len(rate._full_at) == rates.MOST
    clock.now += 10
    rate.take("a")
    assert len(rate._full_at) == 1, "whoever owes nothing is forgotten"


# --- addresses -------------------------------------------------------------------------------------------------------

PROXIES = "10.0.0.0/8, 192.0.2.1, 2001:db8:ffff::/48"


def counted(peer: str | None, *lines: str, proxies_: str = PROXIES, header: bytes = b"x-forwarded-for") -> str:
    settings = Settings(trusted_proxies=proxies_)
    headers: Iterable[tuple[bytes, bytes]] = [(header, line.encode("latin-1")) for line in lines]
    return proxies.client({"client": (peer, 5) if peer else None, "headers": list(headers)}, settings)


def test_the_peer_itself_when_nobody_is_trusted() -> None:
    assert counted("198.51.100.7") == "198.51.100.7"
    assert counted("198.51.100.7", "203.0.113.5") == "198.51.100.7", "a header can be written by anybody"
    assert counted("10.1.1.1", "203.0.113.5", proxies_="") == "10.1.1.1"
    assert counted(None) == counted(None, "203.0.113.5") == ""


def test_a_proxy_speaks_for_its_client() -> None:
    assert counted("10.1.1.1") == counted("10.1.1.1", "") == "10.1.1.1"
    assert counted("10.1.1.1", "203.0.113.5") == "203.0.113.5"
    assert counted("10.1.1.1", "203.0.113.5", header=b"client-ip") == "10.1.1.1"
    assert counted("::ffff:10.1.1.1", "::ffff:203.0.113.5") == "203.0.113.5"


@pytest.mark.parametrize(
    "invented", ["198.51.100.1", "10.9.9.9", "x", "", "2001:db8:ffff::1", "198.51.100.1, 10.2.2.2"]
)
def test_what_the_client_wrote_itself_counts_for_nothing(invented: str) -> None:
    assert counted("10.1.1.1", f"{invented}, 203.0.113.5") == "203.0.113.5"
    assert counted("10.1.1.1", invented, "203.0.113.5, 192.0.2.1") == "203.0.113.5"
    assert counted("10.1.1.1", f"{invented}, 203.0.113.5, unknown") == "10.1.1.1"


def test_a_network_of_one_client_is_one() -> None:
    assert counted("2001:db8:1:2::1") == counted("2001:db8:1:2:ffff::9") != counted("2001:db8:1:3::1")
