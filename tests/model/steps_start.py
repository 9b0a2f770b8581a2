"""Steps: creating the plan, its units and people, the mapping, reading, waiting, and trying the same once more."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.model.actors import STAFF
from tests.model.door import Answer
from tests.model.drawn import LOOK, MATCH, PLACE, SELDOM, UNITS, WHO
from tests.model.machine import Attempt, Machine, faults, tell
from tests.model.plan import WORKING
from tests.model.rights import FINE, Verdict, judge

WAITS = [
    timedelta(hours=2),
    timedelta(days=1),
    timedelta(days=4),
    timedelta(days=21),
    timedelta(days=90),
    timedelta(days=400),
]


class Start(Machine):
    def create(self, flaw: str | None = None, who: str = "anna") -> None:
        """`flaw` is what is wrong with it; a creation that is refused leaves the sequence without a plan."""
        world = self.world
        body: dict[str, Any] = {
            "title": "Plan", "reason": "Behov", "legalBases": ["HSL 16:4", "SoL 10:8-9"], "initiatedAt": world.at(),
            "person": {"personnummer": world.number, "name": "Test"}, "unit": world.unit_body("r1"),
        }  # fmt: skip
        expected: Verdict = (201, "")
        if flaw == "future":
            body["initiatedAt"], expected = world.at(-timedelta(days=2)), (422, "in-the-future")
        elif flaw == "malformed":
            body["title"], expected = "", (422, "invalid-request")
        elif flaw == "number":
            wrong = str((int(world.number[-1]) + 1) % 10)
            body["person"]["personnummer"], expected = world.number[:-1] + wrong, (422, "not-a-personnummer")
        elif STAFF[who] != "r1":
            expected = (422, "not-your-unit")
        answer = world.ask(who, "POST", "/plans", body, Idempotency_Key=world.key())
        tell(f"{world.at()[:16]} {who} create plan ({flaw}) → {answer.status} {answer.code}")
        assert (answer.status, answer.code) == expected, answer
        if expected[0] == 201:
            self.opened(answer)

    @rule(who=WHO, unit=UNITS, malformed=SELDOM, look=LOOK)
    def add_unit(self, who: str, unit: str, malformed: bool, look: bool) -> None:
        plan = self.plan
        body = self.world.unit_body(unit) | ({"name": ""} if malformed else {})
        twice = faults((unit in plan.units, (422, "unit-twice")))

        def then(answer: Answer) -> None:
            plan.units[unit] = answer.body["id"]

        who = self.able(who, "unit.add")
        attempt = Attempt(f"add unit: {unit}", who, "unit.add", "POST", "units", body, twice, malformed, then=then)
        self.take(attempt, look=look)

    @rule(who=WHO, name=st.sampled_from(sorted(STAFF)), look=LOOK)
    def add_participant(self, who: str, name: str, look: bool) -> None:
        plan, unit = self.plan, STAFF[name]
        if unit not in plan.units or name in plan.people:
            return
        body = {"kind": "staff", "name": name, "unitId": plan.units[unit], "hsaId": self.world.staff[name]}
        who = self.able(who, "participant.add")

        def then(answer: Answer) -> None:
            plan.people[name] = answer.body["id"]

        attempt = Attempt(
            f"add participant: {name}", who, "participant.add", "POST", "participants", body,
            owned=self.of_own(who, unit), then=then,
        )  # fmt: skip
        self.take(attempt, look=look)

    @rule(who=WHO)
    def add_guardian(self, who: str) -> None:
        """Two at the most; a third is no guardian that a sequence needs."""
        plan, now = self.plan, self.world.clock
        name = f"guardian{len(plan.consents.guardians)}"
        if name == "guardian2":
            return
        # `decided`: once the plan rests on consent, a guardian who has not consented would close it at once.
        content = faults(
            (plan.consents.of_age(18, now), (422, "guardian-of-adult")),
            (plan.status in WORKING, (409, "guardian-without-consent")),
        )
        number = self.world.guardian_number(len(plan.consents.guardians))
        body = {"kind": "guardian", "name": name, "personnummer": number}

        def then(answer: Answer) -> None:
            plan.people[name] = answer.body["id"]
            plan.consents.guardians.append(name)

        who = self.able(who, "participant.add")
        attempt = Attempt(
            f"add guardian: {name}", who, "participant.add", "POST", "participants", body, content,
            owned=self.of_own(who, None), then=then,
        )  # fmt: skip
        self.take(attempt)

    @rule(who=WHO, match=MATCH, look=LOOK)
    def write_mapping(self, who: str, match: str, look: bool) -> None:
        """The first is written without a condition."""
        plan = self.plan
        who = self.able(who, "mapping.write")
        tag = {"exact": f'"{plan.mapping}"'}.get(match, match) if plan.mapping else "first"

        def then(answer: Answer) -> None:
            plan.mapping += 1
            assert answer.body["version"] == plan.mapping

        body = {"situation": f"Läget {plan.mapping}"}
        attempt = Attempt("write mapping", who, "mapping.write", "PUT", "mapping", body, match=tag, then=then)
        self.take(attempt, look=look)

    @rule(who=st.sampled_from(sorted(STAFF)))
    def read(self, who: str) -> None:
        self.compare_reader(who)
        self.compare_list(who)

    @rule(wait=st.sampled_from(WAITS[:4] * 2 + WAITS))
    def wait(self, wait: timedelta) -> None:
        tell(f"{self.world.at()[:16]} time goes: {wait}")
        self.forward(wait)

    @rule(place=PLACE, other=SELDOM)
    def again(self, place: int, other: bool) -> None:
        """The last creating request once more, with the same key: the same answer, and nothing more is done."""
        if self.last is None or self.world.clock - self.last[2] > timedelta(hours=23):
            return
        first, answer, _ = self.last
        # `decided`: answered as before even if the status or her part has moved on, as long as she may read the plan.
        expected = judge(self.plan, first.who, "plan.read", self.world.clock)
        path = f"/plans/{self.plan.id}/{first.path}"
        got = self.world.ask(first.who, "POST", path, first.body, Idempotency_Key=str(first.key))
        tell(f"{self.world.at()[:16]} {first.who} again {first.about} → {got.status} {got.code}")
        if expected == FINE:
            assert got.status == 201 and got.body["id"] == answer.body["id"], f"again: {got.status} {got.code}"
        else:
            assert (got.status, got.code) == expected, f"again: {got.status} {got.code}; the model says {expected}"
        if expected == FINE and other:
            got = self.world.ask(first.who, "POST", path, self.altered(first), Idempotency_Key=str(first.key))
            assert (got.status, got.code) == (422, "idempotency-key-reused"), f"the key reused: {got.status} {got.code}"

    @staticmethod
    def altered(first: Attempt) -> dict[str, Any]:
        """Another request of the same form."""
        for name in ("text", "name", "purpose", "whatMatters", "howIsItGoing", "reason"):
            if isinstance(first.body.get(name), str):
                return first.body | {name: "Annat"}
        stamps = ("offeredAt", "givenAt", "since", "takenAt")
        name = next(name for name in stamps if name in first.body)
        return first.body | {name: "2029-12-01T10:00:00Z"}
