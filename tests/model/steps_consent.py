"""Steps: consent is registered and withdrawn."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.model.actors import PRINCIPALS, STAFF
from tests.model.consents import Consent
from tests.model.door import Answer
from tests.model.drawn import FLAWS, LOOK, MATCH, PLACE, WHO
from tests.model.machine import FUTURE, Attempt, Machine, faults
from tests.model.rights import FINE

GIVERS = st.sampled_from(
    ["right"] * 12 + ["person", "person", "guardian0", "guardian1", "legal_representative", "assessment"]
)
UNTIL = st.sampled_from([None] * 7 + [0, 5, 30, 120, -3])
RECIPIENTS = st.sampled_from(
    [("r1", "r2", "k1")] * 5 + [("r2", "k1"), ("k1",), ("r2",), ("k2",), ("r1", "r2", "k1", "k2"), ("r1",), ()]
)


class Consenting(Machine):
    @rule(
        who=WHO,
        kind=st.sampled_from(["sip", "sip", "information_sharing", "information_sharing", "relatives"]),
        giver=GIVERS,
        until=UNTIL,
        units=RECIPIENTS,
        mapping=st.booleans(),
        flaw=FLAWS,
        ago=st.sampled_from([0, 0, 0, 2]),
        look=LOOK,
    )
    def consent(
        self, who: str, kind: str, giver: str, until: int | None, units: tuple[str, ...], mapping: bool,
        flaw: str | None, ago: int, look: bool,
    ) -> None:  # fmt: skip
        """`right` gives everything that is needed: every guardian of a child, else the person, each in turn."""
        plan, world = self.plan, self.world
        known = plan.consents.guardians
        if giver == "right":
            givers = list(known) if known and not plan.consents.of_age(18, world.clock) else ["person"]
        elif giver.startswith("guardian") and giver not in known:
            givers = ["person"]
        else:
            givers = [giver]
        for one in givers:
            self._give(self.able(who, "consent.register"), kind, one, until, units, mapping, flaw, ago, look)

    def _give(
        self, who: str, kind: str, giver: str, until: int | None, units: tuple[str, ...], mapping: bool,
        flaw: str | None, ago: int, look: bool,
    ) -> None:  # fmt: skip
        plan, world = self.plan, self.world
        given = world.clock - timedelta(days=ago) if flaw != "future" else world.clock + timedelta(days=1)
        last = None if until is None else date.fromisoformat(world.day(until))
        form = {"kind": kind, "form": "oral", "givenAt": given.isoformat()}
        by = "guardian" if giver.startswith("guardian") else giver
        body: dict[str, Any] = form | {"givenBy": by, "validUntil": last and last.isoformat()}
        if by == "guardian":
            body["guardianId"] = plan.people[giver]
        if by == "assessment":
            body["assessment"] = "Skäl"
        named = tuple(unit for unit in units if unit in plan.units)
        if kind == "information_sharing":
            body["recipients"] = [plan.units[unit] for unit in named]
            body["information"] = ["plan", "mapping"] if mapping else ["plan"]
        if kind == "relatives":
            body["relatives"] = ["En anhörig"]
        if flaw == "malformed":
            body["form"] = "whispered"
        content = faults(
            (flaw == "future", FUTURE),
            (kind == "information_sharing" and not named, (422, "recipients-needed")),
            (last is not None and last < given.date(), (422, "ends-before-it-begins")),
        )

        # `decided`: whoever only takes part lets in no unit of her own principal.
        leads = {"initiator", "coordinator"} & plan.grounds(who, world.clock)
        ours = PRINCIPALS[STAFF[who]] in {PRINCIPALS[unit] for unit in named}
        itself = kind == "information_sharing" and ours and not leads

        def then(answer: Answer) -> None:
            covered = frozenset(named) if kind == "information_sharing" else frozenset[str]()
            plan.consents.all.append(Consent(answer.body["id"], kind, giver, given, last, covered, mapping))

        about = f"consent: {kind} by {giver} {','.join(named)} {'with mapping' if mapping else ''} until {last}"
        attempt = Attempt(
            about, who, "consent.register", "POST", "consents", body, content, malformed=flaw == "malformed",
            owned=(403, "not-for-your-own-unit") if itself else FINE, then=then,
        )  # fmt: skip
        self.take(attempt, look=look)

    @rule(who=WHO, place=PLACE, match=MATCH, flaw=FLAWS, ago=st.sampled_from([0, 0, 0, 3]), look=LOOK)
    def withdraw(self, who: str, place: int, match: str, flaw: str | None, ago: int, look: bool) -> None:
        plan, world = self.plan, self.world
        if not plan.consents.all:
            return
        # The last first: what was given latest is what is mostly withdrawn.
        one = plan.consents.all[-1 - place % len(plan.consents.all)]
        when = world.clock - timedelta(days=ago) if flaw != "future" else world.clock + timedelta(days=1)
        by = "guardian" if one.giver.startswith("guardian") else one.giver
        body = {"withdrawnBy": "person" if by == "assessment" else by, "withdrawnAt": when.isoformat()}
        content = faults(
            (plan.consents.over(one, world.clock), (409, "consent-already-ended")),
            (flaw == "future", FUTURE),
            (when < one.given, (422, "withdrawn-before-given")),
        )

        def then(answer: Answer) -> None:
            one.withdrawn = when
            plan.taken_back |= one.kind == "sip" and plan.status == "closed"
            if one.kind == "sip" and plan.status not in ("closed", "annulled"):
                plan.close(when, "consent_withdrawn")
                self.announce(plan.involved(world.clock))

        if flaw == "malformed":
            body["withdrawnBy"] = "assessment"
        tag = "*" if match == "exact" else match
        attempt = Attempt(
            f"withdraw: {one.kind} by {one.giver} of {one.given:%Y-%m-%d} as of {when:%Y-%m-%d}",
            self.able(who, "consent.withdraw"),
            "consent.withdraw",
            "PUT",
            f"consents/{one.id}/withdrawal",
            body,
            content,
            malformed=flaw == "malformed",
            match=tag,
            then=then,
        )
        self.take(attempt, look=look)
