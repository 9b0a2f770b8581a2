"""Steps: goals, interventions and their status, follow-ups, deviations, notes and copies."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.model.actors import STAFF
from tests.model.door import Answer
from tests.model.drawn import FLAWS, LOOK, MATCH, OFTEN, PLACE, SELDOM, TEXTS, UNITS, WHO
from tests.model.machine import FUTURE, Attempt, Machine, faults
from tests.model.plan import NEVER, Deviation, Goal, Intervention
from tests.model.rights import FINE, NOT_YOUR_OWN, NOT_YOURS, Verdict, drives, speaks_for

DECISIONS = st.sampled_from(["continue", "revise", "close"])


class Work(Machine):
    def moment(self, flaw: str | None) -> str:
        return self.world.at(-timedelta(days=1)) if flaw == "future" else self.world.at()

    @rule(who=WHO, text=TEXTS, followed=OFTEN, withheld=SELDOM, malformed=SELDOM, look=LOOK)
    def add_goal(self, who: str, text: int, followed: bool, withheld: bool, malformed: bool, look: bool) -> None:
        plan = self.plan
        who = self.able(who, "goal.write")
        words, named = f"Mål {text}", followed and "kim" in plan.people
        body: dict[str, Any] = {"term": "long", "lifeArea": "home", "text": words, "withheldFromPatient": withheld}
        body["followUpResponsibleId"] = plan.people["kim"] if named else None
        if malformed:
            body["lifeArea"] = "work"

        def then(answer: Answer) -> None:
            plan.goals.append(Goal(answer.body["id"], words, named, withheld))

        about = f"add goal: {words}{'' if named else ', nobody follows it up'}{', withheld' if withheld else ''}"
        content = self.adopted_without(named)
        attempt = Attempt(about, who, "goal.write", "POST", "goals", body, content, malformed=malformed, then=then)
        self.take(attempt, look=look)

    def adopted_without(self, named: bool) -> tuple[Verdict, ...]:
        """Every goal of an established plan has somebody who follows it up, then as when it was adopted."""
        adopted = self.plan.status == "established"
        return faults((adopted and not named, (422, "goal-follow-up-responsible-missing")))

    @rule(who=WHO, place=PLACE, text=TEXTS, match=MATCH, followed=OFTEN, look=LOOK)
    def change_goal(self, who: str, place: int, text: int, match: str, followed: bool, look: bool) -> None:
        plan = self.plan
        if not plan.goals:
            return
        goal = plan.goals[place % len(plan.goals)]
        words, named = f"Ändrat mål {text}", followed and "kim" in plan.people
        body = {"text": words, "followUpResponsibleId": plan.people["kim"] if named else None}

        def then(answer: Answer) -> None:
            goal.text, goal.followed = words, named

        who = self.able(who, "goal.write")
        tag = "*" if match == "exact" else match
        attempt = Attempt(
            f"change goal: {words}", who, "goal.write", "PATCH", f"goals/{goal.id}", body,
            self.adopted_without(named), match=tag, then=then,
        )  # fmt: skip
        self.take(attempt, look=look)

    @rule(who=WHO, place=PLACE, unit=st.sampled_from(["k1", "k1", "r1", "r2", None]), malformed=SELDOM, look=LOOK)
    def add_intervention(self, who: str, place: int, unit: str | None, malformed: bool, look: bool) -> None:
        plan = self.plan
        if not plan.goals or (unit is not None and unit not in plan.units):
            return
        who = self.able(who, "intervention.write")
        responsible = {"kind": "person"} if unit is None else {"kind": "unit", "unitId": plan.units[unit]}
        goal = plan.goals[place % len(plan.goals)]
        body = {"goalId": goal.id, "text": "Insats", "responsible": responsible, "position": 1}
        if malformed:
            body["position"] = "first"

        def then(answer: Answer) -> None:
            plan.interventions.append(Intervention(answer.body["id"], unit))

        attempt = Attempt(
            f"add intervention: {unit or 'the person'}", who, "intervention.write", "POST", "interventions", body,
            malformed=malformed, owned=self.of_own(who, unit), then=then,
        )  # fmt: skip
        self.take(attempt, look=look)

    @rule(who=WHO, place=PLACE, state=st.sampled_from(["ongoing", "completed", "discontinued"]), flaw=FLAWS, look=LOOK)
    def set_status(self, who: str, place: int, state: str, flaw: str | None, look: bool) -> None:
        plan = self.plan
        if not plan.interventions:
            return
        one = plan.interventions[place % len(plan.interventions)]
        who = self.able(who, "intervention.follow")
        body = {"state": "lost" if flaw == "malformed" else state, "since": self.moment(flaw)}
        attempt = Attempt(
            f"set status: {state} of {one.unit}'s",
            who,
            "intervention.follow",
            "POST",
            f"interventions/{one.id}/statuses",
            body,
            faults((flaw == "future", FUTURE)),
            malformed=flaw == "malformed",
            owned=self.to_follow(who, one.unit),
        )
        self.take(attempt, look=look)

    def to_follow(self, who: str, unit: str | None) -> Verdict:
        """By the responsible unit, or who drives the plan (the contract)."""
        return FINE if drives(self.plan, who, self.world.clock) or STAFF[who] == unit else NOT_YOUR_OWN

    @rule(who=WHO, place=PLACE, match=MATCH, look=LOOK)
    def change_intervention(self, who: str, place: int, match: str, look: bool) -> None:
        plan = self.plan
        if not plan.interventions:
            return
        one = plan.interventions[place % len(plan.interventions)]
        who, tag = self.able(who, "intervention.write"), "*" if match == "exact" else match
        attempt = Attempt(
            f"change intervention: {one.unit}'s", who, "intervention.write", "PATCH", f"interventions/{one.id}",
            {"text": "Ändrad insats"}, owned=self.of_own(who, one.unit), match=tag,
        )  # fmt: skip
        self.take(attempt, look=look)

    @rule(who=WHO, decision=DECISIONS, booked=OFTEN, flaw=FLAWS, look=LOOK)
    def follow_up(self, who: str, decision: str, booked: bool, flaw: str | None, look: bool) -> None:
        """It decides and never leaves `established`; the next date is there unless the plan is to close."""
        who = self.able(who, "follow-up.record")
        body: dict[str, Any] = {
            "heldAt": self.moment(flaw), "howIsItGoing": "Bra", "continuedCoordination": decision != "close",
            "decision": decision, "nextOn": self.world.day(60) if booked else None,
        }  # fmt: skip
        content = faults((flaw == "future", FUTURE), (booked == (decision == "close"), (422, "next-date")))
        if flaw == "malformed":
            body["howIsItGoing"] = ""

        def then(answer: Answer) -> None:
            self.plan.to_close = self.world.clock if decision == "close" else NEVER

        attempt = Attempt(
            f"follow up: {decision}", who, "follow-up.record", "POST", "follow-ups", body, content,
            malformed=flaw == "malformed", then=then,
        )  # fmt: skip
        self.take(attempt, look=look)

    @rule(who=WHO, reported=UNITS, concerns=UNITS, flaw=FLAWS, look=LOOK)
    def report_deviation(self, who: str, reported: str, concerns: str, flaw: str | None, look: bool) -> None:
        plan = self.plan
        who = self.able(who, "deviation.report")
        reported = STAFF[who] if flaw is None and STAFF[who] in plan.units else reported
        if reported not in plan.units or concerns not in plan.units:
            return
        body = {"reportedByUnitId": plan.units[reported], "concernsUnitId": plan.units[concerns], "text": "Sent"}
        body["reportedAt"] = self.moment(flaw)
        if flaw == "malformed":
            body["text"] = ""
        content = faults((flaw == "future", FUTURE), (reported == concerns, (422, "same-unit")))

        def then(answer: Answer) -> None:
            plan.deviations.append(Deviation(answer.body["id"], reported, concerns))

        attempt = Attempt(
            f"report deviation: {reported} about {concerns}",
            who,
            "deviation.report",
            "POST",
            "deviations",
            body,
            content,
            malformed=flaw == "malformed",
            owned=self.for_unit(who, reported),
            then=then,
        )
        self.take(attempt, look=look)

    def for_unit(self, who: str, unit: str) -> Verdict:
        """One's own unit, and nobody else's. `decided`: the coordinator speaks for those that cannot log in alone."""
        return FINE if STAFF[who] == unit else NOT_YOURS

    @rule(
        who=WHO,
        place=PLACE,
        kind=st.sampled_from(["addressed", "answered", "answered", "closed"]),
        spoken=st.sampled_from([None, None, "reported", "concerns"]),
        look=LOOK,
    )
    def handle_deviation(self, who: str, place: int, kind: str, spoken: str | None, look: bool) -> None:
        """Closed when both units have answered; for one that does not come at the plan the coordinator registers."""
        plan = self.plan
        if not plan.deviations:
            return
        one = plan.deviations[place % len(plan.deviations)]
        who = self.able(who, "deviation.handle")
        early = kind == "closed" and one.answered != {one.reported, one.concerns}
        content = faults((one.closed, (409, "deviation-closed")), (early, (409, "deviation-not-answered")))
        unit = STAFF[who] if spoken is None else getattr(one, spoken)
        owned = FINE if unit in (one.reported, one.concerns) else (403, "not-a-party")
        if not speaks_for(plan, who, unit, self.world.clock):
            owned = NOT_YOURS

        def then(answer: Answer) -> None:
            one.closed = kind == "closed"
            if kind == "answered":
                one.answered.add(unit)
            noted = plan.people[who] if unit != STAFF[who] else None
            assert answer.body["registeredById"] == noted, "that it was the coordinator who registered it is noted"

        body = {"kind": kind, "text": "Svar", "takenAt": self.world.at()}
        body |= {} if spoken is None else {"unitId": plan.units[unit]}
        attempt = Attempt(
            f"handle deviation: {kind}", who, "deviation.handle", "POST", f"deviations/{one.id}/steps", body, content,
            owned=owned, then=then,
        )  # fmt: skip
        self.take(attempt, look=look)

    @rule(who=WHO, look=LOOK)
    def write_note(self, who: str, look: bool) -> None:
        who = self.able(who, "note.write")
        self.take(
            Attempt("write note", who, "note.write", "POST", "notes", {"text": "x", "writtenAt": self.world.at()}),
            look=look,
        )

    @rule(who=WHO, flaw=FLAWS, version=st.sampled_from([None, 1, 999]), look=LOOK)
    def record_copy(self, who: str, flaw: str | None, version: int | None, look: bool) -> None:
        content = faults((flaw == "future", FUTURE), (version == 999, (422, "copy-of-later-version")))
        body = {
            "form": "telegram" if flaw == "malformed" else "paper",
            "givenAt": self.moment(flaw),
            "planVersion": version,
        }
        who = self.able(who, "copy.record")
        attempt = Attempt(
            "record copy", who, "copy.record", "POST", "copies", body, content, malformed=flaw == "malformed"
        )
        self.take(attempt, look=look)
