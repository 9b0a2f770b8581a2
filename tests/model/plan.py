"""The model's plan: what has been accepted so far, and what follows from it at a moment."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.model.actors import BEGINS, MANAGERS, PRINCIPALS, STAFF
from tests.model.consents import Consents, a_year_after, swedish_day

NEVER = datetime.min.replace(tzinfo=UTC)
OPEN = frozenset({"initiated", "offered", "declined", "preparing", "summoned", "met", "established"})
WORKING = frozenset({"preparing", "summoned", "met", "established"})


@dataclass
class Place:
    """A called unit's place in a summons. `reply` is `none` until it answers."""

    id: str
    summons: str
    unit: str
    reply: str = "none"


@dataclass
class Goal:
    id: str
    text: str
    followed: bool
    withheld: bool


@dataclass
class Intervention:
    id: str
    unit: str | None


@dataclass
class Deviation:
    id: str
    reported: str
    concerns: str
    answered: set[str] = field(default_factory=set)
    closed: bool = False


@dataclass
class Plan:
    """`units` and `people` map the sequence's own names to the ids that the service gave."""

    id: str
    consents: Consents
    units: dict[str, str]
    people: dict[str, str] = field(default_factory=dict)
    status: str = "initiated"
    version: int = 1
    coordinator: str | None = None
    formerly: set[str] = field(default_factory=set)
    main: str | None = None
    mains: list[tuple[datetime, str, bool]] = field(default_factory=list)  # of each meeting: held, who, by agreement
    met: datetime | None = None  # when the last meeting to plan was entered
    overall: bool = False
    booked: date | None = None  # the first follow-up
    to_close: datetime = NEVER  # when the last follow-up was held, if it decided so
    mapping: int = 0
    established: datetime | None = None
    initiated: datetime = BEGINS
    closed: datetime | None = None
    reason: str | None = None
    taken_back: bool = False  # SIP consent was withdrawn when it was closed already
    # Told that it closed: unit → notice. A plan that time has closed tells just before its next accepted change, and
    # that is a change of its own.
    told: dict[str, str] = field(default_factory=dict)
    untold: bool = False
    released: bool = False
    held_back: datetime | None = None
    adopted: list[tuple[str, bool]] | None = None
    summonses: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    interventions: list[Intervention] = field(default_factory=list)
    deviations: list[Deviation] = field(default_factory=list)
    # The hand-overs in order: (id, asked person); the pending one is named apart.
    handovers: list[tuple[str, str]] = field(default_factory=list)
    pending: str | None = None
    refused: set[str] = field(default_factory=set)
    # What a correction of each address has said last: the same again changes nothing.
    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    # When it was last settled.
    seen: datetime = BEGINS

    # --- time ---------------------------------------------------------------------------------------------------------

    def settle(self, now: datetime) -> None:
        """A consent that has ended closes the plan on that instant, without anyone acting.

        `decided`: what is not prepared yet rests on no consent, and stays as it is.
        """
        if self.status in WORKING and not self.consents.sip(now):
            ends = [moment for moment in self.consents.endings() if self.seen < moment <= now]
            self.close(min(moment for moment in ends if not self.consents.sip(moment)), "consent_ended")
            self.untold = True
        self.seen = now

    def involved(self, now: datetime) -> set[str]:
        """Who is told that it closed: everyone involved (design: closed).

        `decided`: the units that have coordinated it, and those that might know of the plan at the last moment that it
        was open, also if their consent ended with it. A withdrawal that is dated back ended it then, but units went on
        until it was entered. To tell others would be to tell them of it: whoever was let out earlier, or would be let
        in by her birthday after the end.
        """
        assert self.closed is not None
        moments = [self.closed - timedelta.resolution] + ([now] if self.reason != "consent_ended" else [])
        found = {unit for unit in self.units for at in moments if self.consents.covers(unit, at)}
        found |= {STAFF[who] for who in self.formerly}
        return found | ({STAFF[self.coordinator]} if self.coordinator else set())

    def pass_on(self, who: str) -> None:
        """Another coordinates from now on; who did so before knows of the plan, and is told when it closes."""
        if self.coordinator:
            self.formerly.add(self.coordinator)
        if self.main == self.coordinator and self.mains and not sorted(self.mains, key=lambda one: one[0])[-1][2]:
            self.main = who  # by default, she who has the task
        self.coordinator, self.pending = who, None

    def close(self, at: datetime, reason: str) -> None:
        """`at` is when it ended; a withdrawal may say that this was some days ago."""
        self.status, self.closed, self.reason, self.pending = "closed", at, reason, None

    # --- who has what to do with it -----------------------------------------------------------------------------------

    def coordinating(self, who: str) -> bool:
        return self.coordinator == who

    def grounds(self, who: str, now: datetime) -> set[str]:
        """Every ground that a member of staff stands on; none, and the plan does not exist for her."""
        unit, found = STAFF[who], set[str]()
        if self.coordinator is None and unit == "r1":
            found.add("initiator")
        if self.coordinator == who:
            found.add("coordinator")
        if self.status == "annulled":
            # `decided`: what was entered in error is left to whoever drove it.
            return found
        if self.takes_part(unit) and self.consents.sip(now) and not self.taken_back and self.consents.covers(unit, now):
            found.add("participant")
            if self.main == who:
                found.add("main")
        if self.status in OPEN:
            if any(place.unit == unit and place.reply in ("none", "attends") for place in self.places):
                found.add("called")
            if self.pending is not None and dict(self.handovers)[self.pending] == who:
                found.add("asked")
        if self.coordinator and who in MANAGERS and PRINCIPALS[unit] == PRINCIPALS[STAFF[self.coordinator]]:
            found.add("manager")
        if unit in self.told:
            found.add("told")
        return found

    def takes_part(self, unit: str) -> bool:
        """By an accepted summons; the coordinator's own unit by her."""
        if self.coordinator is not None and STAFF[self.coordinator] == unit:
            return True
        return any(place.unit == unit and place.reply == "attends" for place in self.places)

    def reads(self, who: str, now: datetime) -> bool:
        """The plan itself, and not only what is about her own unit."""
        return bool({"initiator", "coordinator", "participant"} & self.grounds(who, now))

    def comes(self, unit: str, now: datetime) -> bool:
        """Whether anybody there reads the plan."""
        return any(self.reads(who, now) for who in STAFF if STAFF[who] == unit)

    def may_coordinate(self, unit: str, now: datetime) -> bool:
        """Handed over, the task goes to a unit whose consent lets it in to the mapping too, which whoever has the task
        reads; or it stays in the unit that has it (documentation/why.md).
        """
        stays = self.coordinator is not None and STAFF[self.coordinator] == unit
        return stays or self.consents.covers(unit, now, mapping=True)

    def reads_mapping(self, who: str, now: datetime) -> bool:
        found = self.grounds(who, now)
        return "coordinator" in found or (
            "participant" in found and self.consents.covers(STAFF[who], now, mapping=True)
        )

    # --- what it holds ------------------------------------------------------------------------------------------------

    @property
    def revising(self) -> bool:
        return self.adopted is not None

    def texts(self) -> list[tuple[str, bool]]:
        return [(goal.text, goal.withheld) for goal in self.goals]

    def missing(self, now: datetime, step: str) -> set[str]:
        """What the law and the guideline demand, and is not there (design: What a SIP is; process: established)."""
        demands = {
            "sip-consent-missing": self.consents.sip(now),
            "coordinator-missing": self.coordinator is not None,
        }
        if step != "prepare":
            sides = {
                "region" if PRINCIPALS[unit] == PRINCIPALS["r1"] else "municipality"
                for unit in self.units
                if self.takes_part(unit)
            }
            demands |= {
                "region-part-missing": "region" in sides,
                "municipality-part-missing": "municipality" in sides,
                "meeting-missing": self.met is not None,
                "main-responsible-missing": self.main is not None,
                "goals-missing": bool(self.goals),
                "goal-follow-up-responsible-missing": all(goal.followed for goal in self.goals),
                "interventions-missing": bool(self.interventions),
                "principal-intervention-missing": not self.interventions
                or any(one.unit is not None for one in self.interventions),
                "overall-responsible-missing": self.overall,
                "first-follow-up-missing": self.booked is not None,
                # Booked for a day that has been is not booked; of a revised plan it may have been held long ago.
                "first-follow-up-passed": self.booked is None
                or (self.established is not None and not (step == "establish" and self.to_close >= self.established))
                or self.booked >= swedish_day(now),
            }
        return {code for code, met in demands.items() if not met}

    # --- the citizen --------------------------------------------------------------------------------------------------

    def mirrored(self, now: datetime) -> tuple[str, list[str]] | None:
        """(status, the goals' texts) as she sees the plan, or nothing."""
        if not self.consents.of_age(16, now) or self.established is None or self.status == "annulled":
            return None
        if not self.consents.sip(now) or not self.released or (self.held_back is not None and now < self.held_back):
            return None
        if self.taken_back or self.reason in ("consent_withdrawn", "consent_ended"):
            return None
        if self.closed is not None and now >= a_year_after(self.closed):
            return None
        shown = self.texts() if self.adopted is None else self.adopted
        return self.status, [text for text, withheld in shown if not withheld]

    def mirrored_summonses(self, now: datetime) -> int:
        """How many; they are of an open plan alone, and seen before it is established too."""
        if self.status not in OPEN or not self.consents.of_age(16, now) or not self.consents.sip(now):
            return 0
        return len(self.summonses)

    def mirrored_consents(self, now: datetime) -> list[tuple[str, bool]]:
        """(kind, withdrawn): hers to see from the day they are given, but not of a plan entered in error."""
        if self.status == "annulled" or not self.consents.of_age(16, now):
            return []
        # That she was judged unable to consent is never mirrored.
        shown = [one for one in self.consents.all if one.giver != "assessment"]
        return [(one.kind, self.consents.told_withdrawn(one)) for one in shown]
