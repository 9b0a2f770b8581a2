"""Steps: the lifecycle's own transitions, naming the coordinator, and the plan's own members."""

from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.model.actors import STAFF
from tests.model.door import Answer
from tests.model.drawn import FLAWS, LOOK, MATCH, SELDOM, WHO
from tests.model.machine import Attempt, Machine, faults
from tests.model.rights import Verdict

CORRECTED = ("overallResponsible", "firstFollowUpOn", "title", "legalBases", "dischargeReadyAt")
TRANSITIONS = ("offer", "accept", "decline", "prepare", "establish", "resume")


class Lifecycle(Machine):
    @rule(who=WHO, step=st.sampled_from(TRANSITIONS), match=MATCH, dry=SELDOM, released=st.booleans(), look=LOOK)
    def transition(self, who: str, step: str, match: str, dry: bool, released: bool, look: bool) -> None:
        plan, now = self.plan, self.world.clock
        action = f"plan.{step}"
        who = self.able(who, action)
        body: dict[str, Any] = {"transition": step, "dryRun": dry}
        if step == "establish":
            body["approvedForPatient"] = released
        missing = plan.missing(now, step) if step in ("prepare", "establish", "resume") else set[str]()
        if step == "resume":
            # `decided`: what a meeting has led to is adopted, or not at all.
            anew = plan.met is not None and plan.established is not None and plan.met > plan.established
            missing |= {"not-being-revised"} if not plan.revising else {"revision-has-met"} if anew else set()
        content = faults((bool(missing), (409, "requirements-missing")))

        def then(answer: Answer) -> None:
            if dry:
                return
            after = {"offer": "offered", "accept": "offered", "decline": "declined", "prepare": "preparing"}
            plan.status = after.get(step, "established")
            if step == "decline":
                # `decided`: who declines takes back what consent to SIP she had given; a no is a no.
                plan.consents.decline(now)
            if step == "establish":
                # Released or not is decided in this act. A hold-back is a decision of its own, with a reason and a
                # responsible, and ends by itself (design: What the citizen sees): adopting a revision does not lift it.
                plan.released, plan.established = released, now
            if plan.status == "established":
                plan.adopted = None

        about = f"{'try ' if dry else ''}{step}"
        attempt = Attempt(
            about, who, action, "POST", "transitions", body, content, match=match, changes=not dry, then=then
        )
        answer = self.take(attempt, look=look)
        if answer.code == "requirements-missing":
            told = {one["code"] for one in answer.body["errors"]}
            assert told == missing, f"{step}: missing {sorted(told)}, the model says {sorted(missing)}"

    @rule(who=WHO, name=st.sampled_from(["anna", "arne", "cia", "cia", "kim", "eva"]), match=MATCH, look=LOOK)
    def name_coordinator(self, who: str, name: str, match: str, look: bool) -> None:
        plan = self.plan
        if name not in plan.people:
            return
        body = {"participantId": plan.people[name]}

        def then(answer: Answer) -> None:
            plan.coordinator = name

        who = self.able(who, "coordinator.name")
        content = faults((True, (409, "has-a-coordinator"))) if plan.coordinator else self.covered(name)
        attempt = Attempt(
            f"name coordinator: {name}",
            who,
            "coordinator.name",
            "PUT",
            "coordinator",
            body,
            content,
            match=match,
            then=then,
        )
        self.take(attempt, look=look)

    def covered(self, name: str) -> tuple[Verdict, ...]:
        """The task goes only to a unit that a consent covers; the initiating unit knows the plan already."""
        plan, unit = self.plan, STAFF[name]
        return faults((unit != "r1" and not plan.consents.covers(unit, self.world.clock), (409, "unit-not-covered")))

    @rule(who=WHO, match=MATCH, field=st.sampled_from(CORRECTED), flaw=FLAWS)
    def change_plan(self, who: str, match: str, field: str, flaw: str | None) -> None:
        """`future`: a follow-up that has been, or a statute that does not hold on the plan's day."""
        plan = self.plan
        day = self.world.day(-2 if flaw == "future" else 30)
        statutes = ["HSL 16:4", "SoL 2:7" if flaw == "future" else "LSS 10"]
        value: dict[str, Any] = {"overallResponsible": "region", "firstFollowUpOn": day, "title": "Planen"}
        value |= {"legalBases": statutes, "dischargeReadyAt": self.world.at()}
        wrong = "idag" if field == "dischargeReadyAt" else None
        body = {field: wrong if flaw == "malformed" else value[field]}

        def then(answer: Answer) -> None:
            plan.overall = plan.overall or field == "overallResponsible"
            plan.booked = date.fromisoformat(day) if field == "firstFollowUpOn" else plan.booked

        who = self.able(who, "plan.change")
        attempt = Attempt(
            f"change plan: {field}",
            who,
            "plan.change",
            "PATCH",
            "",
            body,
            content=faults((flaw == "future" and field == "legalBases", (422, "legal-basis-not-in-force"))),
            malformed=flaw == "malformed",
            match=match,
            then=then,
        )
        self.take(attempt)
