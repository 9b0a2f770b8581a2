"""How a step is tried: the model says what will come of it, the service is asked, and the two are compared.

Every step costs a request or two, so the whole state is compared now and then and at the end, not after each.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

from hypothesis import currently_in_test_context, note

from tests.model.actors import STAFF, World
from tests.model.comparing import Comparing
from tests.model.consents import Consents
from tests.model.door import Answer
from tests.model.plan import Plan
from tests.model.rights import FINE, NOT_YOUR_OWN, NOT_YOURS, OUT_OF_REACH, Verdict, judge, may, waits

# So many steps from one comparison of everything to the next.
EVERY = 20
MINUTE = timedelta(minutes=1)
INVALID: Verdict = (422, "invalid-request")
FUTURE: Verdict = (422, "in-the-future")
SCOPE: Verdict = (403, "scope-missing")
CONDITIONS: dict[str, Verdict] = {"missing": (428, "if-match-missing"), "stale": (412, "version-passed")}
# An answer that says the action itself is not hers, or not for now; what is about one unit or part says something else.
BARRED = {(403, "not-yours-to-do"), (409, "not-in-this-status")}


def tell(line: str) -> None:
    """A line of the list that a failing sequence prints; a test that takes steps by itself has no such list."""
    if currently_in_test_context():
        note(line)


def faults(*found: tuple[bool, Verdict]) -> tuple[Verdict, ...]:
    """All that is wrong."""
    return tuple(verdict for wrong, verdict in found if wrong)


@dataclass
class Attempt:
    """One step. `content` is what is wrong with it when who takes it and when are right; `owned` whether it is about a
    part that is hers to deal with. `match` is the condition: a tag, or None where no condition is asked for."""

    about: str
    who: str
    action: str
    method: str
    path: str
    body: Any = None
    content: tuple[Verdict, ...] = ()
    malformed: bool = False
    owned: Verdict = FINE
    match: str | None = None
    key: str | None = None
    # A no that was given already: whoever gave it is told so, though she has no other ground any more.
    given: Verdict | None = None
    changes: bool = True
    then: Callable[[Answer], None] = field(default=lambda answer: None)


class Machine(Comparing):
    """`sequences` counts a run's; `taken` its steps: step → status → how often."""

    sequences: ClassVar[int] = 0
    taken: ClassVar[dict[str, dict[int, int]]] = {}

    # The last creating request that was accepted: (attempt, answer, when).
    last: tuple[Attempt, Answer, Any] | None = None

    def begin(self, age: str) -> None:
        Machine.sequences += 1
        self.world = World(self.door, self.persons, age)

    def opened(self, answer: Answer) -> None:
        self.plan = Plan(answer.body["id"], Consents(self.world.born), {"r1": answer.body["units"][0]["id"]})
        self.plan.initiated = self.world.clock

    # --- trying -------------------------------------------------------------------------------------------------------

    def able(self, who: str, action: str) -> str:
        """`able` is whoever may, and anna if nobody may; other names are what they are."""
        assert self.plan is not None
        if who != "able":
            return who
        found = (name for name in sorted(STAFF) if may(self.plan, name, action, self.world.clock))
        return next(found, "anna")

    def of_own(self, who: str, unit: str | None) -> Verdict:
        """A participant writes her own unit's interventions, and adds her own unit's staff; who drives the plan,
        everybody's. `decided`: the main responsible is no more than a participant here."""
        assert self.plan is not None
        driving = {"initiator", "coordinator"} & self.plan.grounds(who, self.world.clock)
        return FINE if driving or STAFF[who] == unit else NOT_YOUR_OWN

    def expect(self, attempt: Attempt) -> set[Verdict]:
        """What the model says: the request's form, the token, reach, part and status, in this order; then everything
        else that is wrong, of which the rules do not say what is told first."""
        assert self.plan is not None
        if attempt.malformed:
            return {INVALID}
        if attempt.owned == SCOPE:
            return {SCOPE}
        said = judge(self.plan, attempt.who, attempt.action, self.world.clock)
        if said != FINE:
            return {attempt.given if attempt.given and said in (OUT_OF_REACH, NOT_YOURS) else said}
        wrong = {attempt.owned, CONDITIONS.get(attempt.match or "", FINE), *attempt.content} - {FINE}
        return wrong or {FINE}

    def take(self, attempt: Attempt, *, look: bool = False) -> Answer:
        """Tries it. With `look`, what is said beforehand of the actor's actions is held to what then comes."""
        assert self.plan is not None
        said = self._look(attempt) if look else None
        if attempt.method == "PATCH":
            before = self.plan.said.get(attempt.path, {})
            attempt.changes = any(name not in before or before[name] != value for name, value in attempt.body.items())
        expected = self.expect(attempt)
        headers = {}
        if attempt.match not in (None, "missing", "first"):
            seen = f'"{self.plan.version}-ended"' if self.plan.untold else f'"{self.plan.version}"'
            tag = {"stale": '"0"', "exact": seen}.get(attempt.match, attempt.match)
            headers["If_Match"] = tag
        if attempt.method == "POST" and attempt.match is None:
            attempt.key = attempt.key or self.world.key()
            headers["Idempotency_Key"] = attempt.key
        path = f"/plans/{self.plan.id}" + (f"/{attempt.path}" if attempt.path else "")
        answer = self.world.ask(attempt.who, attempt.method, path, attempt.body, **headers)
        self._judge(attempt, expected, answer, said)
        if answer.status < 300:
            self._accepted(attempt, answer)
        self._tell()
        return answer

    def _judge(self, attempt: Attempt, expected: set[Verdict], answer: Answer, said: bool | None) -> None:
        got = (answer.status, answer.code) if answer.status >= 400 else FINE
        line = f"{self.world.at()[:16]} {attempt.who} {attempt.about} → {answer.status} {answer.code}".rstrip()
        tell(line)
        counted = self.taken.setdefault(attempt.about.split(":")[0], {})
        counted[answer.status] = counted.get(answer.status, 0) + 1
        assert got in expected, f"{line}; the model says {expected}; {str(answer.body)[:400]}"
        if said is False:
            assert answer.status >= 400, f"{line}: the actions said that {attempt.action} is not allowed"
        if said is True:
            assert got not in BARRED, f"{line}: the actions said that {attempt.action} is allowed"

    def _accepted(self, attempt: Attempt, answer: Answer) -> None:
        assert self.plan is not None
        if attempt.changes:
            self.plan.version += 1 + self.plan.untold
            if attempt.method == "POST" and attempt.match is None:
                self.last = (attempt, answer, self.world.clock)
        # A plan that time has closed has told just before this, whatever this says of consents.
        involved = self.plan.involved(self.world.clock) if self.plan.untold else set[str]()
        attempt.then(answer)
        if attempt.method == "PATCH":
            self.plan.said.setdefault(attempt.path, {}).update(attempt.body)
        if attempt.changes and self.plan.untold:
            self.announce(involved)
        whole = answer.body or {}
        if attempt.changes and "versions" not in whole and "units" in whole:
            assert (whole["status"], whole["version"]) == (self.plan.status, self.plan.version), self._stands(whole)

    def _look(self, attempt: Attempt) -> bool | None:
        """What `GET …/actions` says of this action; nothing when it is about a part that is not hers to deal with."""
        assert self.plan is not None
        answer = self.world.ask(attempt.who, "GET", f"/plans/{self.plan.id}/actions")
        grounds = self.plan.grounds(attempt.who, self.world.clock)
        assert answer.status == (200 if grounds else 404), f"{attempt.who} reads actions: {answer.status}, {grounds}"
        if answer.status != 200:
            return None
        said = {one["action"]: one["allowed"] for one in answer.body["actions"]}
        now = self.world.clock
        if attempt.action in ("consent.withdraw", "summons.reply", "intervention.follow", "deviation.handle"):
            hers = judge(self.plan, attempt.who, attempt.action, now) == FINE
            waiting = hers and waits(self.plan, attempt.who, attempt.action, now)
            assert said[attempt.action] is waiting, f"{attempt.who}: the actions say {attempt.action}: {not waiting}"
        if attempt.owned != FINE:
            return None
        return bool(said[attempt.action]) if attempt.action in said else None

    def _tell(self) -> None:
        """A minute goes, so that no two steps share an instant; and now and then everything is compared."""
        assert self.plan is not None
        self.steps += 1
        self.forward(MINUTE)
        if self.steps % EVERY == 0:
            self.compare()

    def forward(self, step: timedelta) -> None:
        self.world.forward(step)
        if self.plan is not None:
            self.plan.settle(self.world.clock)

    # --- closing ------------------------------------------------------------------------------------------------------

    def announce(self, expected: set[str]) -> None:
        """Just closed, or first written to after time has closed it: who is told, though it is annulled then."""
        assert self.plan is not None and self.plan.closed is not None
        self.plan.untold = False
        whole = self.ask_whole()
        names = {identity: unit for unit, identity in self.plan.units.items()}
        self.plan.told = {names[one["unitId"]]: one["id"] for one in whole["notices"]}
        assert set(self.plan.told) == expected, f"told {sorted(self.plan.told)}, the model says {sorted(expected)}"
        if self.plan.status == "annulled":
            # Nobody reaches a notice of what was entered in error.
            self.plan.told = {}
