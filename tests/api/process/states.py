"""A plan in every status that can be reached, and everybody who may come at it."""

from collections.abc import Callable

from tests.api.process.acting import AFTER, coordinator, manager, meet, ok, step, summon, written
from tests.callers import Caller, staff
from tests.persons import Persons
from tests.playing import Played
from tests.service import Service

OVER = "2099-01-02T00:00:00Z"


def _established(service: Service, persons: Persons) -> Played:
    """Elsa's plan with the rehabilitation's therapist as main responsible, so that each relation is somebody's own."""
    played = Played(service, persons, "elsa-hemgang", "summons", sip_until="2098-12-31")
    agreed = {"participantId": played.player.ids["at"], "origin": "agreed"}
    ok(meet(coordinator(played), played, played.case["meeting"]["heldAt"], mainResponsible=agreed), 201)
    written(played)
    ok(step(coordinator(played), played, "establish", played.at, approvedForPatient=True))
    for by, about in (("rehab", "bist"), ("bist", "rehab")):
        body = {"reportedByUnitId": played.player.ids[by], "concernsUnitId": played.player.ids[about]}
        body |= {"text": "Larmet kom sent.", "reportedAt": AFTER}
        who = played.staff("at" if by == "rehab" else "bh")
        ok(who.post(f"{played.path}/deviations", at=AFTER, json=body), 201)
    return played


def _handed_over(played: Played, at: str) -> None:
    """A hand-over that waits for the nurse at the ward, which consent covers and which takes no part."""
    body = {"toId": played.player.ids["avd"], "offeredAt": at}
    ok(coordinator(played).post(f"{played.path}/handovers", at=at, json=body), 201)


def _until(name: str) -> Callable[[Service, Persons], tuple[Played, str]]:
    """Elsa's plan as far as that step of the case."""

    def make(service: Service, persons: Persons) -> tuple[Played, str]:
        played = Played(service, persons, "elsa-hemgang", name)
        if name in ("mapping", "summons"):
            _handed_over(played, played.at)
        return played, played.at

    return make


def _declined(service: Service, persons: Persons) -> tuple[Played, str]:
    played = Played(service, persons, "elsa-hemgang", "offer")
    ok(step(played.staff("avd"), played, "decline", played.at))
    return played, played.at


def _met(service: Service, persons: Persons) -> tuple[Played, str]:
    played = Played(service, persons, "elsa-hemgang", "meeting")
    _handed_over(played, played.at)
    return played, played.at


def standing(service: Service, persons: Persons) -> tuple[Played, str]:
    played = _established(service, persons)
    _handed_over(played, AFTER)
    return played, AFTER


def _revised(service: Service, persons: Persons) -> tuple[Played, str]:
    played, at = standing(service, persons)
    ok(summon(coordinator(played), played, at, "rehab", "bist"), 201)
    return played, at


def _revised_and_met(service: Service, persons: Persons) -> tuple[Played, str]:
    played, at = standing(service, persons)
    agreed = {"participantId": played.player.ids["at"], "origin": "agreed"}
    ok(meet(coordinator(played), played, at, mainResponsible=agreed), 201)
    return played, at


def _closed(service: Service, persons: Persons) -> tuple[Played, str]:
    played, at = standing(service, persons)
    ok(step(coordinator(played), played, "close", at, reason="coordination_works"))
    return played, at


def _withdrawn(service: Service, persons: Persons) -> tuple[Played, str]:
    played, at = standing(service, persons)
    body = {"withdrawnBy": "person", "withdrawnAt": at}
    answer = coordinator(played).put(f"{played.consent('sip')}/withdrawal", at=at, json=body)
    assert answer.status_code == 204
    return played, at


def _lapsed(service: Service, persons: Persons) -> tuple[Played, str]:
    return standing(service, persons)[0], OVER


def _annulled(service: Service, persons: Persons) -> tuple[Played, str]:
    played, at = standing(service, persons)
    ok(step(coordinator(played), played, "annul", at))
    return played, at


STATUSES: dict[str, Callable[[Service, Persons], tuple[Played, str]]] = {
    "initiated": _until("create"),
    "offered": _until("offer"),
    "declined": _declined,
    "preparing": _until("mapping"),
    "summoned": _until("summons"),
    "met": _met,
    "established": standing,
    "summoned in a revision": _revised,
    "met in a revision": _revised_and_met,
    "closed": _closed,
    "closed by a withdrawal": _withdrawn,
    "closed by time": _lapsed,
    "annulled": _annulled,
}
# Within whose reach the plan is, by status; to everybody else it does not exist.
OPEN = {"coordinator", "manager", "successor", "at coordinator's"}
TAKING_PART = {"main responsible", "participant", "another participant"}
TOLD = {"coordinator", "successor", "at coordinator's", "called", "initiator"}
REACHED: dict[str, set[str]] = {
    **{status: {"initiator"} for status in ("initiated", "offered", "declined")},
    "preparing": OPEN,
    **{status: OPEN | TAKING_PART | {"called"} for status in ("summoned", "met", "established")},
    **{f"{status} in a revision": OPEN | TAKING_PART | {"called"} for status in ("summoned", "met")},
    **{status: TAKING_PART | TOLD | {"manager"} for status in ("closed", "closed by a withdrawal")},
    "closed by time": {"coordinator", "manager"},
    "annulled": {"coordinator"},
}


def relations(played: Played, persons: Persons) -> dict[str, tuple[Caller, str]]:
    """Everybody who may come at the plan, with the HSA-id of her unit. Whoever is told of the closure had a part."""
    hsa = {unit["ref"]: unit["hsaId"] for unit in played.case["units"]}
    boss = persons.unit()
    scopes = ("journal:read", "journal:write", "journal:takeover")
    coordinates = (coordinator(played), hsa["vc"])
    return {
        "stranger": (staff(played.service, persons.unit(), persons.person()), hsa["ort"]),
        "stranger with the right at another principal": (manager(played, persons, "SE2129990023"), hsa["ort"]),
        "participant": (played.colleague("rehab", persons), hsa["rehab"]),
        "another participant": (played.staff("bh"), hsa["bist"]),
        "called": (played.colleague("hemtj", persons), hsa["hemtj"]),
        "main responsible": (played.staff("at"), hsa["rehab"]),
        "successor": (played.staff("avd"), hsa["ort"]),
        "initiator": (played.colleague("ort", persons), hsa["ort"]),
        "at coordinator's": (played.colleague("vc", persons), hsa["vc"]),
        "coordinator": coordinates,
        "manager": (staff(played.service, boss, persons.person(), scopes=scopes), boss),
    }
