"""A sensible attempt at each action: what a client would send that has the plan's own ids, and what it is answered.

What would move the plan out of the status that is tested is sent as a dry run or on a version that has passed, which
is asked about after the right and the status.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from tests.api.process.acting import unit_body
from tests.callers import Caller

STALE = {"If-Match": '"999999"'}
STEPS = ("offer", "accept", "decline", "prepare", "establish", "resume", "close", "annul")


@dataclass
class Attempt:
    """`expect` is what it is answered when it is allowed."""

    body: dict[str, Any] | None = None
    expect: tuple[int, ...] = (200, 201, 204)
    headers: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)


@dataclass
class Desk:
    """Somebody who tries everything on one plan: her unit, and herself as a participant, by their ids in the plan."""

    caller: Caller
    path: str
    at: str
    plan: dict[str, Any]
    unit_hsa: str
    new_unit: str

    def attempts(self) -> Iterator[tuple[str, Attempt]]:
        """One for each action by its name, those that change most last."""
        for name in ("plan.read", "summons.read", "actions.read", "notice.read", "block.read"):
            yield name, Attempt()
        yield "mapping.read", Attempt(expect=(200, 404))
        yield from ((f"plan.{name}", self._step(name)) for name in STEPS)
        yield from self._parts()
        yield from self._answers()

    def _step(self, name: str) -> Attempt:
        body = {"transition": name, "dryRun": True} | ({"reason": "moved"} if name == "close" else {})
        return Attempt(body, headers={"If-Match": "*"})

    def _parts(self) -> Iterator[tuple[str, Attempt]]:
        at, any_version = self.at, {"If-Match": "*"}
        mine = self._own_unit() or str(uuid4())
        other = next((one["id"] for one in self.plan["units"] if one["id"] != mine), str(uuid4()))
        staff = next((one["id"] for one in self.plan["participants"] if one["kind"] == "staff"), str(uuid4()))
        goal = next((one["id"] for one in self.plan["goals"]), None)
        written = {"situation": "Läget.", "entries": []}
        yield "mapping.write", Attempt(written, headers=any_version)
        yield "plan.change", Attempt({"title": "Samma plan"}, headers=any_version)
        yield "plan.protect", Attempt({"protectedIdentity": self.plan["person"]["protectedIdentity"]}, (412,), STALE)
        release = {"approvedForPatient": self.plan["approvedForPatient"]}
        yield "plan.release", Attempt(release, headers=any_version)
        yield "coordinator.name", Attempt({"participantId": staff}, (412,), STALE)
        yield "unit.add", Attempt(unit_body(self.new_unit))
        person = {"kind": "staff", "name": "Ny kollega", "unitId": mine}
        yield "participant.add", Attempt(person)
        consent = {"kind": "relatives", "givenBy": "person", "form": "oral", "givenAt": at, "relatives": ["Anna"]}
        yield "consent.register", Attempt(consent)
        summons = {"form": "oral", "sentAt": "2099-01-01T00:00:00Z", "meetingAt": "2099-01-02T00:00:00Z"}
        summons |= {"purpose": "Möte", "invited": [{"unitId": other}]}
        # It has not happened yet: asked after right and status, and the plan stays where it is.
        yield "summons.send", Attempt(summons, (422,))
        meeting = {"heldAt": "2099-01-01T00:00:00Z", "form": "digital", "whatMatters": "Hem."}
        yield "meeting.record", Attempt(meeting, (422,))
        aim = {"term": "long", "lifeArea": "home", "text": "Bo hemma.", "followUpResponsibleId": staff}
        yield "goal.write", Attempt(aim)
        intervention = {"goalId": goal or str(uuid4()), "text": "Stöd", "position": 1}
        intervention["responsible"] = {"kind": "unit", "unitId": mine}
        yield "intervention.write", Attempt(intervention, (201,) if goal else (422,))
        follow_up = {"heldAt": at, "howIsItGoing": "Bra.", "continuedCoordination": True}
        yield "follow-up.record", Attempt(follow_up | {"decision": "continue", "nextOn": "2026-12-01"})
        deviation = {"reportedByUnitId": mine, "concernsUnitId": other, "text": "Sent.", "reportedAt": at}
        yield "deviation.report", Attempt(deviation)
        yield "note.write", Attempt({"text": "En not.", "writtenAt": at})
        same = {"personnummer": self.plan["person"]["personnummer"], "reason": "Folkbokföringen."}
        yield "number.change", Attempt(same, (409,))
        yield "source.add", Attempt({"system": "journalsystemet", "id": f"SIP-{uuid4()}"})
        yield "copy.record", Attempt({"form": "paper", "givenAt": at})
        takeover = {"reason": "Hon har slutat.", "takenAt": "2099-06-01T00:00:00Z", "name": "Chefen"}
        yield "plan.take-over", Attempt(takeover | {"unit": unit_body(self.unit_hsa)}, (422,))
        yield "handover.offer", Attempt({"toId": staff, "offeredAt": at})
        reader = {"kind": "authorised", "personnummer": "194208179814", "since": "2025-01-01", "scope": ["plan"]}
        yield "representation.register", Attempt(reader | {"reason": "Fullmakt.", "registeredById": staff}, (201, 422))
        own = {"kind": "reads_own", "since": "2026-01-01", "reason": "Moget barn.", "decidedById": staff}
        yield "age-exception.decide", Attempt(own, (201, 422))
        block = {"kind": "unit", "hsaId": self.new_unit, "name": "Spärrad", "form": "oral", "requestedAt": at}
        yield "block.register", Attempt(block | {"registeredById": staff}, (201, 422, 409))

    def _answers(self) -> Iterator[tuple[str, Attempt]]:
        """What is done to a part that must be there, and to be told as allowed must be hers."""
        at, mine = self.at, self._own_unit()
        consent = next((one["id"] for one in self.plan["consents"]), None)
        withdrawal = {"withdrawnBy": "person", "withdrawnAt": at}
        yield "consent.withdraw", self._at({"consentId": consent}, withdrawal, (412, 409))
        places = [one for summons in self.plan["summonses"] for one in summons["invitations"]]
        place = next((one for one in places if one["unitId"] == mine), None) or next(iter(places), None)
        ids = {"summonsId": place and place["summonsId"], "invitationId": place and place["id"]}
        reply = {"reply": "attends", "repliedAt": at}
        yield "summons.reply", self._at(ids, reply, (412,))
        hers = [one["id"] for one in self.plan["interventions"] if one["responsible"]["unitId"] == mine]
        every = [one["id"] for one in self.plan["interventions"]]
        status = {"state": "ongoing", "since": "2099-01-01T00:00:00Z"}
        yield "intervention.follow", self._at({"interventionId": next(iter(hers or every), None)}, status, (422,))
        withheld = {"withheldFromPatient": True}
        yield "intervention.withhold", self._at({"interventionId": next(iter(hers or every), None)}, withheld, (412,))
        for name, many in (("goal", "goals"), ("follow-up", "followUps")):
            part = next((one["id"] for one in self.plan[many]), None)
            yield f"{name}.withhold", self._at({"goalId" if name == "goal" else "followUpId": part}, withheld, (412,))
        people = sorted(self.plan["participants"], key=lambda one: one["unitId"] != mine)
        person = {"participantId": next((one["id"] for one in people), None)}
        yield "participant.protect", self._at(person, {"protectedIdentity": "protectedRegistration"}, (412,))
        step = {"kind": "addressed", "text": "Sett.", "takenAt": at}
        parties = ("reportedByUnitId", "concernsUnitId")
        ours = [one for one in self.plan["deviations"] if mine in (one[name] for name in parties)]
        about = next(iter(ours or self.plan["deviations"]), None)
        # Of another unit's she says what that unit has said, if it is one that she speaks for.
        step |= {"unitId": about["concernsUnitId"]} if about and not ours else {}
        yield "deviation.handle", self._at({"deviationId": about and about["id"]}, step, (201,))
        waiting = [one["id"] for one in self.plan["handovers"] if not (one["acceptedAt"] or one["refusedAt"])]
        handover = {"handoverId": next(iter(waiting), None)}
        for name in ("accepted", "refused", "withdrawn"):
            action = {"accepted": "accept", "refused": "refuse", "withdrawn": "withdraw"}[name]
            yield f"handover.{action}", self._at(handover, {f"{name}At": at}, (412,))
        ending = {"endedAt": at, "endedById": str(uuid4()), "endReason": "Slut."}
        for action, name in (("representation", "representations"), ("age-exception", "ageExceptions")):
            part = next((one["id"] for one in self.plan[name]), None)
            ids = {"representationId" if action == "representation" else "ageExceptionId": part}
            yield f"{action}.end", self._at(ids, ending, (412,))
        lifting = {"liftedAt": at, "liftedById": str(uuid4()), "liftedForm": "oral"}
        yield "block.lift", self._at({"blockId": self._block()}, lifting, (412,))
        undoing = {"undoReason": "Fel person."}
        # Which changes of her number there are stands beside the plan, and is not asked beforehand.
        yield "number.undo", Attempt(undoing, (404,), STALE, {"numberChangeId": str(uuid4())})
        notice = next((one["id"] for one in self.plan["notices"] if one["unitId"] == mine), None)
        yield "notice.acknowledge", self._at({"noticeId": notice}, {"acknowledgedAt": at}, (412,))

    def _at(self, ids: dict[str, str | None], body: dict[str, Any], expect: tuple[int, ...]) -> Attempt:
        """Where there is no such part it is not to be told as allowed, and so nothing is expected of it."""
        there = all(ids.values())
        named = {name: one or str(uuid4()) for name, one in ids.items()}
        return Attempt(body, expect if there else (), STALE, named)

    def _block(self) -> str | None:
        """Blocks stand apart from the plan, and are told to whoever leads it."""
        answer = self.caller.get(f"{self.path}/blocks", at=self.at)
        return next((one["id"] for one in answer.json().get("blocks", ())), None)

    def _own_unit(self) -> str | None:
        return next((one["id"] for one in self.plan["units"] if one["hsaId"] == self.unit_hsa), None)

    def send(self, method: str, path: str, attempt: Attempt) -> httpx.Response:
        """The attempt, at the address that the service gave for it, with the parts' ids filled in."""
        for name, value in attempt.ids.items():
            path = path.replace(f"{{{name}}}", value)
        assert "{" not in path, path
        options: dict[str, Any] = {"headers": attempt.headers}
        if attempt.body is not None:
            options["json"] = attempt.body
        return self.caller.ask(method, path, at=self.at, **options)
