"""Steps: the summons, its answers, forwarding, and the meeting."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.model.actors import PRINCIPALS, STAFF
from tests.model.door import Answer
from tests.model.drawn import FLAWS, LOOK, MATCH, PLACE, UNITS, WHO
from tests.model.machine import FUTURE, Attempt, Machine, faults
from tests.model.plan import Place
from tests.model.rights import FINE, NOT_NOW, NOT_YOURS, OUT_OF_REACH, Verdict

OCCASIONS = st.sampled_from(["planning", "planning", "follow_up"])
CALLED = st.sampled_from([("k1",)] * 4 + [("k1", "r1"), ("r1",), ("r2", "k1"), ("k2",), ("k1", "k1")])


class Meeting(Machine):
    @rule(who=WHO, occasion=OCCASIONS, called=CALLED, flaw=FLAWS, look=LOOK)
    def summon(self, who: str, occasion: str, called: tuple[str, ...], flaw: str | None, look: bool) -> None:
        plan, world = self.plan, self.world
        named = [unit for unit in called if unit in plan.units]
        content = faults(
            (occasion == "follow_up" and plan.status != "established", NOT_NOW),
            (len(set(named)) < len(named), (422, "invited-twice")),
            (flaw == "future", FUTURE),
        )
        body: dict[str, Any] = {
            "form": "oral", "occasion": occasion, "purpose": "Möte", "meetingAt": world.at(-timedelta(days=9)),
            "sentAt": world.at(-timedelta(days=1)) if flaw == "future" else world.at(),
            "invited": [{"unitId": plan.units[unit]} for unit in named],
        }  # fmt: skip

        def then(answer: Answer) -> None:
            names = {identity: unit for unit, identity in plan.units.items()}
            plan.summonses.append(answer.body["id"])
            for one in answer.body["invitations"]:
                plan.places.append(Place(one["id"], answer.body["id"], names[one["unitId"]]))
            if occasion == "planning":
                self.reopen("summoned")

        attempt = Attempt(
            f"summon: {occasion} {','.join(named)}",
            self.able(who, "summons.send"),
            "summons.send",
            "POST",
            "summonses",
            body,
            content,
            malformed=not named or flaw == "malformed",
            then=then,
        )
        if flaw == "malformed":
            body["form"] = "sung"
        self.take(attempt, look=look and occasion == "planning")

    def reopen(self, status: str) -> None:
        """Planning of an established plan is a revision: what was adopted stands meanwhile."""
        plan = self.plan
        if plan.status == "established":
            plan.adopted = plan.texts()
        plan.status = status

    def place(self, place: int) -> Place | None:
        return self.plan.places[-1 - place % len(self.plan.places)] if self.plan.places else None

    def owns(self, who: str, unit: str) -> Verdict:
        """A called unit answers for itself; the coordinator registers others' answers.

        `decided`: an answer may be changed, one that sent the summons on as well; the trail keeps them all.
        """
        if STAFF[who] == unit or self.plan.coordinating(who):
            return FINE
        # Another unit's place is not there for whoever does not read the plan.
        return NOT_YOURS if self.plan.reads(who, self.world.clock) else OUT_OF_REACH

    def heard(self, who: str, one: Place) -> Verdict | None:
        """`decided`: a unit that has said no is told so when it says it again, though the plan is out of its reach."""
        return (409, "summons-answered") if STAFF[who] == one.unit and one.reply not in ("none", "attends") else None

    @rule(
        who=WHO, place=PLACE, reply=st.sampled_from(["attends"] * 5 + ["declines", "wrong_recipient"]), match=MATCH,
        named=st.sampled_from([None, None, "kim", "eva", "anna"]), flaw=FLAWS, look=LOOK,
    )  # fmt: skip
    def reply(
        self, who: str, place: int, reply: str, match: str, named: str | None, flaw: str | None, look: bool
    ) -> None:
        plan, world, one = self.plan, self.world, self.place(place)
        if one is None:
            return
        who = self.answering(who, one)
        representative = named if named in plan.people else None
        body = {"reply": reply, "repliedAt": world.at(-timedelta(days=1)) if flaw == "future" else world.at()}
        body["representativeId"] = plan.people[representative] if representative else None
        # Who does not come has nobody to come in her place.
        foreign = representative is not None and (STAFF[representative] != one.unit or reply != "attends")
        content = faults(
            (flaw == "future", FUTURE),
            (foreign, (422, "representative-of-other-unit")),
        )
        if flaw == "malformed":
            body["reply"] = "forwarded"

        def then(answer: Answer) -> None:
            one.reply = reply

        attempt = Attempt(
            f"reply: {reply} for {one.unit}, {representative}", who, "summons.reply", "PUT",
            f"summonses/{one.summons}/invitations/{one.id}/reply", body, content, malformed=flaw == "malformed",
            owned=self.owns(who, one.unit), match="*" if match == "exact" else match, then=then,
            given=self.heard(who, one),
        )  # fmt: skip
        self.take(attempt, look=look)

    def answering(self, who: str, one: Place) -> str:
        """Whoever may answer for that unit: its own staff first, else the coordinator."""
        if who != "able":
            return who
        own = next(name for name, unit in STAFF.items() if unit == one.unit)
        return own if self.plan.grounds(own, self.world.clock) else (self.plan.coordinator or "anna")

    @rule(who=WHO, place=PLACE, to=UNITS, match=MATCH, flaw=FLAWS, look=LOOK)
    def forward_summons(self, who: str, place: int, to: str, match: str, flaw: str | None, look: bool) -> None:
        plan, world, one = self.plan, self.world, self.place(place)
        if one is None:
            return
        who = self.answering(who, one)
        body = {
            "unit": world.unit_body(to),
            "repliedAt": world.at(-timedelta(days=1)) if flaw == "future" else world.at(),
        }
        # `decided`: it has reached a unit that is called already, and who sends hers on learns nothing by that.
        called = next((other for other in plan.places if (other.unit, other.summons) == (to, one.summons)), None)
        content = faults(
            (flaw == "future", FUTURE),
            (PRINCIPALS[to] != PRINCIPALS[one.unit] or to == one.unit, (422, "forward-within-principal")),
        )
        if flaw == "malformed":
            body["repliedAt"] = "nyss"

        def then(answer: Answer) -> None:
            one.reply = "forwarded"
            if called:
                if called.reply not in ("none", "attends"):
                    called.reply = "none"  # who does not come is asked anew
                return
            coordinator = plan.coordinator
            got = self.world.ask(coordinator, "GET", f"/plans/{plan.id}/summonses/{one.summons}").body
            new = next(other for other in got["invitations"] if other["forwardedFromId"] == one.id)
            assert plan.units.setdefault(to, new["unitId"]) == new["unitId"]
            plan.places.append(Place(new["id"], one.summons, to))

        attempt = Attempt(
            f"forward: from {one.unit} to {to}", who, "summons.reply", "PUT",
            f"summonses/{one.summons}/invitations/{one.id}/forwarding", body, content, malformed=flaw == "malformed",
            owned=self.owns(who, one.unit), match="*" if match == "exact" else match, then=then,
            given=self.heard(who, one),
        )  # fmt: skip
        self.take(attempt, look=look)

    @rule(
        who=WHO, occasion=OCCASIONS, main=st.sampled_from([None, None, "kim", "cia", "anna"]), flaw=FLAWS,
        ago=st.sampled_from([0, 2]), look=LOOK,
    )  # fmt: skip
    def meet(self, who: str, occasion: str, main: str | None, flaw: str | None, ago: int, look: bool) -> None:
        """A role that is left out has its default: the caller, and for main responsible the coordinator, unless it was
        agreed otherwise at a meeting before. The meeting that was held last says who has it."""
        plan, world = self.plan, self.world
        who = self.able(who, "meeting.record")
        held = world.at(-timedelta(days=1) if flaw == "future" else timedelta(days=ago))
        body: dict[str, Any] = {"occasion": occasion, "heldAt": held, "form": "digital", "whatMatters": "Hemma"}
        agreed = main if main in plan.people else None
        if agreed:
            body["mainResponsible"] = {"participantId": plan.people[agreed], "origin": "agreed"}
        content = faults(
            (occasion == "follow_up" and plan.status != "established", NOT_NOW),
            (flaw == "future", FUTURE),
            (flaw != "future" and world.clock - timedelta(days=ago) < plan.initiated, (422, "met-before-initiated")),
        )
        if flaw == "malformed":
            body["form"] = "telepathic"

        def then(answer: Answer) -> None:
            at = world.clock - timedelta(days=ago)
            before = sorted((one for one in plan.mains if one[0] <= at), key=lambda one: one[0])
            stands = before[-1][1] if before and before[-1][2] else None
            assert plan.coordinator is not None, "she records it"
            plan.mains.append((at, agreed or stands or plan.coordinator, bool(agreed or stands)))
            if len(before) == len(plan.mains) - 1:
                plan.main = plan.mains[-1][1]
            if occasion == "planning":
                plan.met = world.clock
                self.reopen("met")

        attempt = Attempt(
            f"meet: {occasion}, main {agreed}", who, "meeting.record", "POST", "meetings", body, content,
            malformed=flaw == "malformed", then=then,
        )  # fmt: skip
        self.take(attempt, look=look and occasion == "planning")
