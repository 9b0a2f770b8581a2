"""Steps: release, closing, annulling, hand-over, take-over, and acknowledging that one was told."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.model.actors import MANAGERS, STAFF
from tests.model.door import Answer
from tests.model.drawn import FLAWS, LOOK, MATCH, PLACE, SELDOM, WHO
from tests.model.machine import FUTURE, SCOPE, Attempt, Machine, faults
from tests.model.rights import FINE, NOT_YOURS, judge

REASONS = st.sampled_from(["no_longer_needed", "coordination_works", "moved", "inactive", None])


class End(Machine):
    @rule(
        who=WHO,
        approved=st.sampled_from([True, True, False]),
        held=st.sampled_from([None, None, 5, 29, 45]),
        match=MATCH,
        look=LOOK,
    )
    def release(self, who: str, approved: bool, held: int | None, match: str, look: bool) -> None:
        """Held back for thirty days at the most; it ends by itself."""
        plan, world = self.plan, self.world
        who = self.able(who, "plan.release")
        until = None if held is None or "cia" not in plan.people else world.clock + timedelta(days=held)
        body: dict[str, Any] = {"approvedForPatient": approved, "heldBack": None}
        if until is not None:
            body["heldBack"] = {"until": until.isoformat(), "reason": "x", "responsibleId": plan.people["cia"]}
        content = faults(
            (plan.established is None, (409, "never-established")),
            (until is not None and held == 45, (422, "held-back-too-long")),
        )

        def then(answer: Answer) -> None:
            plan.released, plan.held_back = approved, until

        about = f"{'release' if approved else 'retract'}{'' if until is None else f', held back {held} days'}"
        attempt = Attempt(
            f"release: {about}", who, "plan.release", "PUT", "release", body, content, match=match, then=then
        )
        self.take(attempt, look=look)

    @rule(who=WHO, reason=REASONS, match=MATCH, dry=SELDOM, look=LOOK)
    def close(self, who: str, reason: str | None, match: str, dry: bool, look: bool) -> None:
        plan = self.plan
        body = {"transition": "close", "reason": reason, "text": "Klart", "dryRun": dry}

        def then(answer: Answer) -> None:
            if not dry:
                plan.close(self.world.clock, str(reason))
                self.announce(plan.involved(self.world.clock))

        attempt = Attempt(
            f"{'try ' if dry else ''}close: {reason}",
            self.able(who, "plan.close"),
            "plan.close",
            "POST",
            "transitions",
            body,
            malformed=reason is None,
            match=match,
            changes=not dry,
            then=then,
        )
        self.take(attempt, look=look)

    @rule(who=WHO, match=MATCH, really=SELDOM, look=LOOK)
    def annul(self, who: str, match: str, really: bool, look: bool) -> None:
        """Seldom really: nothing comes after it."""
        plan = self.plan
        body = {"transition": "annul", "text": "Fel person", "dryRun": not really}

        def then(answer: Answer) -> None:
            if really:
                plan.status, plan.pending, plan.told = "annulled", None, {}

        attempt = Attempt(
            f"{'' if really else 'try '}annul", self.able(who, "plan.annul"), "plan.annul", "POST", "transitions", body,
            match=match, changes=really, then=then,
        )  # fmt: skip
        self.take(attempt, look=look)

    @rule(who=WHO, to=st.sampled_from(["anna", "arne", "cia", "kim", "eva"]), flaw=FLAWS, look=LOOK)
    def offer_handover(self, who: str, to: str, flaw: str | None, look: bool) -> None:
        plan = self.plan
        if to not in plan.people:
            return
        who = self.able(who, "handover.offer")
        body = {
            "toId": plan.people[to],
            "offeredAt": self.world.at(-timedelta(days=1)) if flaw == "future" else self.world.at(),
        }
        content = faults(
            (plan.pending is not None, (409, "handover-pending")),
            (to == plan.coordinator, (409, "already-coordinator")),
            (flaw == "future", FUTURE),
            (not plan.may_coordinate(STAFF[to], self.world.clock), (409, "unit-not-covered")),
        )
        if flaw == "malformed":
            body["offeredAt"] = "nyss"

        def then(answer: Answer) -> None:
            plan.handovers.append((answer.body["id"], to))
            plan.pending = answer.body["id"]

        attempt = Attempt(
            f"offer hand-over: {to}", who, "handover.offer", "POST", "handovers", body, content,
            malformed=flaw == "malformed", then=then,
        )  # fmt: skip
        self.take(attempt, look=look and plan.pending is None)

    @rule(
        who=WHO,
        place=PLACE,
        answer=st.sampled_from(["acceptance", "acceptance", "refusal", "withdrawal"]),
        match=MATCH,
        look=LOOK,
    )
    def answer_handover(self, who: str, place: int, answer: str, match: str, look: bool) -> None:
        plan, now = self.plan, self.world.clock
        if not plan.handovers:
            return
        identity, asked = plan.handovers[-1 - place % len(plan.handovers)]
        words = {"acceptance": "accept", "refusal": "refuse", "withdrawal": "withdraw"}
        field = {"acceptance": "acceptedAt", "refusal": "refusedAt", "withdrawal": "withdrawnAt"}[answer]
        action = f"handover.{words[answer]}"
        who = self.able(who, action)
        uncovered = answer == "acceptance" and not plan.may_coordinate(STAFF[asked], now)
        content = faults(
            (identity != plan.pending, (409, "handover-not-pending")), (uncovered, (409, "unit-not-covered"))
        )
        owned = FINE if answer == "withdrawal" or who == asked else NOT_YOURS

        def then(got: Answer) -> None:
            plan.pending = None
            if answer == "refusal":
                plan.refused.add(identity)
            if answer == "acceptance":
                plan.pass_on(asked)

        attempt = Attempt(
            f"hand-over: {answer} of {asked}'s", who, action, "PUT", f"handovers/{identity}/{answer}",
            {field: self.world.at()}, content, owned=owned, match="*" if match == "exact" else match, then=then,
            given=(409, "handover-not-pending")
            if answer == "refusal" and who == asked and identity in plan.refused
            else None,
        )  # fmt: skip
        self.take(attempt, look=look and identity == plan.pending)

    @rule(who=st.sampled_from(["mia", "mia", "max", "anna", "xia"]), flaw=FLAWS)
    def take_over(self, who: str, flaw: str | None) -> None:
        """The right is in the token, and asked for first; then the coordinator's principal."""
        plan, unit = self.plan, STAFF[who]
        body: dict[str, Any] = {"reason": "Övergiven", "name": who}
        body["takenAt"] = self.world.at(-timedelta(days=1)) if flaw == "future" else self.world.at()
        if unit not in plan.units:
            body["unit"] = self.world.unit_body(unit)
        content = faults((plan.coordinator == who, (409, "already-coordinator")), (flaw == "future", FUTURE))
        if flaw == "malformed":
            body["reason"] = ""
        owned = FINE if who in MANAGERS else SCOPE

        def then(answer: Answer) -> None:
            whole = self.world.ask(who, "GET", f"/plans/{plan.id}").body
            plan.people.setdefault(who, whole["coordinatorId"])
            units = {one["hsaId"]: one["id"] for one in whole["units"]}
            plan.units.setdefault(unit, units[self.world.units[unit]])
            plan.pass_on(who)

        attempt = Attempt(
            "take over", who, "plan.take-over", "POST", "takeovers", body, content, malformed=flaw == "malformed",
            owned=owned, then=then,
        )  # fmt: skip
        self.take(attempt)

    @rule(who=WHO, place=PLACE, match=MATCH, look=LOOK)
    def acknowledge(self, who: str, place: int, match: str, look: bool) -> None:
        plan = self.plan
        if not plan.told:
            return
        who = self.able(who, "notice.acknowledge")
        unit = sorted(plan.told)[place % len(plan.told)]
        if judge(plan, who, "notice.acknowledge", self.world.clock) == FINE and place < 4:
            unit = STAFF[who] if STAFF[who] in plan.told else unit
        content = faults((unit in self.acknowledged, (409, "already-acknowledged")))

        def then(answer: Answer) -> None:
            self.acknowledged.add(unit)

        attempt = Attempt(
            f"acknowledge: {unit}'s", who, "notice.acknowledge", "PUT", f"notices/{plan.told[unit]}/acknowledgement",
            {"acknowledgedAt": self.world.at()}, content, owned=FINE if STAFF[who] == unit else NOT_YOURS,
            match="*" if match == "exact" else match, then=then,
        )  # fmt: skip
        self.take(attempt, look=look)

    def __init__(self) -> None:
        super().__init__()
        self.acknowledged: set[str] = set()
