"""The service compared with the model: the plan, the citizen's view, what staff read, and the trail of changes."""

import hashlib
from typing import Any, ClassVar

from hypothesis.stateful import RuleBasedStateMachine

from tests.model.actors import STAFF, World
from tests.model.door import Door
from tests.model.plan import Plan
from tests.model.rights import FINE, judge
from tests.persons import Persons


class Comparing(RuleBasedStateMachine):
    """`door` is set for a run; a sequence has one plan, and units and staff of its own."""

    door: ClassVar[Door]
    persons: ClassVar[Persons] = Persons()

    world: World
    plan: Plan | None = None
    steps = 0

    def ask_whole(self) -> Any:
        """The plan as whoever drives it reads it."""
        assert self.plan is not None
        answer = self.world.ask(self.plan.coordinator or "anna", "GET", f"/plans/{self.plan.id}")
        assert answer.status == 200, f"whoever drives the plan reads it: {answer.status} {answer.code}"
        return answer.body

    def compare(self) -> None:
        assert self.plan is not None
        whole = self.ask_whole()
        plan, names = self.plan, {identity: name for name, identity in self.plan.people.items()}
        assert (whole["status"], whole["version"], whole["closingReason"]) == (
            plan.status,
            plan.version,
            plan.reason,
        ), self._stands(whole)
        assert names.get(whole["coordinatorId"]) == plan.coordinator, "the coordinator"
        assert names.get(whole["mainResponsibleId"]) == plan.main, "the main responsible"
        assert (whole["revises"] is not None) == plan.revising, "whether it is being revised"
        assert [goal["text"] for goal in whole["goals"]] == [goal.text for goal in plan.goals], "the goals"
        self.compare_citizen()
        digest = hashlib.sha256(f"{plan.version}{self.steps}".encode()).digest()
        self.compare_reader(sorted(STAFF)[digest[0] % len(STAFF)])
        self.compare_list(sorted(STAFF)[digest[1] % len(STAFF)])

    def _stands(self, whole: Any) -> str:
        plan = self.plan
        assert plan is not None
        stands = (whole["status"], whole["version"], whole["closingReason"])
        return f"the plan is {stands}, the model says {(plan.status, plan.version, plan.reason)}"

    def compare_citizen(self) -> None:
        plan, now = self.plan, self.world.clock
        assert plan is not None
        shown = [(one["status"], [goal["text"] for goal in one["goals"]]) for one in self.world.citizen("plans")]
        said = plan.mirrored(now)
        assert shown == ([said] if said else []), f"{self.world.at()}: she sees {shown}, the model says {said}"
        summonses = sum(len(one["summonses"]) for one in self.world.citizen("summonses"))
        assert summonses == plan.mirrored_summonses(now), f"{self.world.at()}: she sees {summonses} summonses"
        consents = [
            (one["kind"], one["withdrawnAt"] is not None)
            for group in self.world.citizen("consents")
            for one in group["consents"]
        ]
        assert sorted(consents) == sorted(plan.mirrored_consents(now)), f"{self.world.at()}: her consents: {consents}"

    def compare_reader(self, who: str) -> None:
        """What she reads now: the plan, the mapping, the summonses, and whether her list has it."""
        assert self.plan is not None
        plan, now = self.plan, self.world.clock
        reads: dict[str, str] = {"plan.read": "", "mapping.read": "/mapping", "summons.read": "/summonses"}
        left_out = sorted(reads)[self.steps % len(reads)]
        if not plan.grounds(who, now):
            # What is out of reach is out of reach; one of the addresses is enough.
            reads = {left_out: reads[left_out]}
        elif left_out != "mapping.read":
            del reads[left_out]
        for action, path in reads.items():
            said = judge(plan, who, action, now)[0] or 200
            if action == "mapping.read" and said == 200 and not plan.mapping:
                said = 404
            got = self.world.ask(who, "GET", f"/plans/{plan.id}{path}").status
            assert got == said, f"{self.world.at()}: {who} {action}: {got}, the model says {said}"

    def compare_list(self, who: str) -> None:
        """Her list has the plan when she may read it, and nothing else: her units are this sequence's own."""
        assert self.plan is not None
        listed = self.world.ask(who, "GET", "/plans?limit=5").body["plans"]
        read = judge(self.plan, who, "plan.read", self.world.clock) == FINE
        assert [one["id"] for one in listed] == ([self.plan.id] if read else []), f"{self.world.at()}: {who}'s list"

    def teardown(self) -> None:
        if self.plan is None:
            return
        self.compare()
        for who in sorted(STAFF):
            self.compare_reader(who)
        self._compare_trail()

    def _compare_trail(self) -> None:
        """Each change left one version and one entry of writing in the log of accesses; no refusal left any."""
        assert self.plan is not None
        root, who = f"/plans/{self.plan.id}", self.plan.coordinator or "anna"
        versions = self.world.ask(who, "GET", f"{root}/versions?limit=1").body
        assert versions["_meta"]["totalRecords"] == self.plan.version == versions["versions"][0]["version"], "versions"
        written, page = 0, 1
        while True:
            answer = self.world.ask(who, "GET", f"{root}/accesses?limit=100&page={page}")
            assert answer.status == 200, answer
            # This reading is in the log too, newest first: the last of one page is the first of the next.
            entries = answer.body["accesses"][1 if page > 1 else 0 :]
            written += sum(one["kind"] == "Skriva" for one in entries)
            if answer.body["_meta"]["totalRecords"] <= page * 100:
                break
            page += 1
        assert written == self.plan.version, f"{written} entries of writing for {self.plan.version} versions"
