"""304 is answered for the same bytes alone (RFC 9110 15.4.5): much of what is shown turns with the clock, or with
another part, while its own version stands. Whoever asks with the tag that she was given is told.
"""

from datetime import timedelta

import pytest

from tests.api.test_representation import AT, Family
from tests.callers import Caller
from tests.house.staffed_plan import ago
from tests.house.whole_plan import another
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

LATER = "2026-06-01T12:00:00Z"
# The last day of her consent to sharing, in Swedish time, and the instant after it.
LAST, OVER = "2026-11-04T22:59:59Z", "2026-11-04T23:00:00Z"


class Seen:
    """A document as it was read, to be asked for again with its tag."""

    def __init__(self, caller: Caller, path: str, at: str | None = None) -> None:
        self._caller, self._path, self._at = caller, path, at
        self.read = caller.get(path, at=at)
        assert self.read.status_code == 200 and self.again(at) == 304

    def again(self, at: str | None = None) -> int:
        tag = {"If-None-Match": self.read.headers["etag"]}
        status: int = self._caller.get(self._path, at=at or self._at, headers=tag).status_code
        return status

    @property
    def version(self) -> str:
        tag: str = self.read.headers["etag"]
        return tag.strip('"').partition(".")[0]


def test_a_consent_that_another_no_takes_back(service: Service, persons: Persons) -> None:
    """Domain rules, consent: whose consent holds is told to whoever asks whether it still does."""
    played = Played(service, persons, "elsa-hemgang", "establish")
    lead, given = played.staff("dsk"), "2026-05-01T10:00:00Z"
    consent = {"kind": "sip", "givenBy": "person", "form": "oral", "givenAt": given}
    made = lead.post(f"{played.path}/consents", at=given, json=consent)
    second = Seen(lead, f"{played.path}/consents/{made.json()['id']}", "2026-05-20T10:00:00Z")
    assert second.read.json()["inForce"]
    said = {"withdrawnBy": "person", "withdrawnAt": LATER}
    assert lead.put(f"{played.consent('sip')}/withdrawal", at=LATER, json=said).status_code == 204
    assert second.again(LATER) == 200


def test_a_consent_that_ends_with_its_last_day(service: Service, persons: Persons) -> None:
    """Domain rules, consent: on that instant, without anyone acting; in the plan too."""
    played = Played(service, persons, "amina-skyddad", "establish")
    lead = played.staff(played.case["coordinator"])
    for path in (played.consent("information_sharing"), played.path):
        assert Seen(lead, path, LAST).again(OVER) == 200


def test_whoever_reads_for_her_no_more(service: Service, persons: Persons) -> None:
    """Domain rules, representation: on the day that she turns 13, and at once when her identity is protected."""
    family = Family(service, persons, 11)
    path = f"{family.played.path}/representations/{family.register()}"
    day = family.birthday(13)
    for place in (path, family.played.path):
        assert Seen(family.coordinator, place, (day - timedelta(seconds=1)).isoformat()).again(day.isoformat()) == 200
    seen = Seen(family.coordinator, path, AT)
    noted = {"protectedIdentity": "confidentialityMarking"}
    assert family.coordinator.patch(family.played.path, at=AT, json=noted).status_code == 200
    assert seen.again() == 200


def test_a_part_that_has_parts_of_its_own(service: Service, persons: Persons) -> None:
    plan = another(service, persons)
    seen = Seen(plan.coordinator, f"{plan.home}/interventions/{plan.ids['interventions']}")
    state = "completed" if seen.read.json()["state"] == "ongoing" else "ongoing"
    plan.post(f"interventions/{plan.ids['interventions']}/statuses", {"state": state, "since": ago()})
    assert seen.again() == 200


@pytest.mark.parametrize("weak", ["", "W/"])
def test_the_tag_that_was_read_is_what_a_change_builds_on(service: Service, persons: Persons, weak: str) -> None:
    """RFC 9110 13.1.1: with what it says of the version; so is the version's own tag."""
    plan = another(service, persons)
    path = f"{plan.home}/goals/{plan.ids['goals']}"
    seen = Seen(plan.coordinator, path)
    assert seen.version == str(seen.read.json()["version"])
    tags = weak + seen.read.headers["etag"], f'{weak}"{int(seen.version) + 1}"'
    for text, tag in zip(("Ett", "Två"), tags, strict=True):
        changed = plan.coordinator.ask("PATCH", path, json={"text": text}, headers={"If-Match": tag})
        assert changed.status_code == 200, changed.text
    old = plan.coordinator.ask("PATCH", path, json={"text": "Tre"}, headers={"If-Match": tags[0]})
    assert old.status_code == 412
