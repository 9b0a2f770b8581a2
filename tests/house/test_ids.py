"""An id tells its age and nothing else: not what else the request made that it was made by, nor how much."""

from datetime import UTC, datetime
from itertools import combinations
from uuid import UUID

import pytest

from app.domain.actor import Staff
from app.domain.plan import PARTS
from app.services.work import NO_TRACE, Work
from tests.api.following import Following
from tests.api.process.acting import coordinator, ok, summon
from tests.house.whole_plan import another
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

AT = "2026-03-04T10:00:00Z"
# What lies further apart than this was made by no step from one to the next.
APART = 1 << 52
COUNTED = 8


def tail(id_: str | UUID) -> int:
    """All of it but time, version and variant (RFC 9562 5.7)."""
    value = UUID(str(id_)).int
    return (value >> 64 & 0xFFF) << 62 | value & ((1 << 62) - 1)


def unrelated(ids: list[str]) -> bool:
    """They are neither counted, where the standard lets a counter stand (6.2), nor one a few steps from another."""
    counted = all(tail(one) >> 62 <= COUNTED for one in ids)
    return not counted and all(abs(tail(one) - tail(other)) > APART for one, other in combinations(ids, 2))


def working() -> Work:
    nobody = Staff(person="", unit="", principal="", purpose="", client="", scopes=frozenset())
    return Work(None, nobody, None, datetime.now(UTC), datetime.now(UTC), NO_TRACE)  # type: ignore[arg-type]


def test_ids_of_one_request_sort_as_they_were_made_among_their_kind() -> None:
    work = working()
    made: dict[str, list[UUID]] = {name: [] for name in PARTS}
    for _ in range(50):
        for name, ids in made.items():
            ids.append(work.new_id(name))
    for ids in made.values():
        assert ids == sorted(set(ids))
        assert {(one.version, one.variant) for one in ids} == {(7, "specified in RFC 4122")}


@pytest.mark.parametrize("place", [1, 2, 50])
def test_an_id_does_not_tell_how_many_were_made_before_it(place: int) -> None:
    found = []
    for _ in range(400):
        work = working()
        found.append([work.new_id("goals") for _ in range(place)][-1])
    # Evenly over the whole room, whichever place it has: of its eighths each has 50, more or less.
    eighths = [tail(one) >> 70 for one in found]
    assert all(15 < eighths.count(one) < 100 for one in range(8))


@pytest.mark.parametrize("others", [(), ("rehab", "bist")])
def test_a_called_unit_cannot_tell_by_its_ids_whether_others_are_called(
    service: Service, persons: Persons, others: tuple[str, ...]
) -> None:
    """Who else is called is plan content; it reads its own summons, its own place and the event."""
    played = Played(service, persons, "elsa-hemgang", "prepare")
    called = played.colleague("hemtj", persons)
    following = Following(called, at=AT)
    ok(summon(coordinator(played), played, AT, *others, "hemtj"), 201)
    [summons] = ok(called.get(f"{played.path}/summonses", at=AT))["summonses"]
    [event] = following.rest()
    assert unrelated([summons["id"], summons["invitations"][0]["id"], event["id"]])


def test_a_reader_cannot_tell_by_its_ids_how_many_were_told_that_the_plan_closed(
    service: Service, persons: Persons
) -> None:
    """PDL 4:4, `domain.told`: by how many there were whoever does not lead could tell whom the person has blocked."""
    plan = another(service, persons)
    following = Following(plan.partner)
    plan.take("close", reason="no_longer_needed", text="x")
    [notice] = plan.partner.get(plan.home).json()["notices"]
    [event] = following.rest()
    assert unrelated([notice["id"], event["id"]])
