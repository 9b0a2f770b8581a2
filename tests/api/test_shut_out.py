"""What shuts a representative out is said of the person: it holds however often, as whatever, and by whichever of her
numbers she is registered in the plan.

Domain rules, who may do what: exceptions for each child, decided and recorded; a protected identity overrides all.
"""

from datetime import datetime, timedelta

import pytest

from tests.api.numbers import Entrusted, changed, coordination, plan_of, undone
from tests.api.test_representation import AT, Family, listed, read, require_nothing
from tests.callers import citizen
from tests.persons import Persons
from tests.service import Service

KINDS = ("guardian", "legal_guardian", "authorised")
MARKED = {"protectedIdentity": "confidentialityMarking"}


def why_not(family: Family, one: str, at: str = AT) -> str | None:
    told = family.coordinator.get(f"{family.played.path}/representations/{one}", at=at).json()
    assert told["readsNow"] is (told["whyNot"] is None)
    return told["whyNot"] and str(told["whyNot"]["code"])


@pytest.mark.parametrize("kind", KINDS)
def test_who_is_barred_does_not_read_by_another_registration(service: Service, persons: Persons, kind: str) -> None:
    """Whichever was first, and whether or not what she is barred by is over; until the bar is revoked."""
    family = Family(service, persons, age=8)
    at = AT if kind != "authorised" else family.birthday(16).isoformat()
    before = family.register(kind=kind)
    barred = family.register(kind="legal_guardian")
    assert len(listed(family.guardian, at)) == (2 if kind != "authorised" else 1)
    decided = family.decide("guardian_barred", barred)
    after = family.register(kind=kind)
    for _ in range(2):
        for one in (before, barred, after):
            require_nothing(family.guardian, one, at)
            assert why_not(family, one, at) == "guardian-barred"
        if family.coordinator.get(f"{family.played.path}/representations/{barred}", at=AT).json()["endedAt"] is None:
            family.end(f"representations/{barred}")
    family.end(f"age-exceptions/{decided}")
    assert [one["id"] for one in listed(family.guardian, at)] == [before, after]


def test_a_bar_ends_as_she_comes_of_age(service: Service, persons: Persons) -> None:
    """Whom she lets read herself, a grown woman, reads."""
    family = Family(service, persons, age=8)
    family.decide("guardian_barred", family.register())
    one, eighteen = family.register(kind="authorised"), family.birthday(18)
    require_nothing(family.guardian, one, (eighteen - timedelta(seconds=1)).isoformat())
    assert [each["id"] for each in listed(family.guardian, eighteen.isoformat())] == [one]


BAR = {"since": "2026-04-01", "until": "2026-04-30"}
BEGINS, OVER = "2026-04-01T00:00:00+02:00", "2026-05-01T00:00:00+02:00"


def test_a_bar_that_is_yet_to_come_is_not_told_beforehand_and_holds_on_its_day(
    service: Service, persons: Persons
) -> None:
    """Who is to be barred, for the child's sake, is not warned: what she is answered is what it was."""
    family = Family(service, persons, age=8)
    one = family.register(until="2026-12-31")
    before = family.guardian.get("/citizen/v1/represented", at=AT)
    decided = family.decide("guardian_barred", one, **BAR)
    after = family.guardian.get("/citizen/v1/represented", at=AT)
    assert after.json()["represented"] == before.json()["represented"]
    assert after.headers.get("ETag") == before.headers.get("ETag")
    ends = datetime.fromisoformat(listed(family.guardian)[0]["until"])
    assert ends == datetime.fromisoformat("2027-01-01T00:00:00+01:00"), "the end of her own registration"
    require_nothing(family.guardian, one, BEGINS)
    assert why_not(family, one, BEGINS) == "guardian-barred"
    assert read(family.guardian, one, at=OVER).status_code == 200
    family.end(f"age-exceptions/{decided}")
    assert read(family.guardian, one, at=BEGINS).status_code == 200


def test_a_bar_as_old_as_the_registration_leaves_what_comes_after_it(service: Service, persons: Persons) -> None:
    family = Family(service, persons, age=8)
    one = family.register(since="2026-03-01")
    family.decide("guardian_barred", one, since="2026-03-01", until="2026-04-30")
    require_nothing(family.guardian, one, BEGINS)
    [told] = listed(family.guardian, OVER)
    assert (told["id"], datetime.fromisoformat(told["until"])) == (one, family.birthday(13))


def test_protection_noted_in_one_registration_cuts_the_others(service: Service, persons: Persons) -> None:
    family = Family(service, persons, age=8)
    before, noted = family.register(), family.register(**MARKED)
    after = family.register(kind="legal_guardian")
    for one in (before, noted, after):
        require_nothing(family.guardian, one)
        assert why_not(family, one) == "representation-protected"
    family.end(f"representations/{noted}")
    require_nothing(family.guardian, after)
    path = f"{family.played.path}/representations/{noted}"
    assert family.coordinator.patch(path, json={"protectedIdentity": "none"}, at=AT).status_code == 200
    assert [one["id"] for one in listed(family.guardian)] == [before, after]


@pytest.mark.parametrize("by", ["a bar", "protection"])
@pytest.mark.parametrize("first", ["old", "new"])
def test_it_holds_by_all_of_her_numbers(service: Service, persons: Persons, by: str, first: str) -> None:
    """As they are known when she reads: a change of her number is stated, and undone, in a plan of her own."""
    family, who = Family(service, persons, age=8), Entrusted(service, persons)
    old, new = coordination(), persons.adult()
    mine = plan_of(who, old)
    shut, other = (old, new) if first == "old" else (new, old)
    barred = family.register(number=shut, **(MARKED if by == "protection" else {}))
    if by == "a bar":
        family.decide("guardian_barred", barred)
    one = family.register(number=other)
    assert [each["id"] for each in listed(citizen(service, other))] == [one], "nobody knows that it is she"
    change = changed(who.caller, mine, new)
    assert change.status_code == 201, change.text
    for number in (old, new):
        require_nothing(citizen(service, number), one)
    assert why_not(family, one) is None, "whose number another is, is not told in the child's plan"
    assert undone(who.caller, mine, change.json(), **{"If-Match": change.headers["ETag"]}).status_code == 200
    assert [each["id"] for each in listed(citizen(service, other))] == [one]


def test_a_bar_by_another_of_her_numbers_holds_on_its_day_and_is_not_told_either(
    service: Service, persons: Persons
) -> None:
    family, who = Family(service, persons, age=8), Entrusted(service, persons)
    old, new = coordination(), persons.adult()
    assert changed(who.caller, plan_of(who, old), new).status_code == 201
    family.decide("guardian_barred", family.register(number=old), **BAR)
    one, reader = family.register(number=new), citizen(service, new)
    assert {datetime.fromisoformat(each["until"]) for each in listed(reader)} == {family.birthday(13)}
    require_nothing(reader, one, BEGINS)
    assert len(listed(reader, OVER)) == 2
