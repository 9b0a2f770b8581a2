"""The whole machine: every step, a legal beginning as far as a stage, and the next natural step again and again."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tests.model.actors import BORN
from tests.model.drawn import SELDOM
from tests.model.steps_consent import Consenting
from tests.model.steps_end import End
from tests.model.steps_lifecycle import Lifecycle
from tests.model.steps_meeting import Meeting
from tests.model.steps_start import Start
from tests.model.steps_work import Work

STAGES = ("created", "peopled", "offered", "consented", "preparing", "summoned", "met", "agreed", "established")
ALL = ("r1", "r2", "k1")
NAMED = st.sampled_from(["cia", "anna", "kim"])
TURNS = st.sampled_from(["hand over", "revise", "forward", "deviate", "follow up"])
AGES = st.sampled_from(["adult"] * 4 + [age for age in BORN if age != "adult"])


class Lifelines(Start, Lifecycle, Consenting, Meeting, Work, End):
    """A sequence begins at one of the stages, so that what comes late in a life is tried as often as the rest."""

    @initialize(
        age=AGES,
        stage=st.sampled_from(STAGES + STAGES[-1:] * 5),
        coordinator=st.sampled_from(["cia", "cia", "cia", "anna", "kim"]),
        until=st.sampled_from([None, None, 30, 120]),
        mapping=st.booleans(),
        flaw=st.sampled_from([None, "future", "malformed", "number"]),
        wrong=SELDOM,
    )
    def created(
        self, age: str, stage: str, coordinator: str, until: int | None, mapping: bool, flaw: str | None, wrong: bool
    ) -> None:
        self.begin(age)
        if wrong:
            self.create(flaw, "anna" if flaw else "kim")
        self.create()
        for reached in STAGES[1 : STAGES.index(stage) + 1]:
            getattr(self, f"_{reached}")(coordinator, until, mapping)

    def _peopled(self, *_: Any) -> None:
        for unit in ("r2", "k1"):
            self.add_unit(who="anna", unit=unit, malformed=False, look=False)
        for name in ("anna", "arne", "cia", "kim"):
            self.add_participant(who="anna", name=name, look=False)
        if not self.plan.consents.of_age(18, self.world.clock):
            for _ in range(2):
                self.add_guardian(who="anna")

    def _offered(self, *_: Any) -> None:
        self._step("offer")
        self._step("accept")

    def _consented(self, _: str, until: int | None, mapping: bool) -> None:
        self._consent("sip", until, False)
        self._consent("information_sharing", None, mapping)

    def _preparing(self, coordinator: str, *_: Any) -> None:
        self.name_coordinator(who="anna", name=coordinator, match="*", look=False)
        self._step("prepare")
        self.write_mapping(who="able", match="*", look=False)

    def _summoned(self, *_: Any) -> None:
        """The other principal is called, and comes."""
        unit, name = ("r1", "anna") if self.plan.coordinator == "kim" else ("k1", "kim")
        self.summon(who="able", occasion="planning", called=(unit,), flaw=None, look=False)
        self.reply(who="able", place=0, reply="attends", match="*", named=name, flaw=None, look=False)

    def _met(self, *_: Any) -> None:
        self.meet(who="able", occasion="planning", main=None, flaw=None, ago=0, look=False)

    def _agreed(self, *_: Any) -> None:
        self.add_goal(who=self._driver, text=0, followed=True, withheld=False, malformed=False, look=False)
        self.add_intervention(who=self._driver, place=0, unit="k1", malformed=False, look=False)
        for field in ("overallResponsible", "firstFollowUpOn"):
            self.change_plan(who="able", match="*", field=field, flaw=None)

    def _established(self, *_: Any) -> None:
        self._step("establish")

    @property
    def _driver(self) -> str:
        return self.plan.coordinator or "anna"

    def _step(self, step: str) -> None:
        self.transition(who="able", step=step, match="*", dry=False, released=True, look=False)

    def _consent(self, kind: str, until: int | None, mapping: bool) -> None:
        self.consent(
            who="able", kind=kind, giver="right", until=until, units=ALL, mapping=mapping, flaw=None, ago=0, look=False
        )

    @rule(coordinator=NAMED, mapping=st.booleans(), turn=TURNS)
    def onward(self, coordinator: str, mapping: bool, turn: str) -> None:
        """The next step that a plan takes by itself, so to speak."""
        plan, now = self.plan, self.world.clock
        if plan.status == "initiated" and "kim" not in plan.people:
            self._peopled()
        elif plan.status in ("initiated", "declined"):
            self._step("offer")
        elif plan.status == "offered" and not plan.consents.sip(now):
            self._consented(coordinator, None, mapping)
        elif plan.status == "offered":
            if plan.coordinator is None:
                self.name_coordinator(who="anna", name=coordinator, match="*", look=False)
            self._step("prepare")
        elif plan.status == "preparing":
            self._summoned()
        elif plan.status == "summoned":
            self._met()
        elif plan.status == "met":
            if plan.missing(now, "establish") & {
                "goals-missing",
                "interventions-missing",
                "overall-responsible-missing",
                "first-follow-up-passed",
            }:
                self._agreed()
            self._established()
        elif plan.status == "established":
            self._turn(turn, coordinator)
        elif plan.status == "closed":
            self.acknowledge(who="able", place=0, match="*", look=False)

    def _turn(self, turn: str, to: str) -> None:
        """What an established plan meets with."""
        if turn == "hand over":
            self.offer_handover(who="able", to=to, flaw=None, look=False)
            self.answer_handover(who="able", place=0, answer="acceptance", match="*", look=False)
        elif turn == "revise":
            self.summon(who="able", occasion="planning", called=("k1", "r1"), flaw=None, look=False)
        elif turn == "forward":
            self.summon(who="able", occasion="follow_up", called=("k1",), flaw=None, look=False)
            self.forward_summons(who="able", place=0, to="k2", match="*", flaw=None, look=False)
        elif turn == "deviate":
            self.report_deviation(who="able", reported="k1", concerns="r2", flaw=None, look=False)
        else:
            self.follow_up(who="able", decision="continue", booked=True, flaw=None, look=False)

    @rule(coordinator=NAMED, mapping=st.booleans(), turn=TURNS)
    def onwards(self, coordinator: str, mapping: bool, turn: str) -> None:
        """Twice as often."""
        self.onward(coordinator=coordinator, mapping=mapping, turn=turn)
