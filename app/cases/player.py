"""Plays a case step by step, each at its own time, in the order in which things happened."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from app.cases.desk import SOURCE, Desk

FUNCTIONS = {"fast vårdkontakt": "care_contact", "huvudhandläggare": "lead_case_manager"}
PROTECTION = {"skyddadFolkbokforing": "protectedRegistration", "sekretessmarkering": "confidentialityMarking"}


class Player(Desk):
    """Plays one case."""

    def play(self) -> Iterator[tuple[str, str]]:
        """Yields (step, time) after each step, in the order in which things happened."""
        case = self.case
        begins = case.get("dischargeReadyAt") or case["consents"][0]["givenAt"]
        initiator = next(one["ref"] for one in case["staff"] if one["unit"] == case["initiatedBy"])
        coordinator = case["coordinator"]
        self._create(initiator, begins)
        yield "create", begins
        self._people(initiator, begins)
        self.take("offer", initiator, begins)
        yield "offer", begins
        for consent in case["consents"]:
            self._consent(consent)
            yield "consent", consent["givenAt"]
            if consent is case["consents"][0]:
                who, at = consent["registeredBy"], consent["givenAt"]
                self.take("accept", who, at, by=consent["givenBy"], happenedAt=at)
                yield "accept", at
        prepared = max((one["givenAt"] for one in case["consents"]), key=datetime.fromisoformat)
        self.put("coordinator", initiator, prepared, "coordinator", {"participantId": self.ids[coordinator]})
        self.take("prepare", coordinator, prepared)
        yield "prepare", prepared
        self.ask("mapping", coordinator, prepared, "PUT", f"/plans/{self.plan_id}/mapping", case["mapping"])
        for text in (case["narrative"], *case["internalNotes"]):
            self.add("note", coordinator, prepared, "notes", {"text": text, "writtenAt": prepared})
        yield "mapping", prepared
        summons = case["summons"]
        self._summons(summons)
        yield "summons", summons["sentAt"]
        held = case["meeting"]["heldAt"]
        self._meeting(held)
        yield "meeting", held
        self._goals(held)
        agreed = {"overallResponsible": case["overallResponsible"], "firstFollowUpOn": case["firstFollowUpAt"]}
        path = f"/plans/{self.plan_id}"
        self.ask("agreed", coordinator, held, "PATCH", path, agreed, **{"If-Match": "*"})
        self.take("establish", coordinator, held, approvedForPatient=case["approvedForPatient"])
        yield "establish", held
        for at, step, do in sorted(self._afterwards(held), key=lambda one: datetime.fromisoformat(one[0])):
            do()
            yield step, at

    def _create(self, who: str, at: str) -> None:
        case = self.case
        person = case["person"]
        body = {
            "title": case["title"],
            "reason": case["reason"],
            "legalBases": case["legalBasis"],
            "initiatedAt": at,
            "dischargeReadyAt": case.get("dischargeReadyAt"),
            "source": {"system": SOURCE, "id": case["id"]},
            "person": {
                "personnummer": person["personnummer"],
                "name": person["name"],
                "protectedIdentity": PROTECTION.get(person["protectedIdentity"], "none"),
            },
            "unit": self._unit_body(self._unit(case["initiatedBy"])),
        }
        plan = self.ask("create", who, at, "POST", "/plans", body)
        self.plan_id = plan["id"]
        self.ids[case["initiatedBy"]] = plan["units"][0]["id"]

    def _unit_body(self, unit: Any) -> dict[str, Any]:
        return {
            "name": unit["name"],
            "kind": unit["kind"],
            "hsaId": unit["hsaId"],
            "principalType": unit["principal"]["type"],
            "principalName": unit["principal"]["name"],
            "principalOrgNumber": unit["principal"]["orgNumber"],
        }

    def _people(self, who: str, at: str) -> None:
        for unit in self.case["units"]:
            if unit["ref"] not in self.ids:
                self.ids[unit["ref"]] = self.add("unit", who, at, "units", self._unit_body(unit))["id"]
        for one in self.case["staff"]:
            body = {name: one[name] for name in ("name", "role", "hsaId", "phone")}
            body |= {"kind": "staff", "unitId": self.ids[one["unit"]]}
            body["function"] = next((name for word, name in FUNCTIONS.items() if word in one["role"]), None)
            body["protectedIdentity"] = PROTECTION.get(one.get("protectedIdentity"), "none")
            self.ids[one["ref"]] = self.add("participant", who, at, "participants", body)["id"]
        for place, guardian in enumerate(self.case.get("guardians", [])):
            body = {"kind": "guardian", "name": guardian["name"], "personnummer": guardian["personnummer"]}
            self.ids[f"guardian {place}"] = self.add("guardian", who, at, "participants", body)["id"]

    def _consent(self, consent: Any) -> None:
        body = {name: consent[name] for name in ("kind", "givenBy", "form", "givenAt")}
        body |= {name: consent[name] for name in ("validUntil", "excluded", "relatives") if consent.get(name)}
        body["registeredById"] = self.ids[consent["registeredBy"]]
        if "guardian" in consent:
            body["guardianId"] = self.ids[f"guardian {consent['guardian']}"]
        if "recipients" in consent:
            body["recipients"] = [self.ids[ref] for ref in consent["recipients"]]
            body["information"] = consent.get("information", ["plan", "mapping"])
        made = self.add("consent", consent["registeredBy"], consent["givenAt"], "consents", body)
        self.ids.setdefault(f"consent {consent['kind']}", made["id"])

    def _summons(self, summons: Any) -> None:
        coordinator, at = self.case["coordinator"], summons["sentAt"]
        body = {name: summons[name] for name in ("form", "sentAt", "meetingAt", "place", "purpose")}
        body["invited"] = [
            {"unitId": self.ids[one["unit"]], "wishedProfession": one.get("wishedProfession")}
            for one in summons["invited"]
        ]
        made = self.add("summons", coordinator, at, "summonses", body)
        by_unit = {invitation["unitId"]: invitation["id"] for invitation in made["invitations"]}
        for one in summons["invited"]:
            if one["reply"] == "none":
                continue
            representative = one.get("representative")
            reply = {"reply": one["reply"], "reason": one.get("reason"), "repliedAt": at}
            reply["representativeId"] = self.ids[representative] if representative else None
            path = f"summonses/{made['id']}/invitations/{by_unit[self.ids[one['unit']]]}/reply"
            self.put("reply", representative or coordinator, at, path, reply)

    def _meeting(self, at: str) -> None:
        meeting = self.case["meeting"]
        body: dict[str, Any] = {"heldAt": at, "form": meeting["form"], "whatMatters": meeting["whatMatters"]}
        body["place"] = meeting.get("place")
        for role in ("chair", "writer", "mainResponsible"):
            who, origin = meeting[role]["who"], meeting[role]["origin"]
            body[role] = {"participantId": self.ids[who], "origin": origin}
        self.add("meeting", self.case["coordinator"], at, "meetings", body)

    def _goals(self, at: str) -> None:
        coordinator = self.case["coordinator"]
        for place, goal in enumerate(self.case["goals"]):
            body = {name: goal[name] for name in ("term", "lifeArea", "text")}
            body["followUpResponsibleId"] = self.ids[goal["followUpResponsible"]]
            goal_id = self.ids[f"goal {place}"] = self.add("goal", coordinator, at, "goals", body)["id"]
            for one in goal["interventions"]:
                body = {"goalId": goal_id, "text": one["text"], "position": one["order"], "state": one["state"]}
                body |= {"startsOn": one.get("from"), "responsible": self._responsible(one["responsible"])}
                self.add("intervention", coordinator, at, "interventions", body)

    def _responsible(self, responsible: Any) -> dict[str, Any]:
        if "unit" in responsible:
            return {"kind": "unit", "unitId": self.ids[responsible["unit"]]}
        herself = f"{self.case['person']['name'].split()[0]} själv"
        if responsible["other"] == herself:
            return {"kind": "person"}
        return {"kind": "other", "name": responsible["other"]}

    def _afterwards(self, held: str) -> Iterator[tuple[str, str, Callable[[], None]]]:
        """What happens after the plan is established, each with its time."""
        case = self.case
        for follow_up in case["followUps"]:
            yield follow_up["heldAt"], "follow-up", lambda one=follow_up: self._follow_up(one)
        # A deviation has no time of its own in a case: it is reported when the plan is next followed up.
        followed = [one["heldAt"] for one in case["followUps"]]
        reported = followed[-1] if followed else (datetime.fromisoformat(held) + timedelta(days=1)).isoformat()
        for deviation in case["deviations"]:
            yield reported, "deviation", lambda one=deviation: self._deviation(one, reported)
        if "handover" in case:
            handover = case["handover"]
            yield handover["offeredAt"], "handover-offered", lambda: self._offer(handover)
            yield handover["acceptedAt"], "handover-accepted", lambda: self._accept(handover)
        if "withdrawal" in case:
            withdrawal = case["withdrawal"]
            yield withdrawal["at"], "withdrawal", lambda: self._withdraw(withdrawal)
            yield withdrawal["at"], "acknowledged", lambda: self._acknowledge(withdrawal["at"])

    def _follow_up(self, one: Any) -> None:
        who, at = self.case["meeting"]["mainResponsible"]["who"], one["heldAt"]
        names = ("heldAt", "howIsItGoing", "helped", "hindered", "continuedCoordination", "decision")
        body = {name: one[name] for name in names} | {"nextOn": one["nextAt"]}
        self.add("follow-up", who, at, "follow-ups", body)
        for revised in one.get("revisedGoals", []):
            goal_id = self.ids[f"goal {revised['goal']}"]
            path = f"/plans/{self.plan_id}/goals/{goal_id}"
            self.ask("revised goal", who, at, "PATCH", path, {"text": revised["text"]}, **{"If-Match": "*"})

    def _deviation(self, one: Any, at: str) -> None:
        who = next(person["ref"] for person in self.case["staff"] if person["unit"] == one["reportedBy"])
        body = {"reportedByUnitId": self.ids[one["reportedBy"]], "concernsUnitId": self.ids[one["concerns"]]}
        self.add("deviation", who, at, "deviations", body | {"text": one["text"], "reportedAt": at})

    def _offer(self, one: Any) -> None:
        body = {"toId": self.ids[one["to"]], "offeredAt": one["offeredAt"]}
        made = self.add("handover", self.case["coordinator"], one["offeredAt"], "handovers", body)
        self.ids["handover"] = made["id"]

    def _accept(self, one: Any) -> None:
        path = f"handovers/{self.ids['handover']}/acceptance"
        self.put("acceptance", one["to"], one["acceptedAt"], path, {"acceptedAt": one["acceptedAt"]})

    def _withdraw(self, one: Any) -> None:
        body = {"withdrawnBy": one["by"], "withdrawnAt": one["at"], "registeredById": self.ids[one["registeredBy"]]}
        consent_id = self.ids[f"consent {one['kind']}"]
        self.put("withdrawal", one["registeredBy"], one["at"], f"consents/{consent_id}/withdrawal", body)

    def _acknowledge(self, at: str) -> None:
        """Each unit that was told, and that has staff in the case, says that it knows."""
        for one in self.case["staff"]:
            told = self.ask("notices", one["ref"], at, "GET", f"/plans/{self.plan_id}/notices")["notices"]
            for notice in told:
                if notice["unitId"] == self.ids[one["unit"]]:
                    path = f"notices/{notice['id']}/acknowledgement"
                    self.put("acknowledged", one["ref"], at, path, {"acknowledgedAt": at})

    def now(self) -> dict[str, Any]:
        """The plan as the last coordinator reads it now."""
        who = self.case.get("handover", {}).get("to") or self.case["coordinator"]
        plan: dict[str, Any] = self.ask("read", who, None, "GET", f"/plans/{self.plan_id}")
        return plan

    def loaded(self) -> dict[str, Any] | None:
        """The plan, if this case is in the service already."""
        who = self.case.get("handover", {}).get("to") or self.case["coordinator"]
        search = {"personnummer": self.case["person"]["personnummer"]}
        found = self.ask("search", who, None, "POST", "/plan-searches", search)
        for plan in found["plans"]:
            self.plan_id = plan["id"]
            whole = self.now()
            if whole["source"] == {"system": SOURCE, "id": self.case["id"]}:
                return whole
        return None
