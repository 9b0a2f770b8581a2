"""The process of a plan that has one of everything: people, offers, consents, summonses and answers, a meeting."""

from typing import Any

from app.domain.consent import Consent
from app.domain.meeting import Meeting
from app.domain.offer import Offer
from app.domain.participant import Participant
from app.domain.summons import Invitation, Summons, SummonsReply
from app.domain.takeover import Takeover
from app.domain.unit import Unit
from tests.callers import Caller
from tests.house.staffed_plan import OF_A_WITHHELD_ROW, Say, WholePlan, ago
from tests.persons import Persons


def unit(say: Say, hsa_id: str | None, principal: str) -> dict[str, Any]:
    names = {"name": say(Unit, "name"), "kind": say(Unit, "kind"), "principalName": say(Unit, "principal_name")}
    number = hsa_id.partition("-")[0] if hsa_id else None
    return names | {"hsaId": hsa_id, "principalType": principal, "principalOrgNumber": number}


def private(say: Say) -> dict[str, str]:
    """A relative's or guardian's texts: her telephone number is hers."""
    shown = {name: say(Participant, name) for name in ("name", "role")}
    return shown | {"phone": say(Participant, f"phone{OF_A_WITHHELD_ROW}")}


def people(one: WholePlan, people: dict[str, str], municipal: dict[str, str], persons: Persons) -> None:
    """Units and participants; the partner is her permanent care contact (fast vårdkontakt)."""
    say, ids = one.say, one.ids
    for name, hsa_id in municipal.items():
        ids[name] = one.post("units", unit(say, hsa_id, "municipality"))["id"]
    ids["school"] = one.post("units", unit(say, None, "other"))["id"]
    texts = {name: say(Participant, name) for name in ("name", "role", "phone")}
    hidden = {name: say(Participant, f"{name}{OF_A_WITHHELD_ROW}") for name in texts}
    works_at = {"coordinator": "own", "first": "own", "partner": "units", "protected": "units"}
    for who, place in works_at.items():
        body = {"kind": "staff", "unitId": ids[place], "hsaId": people[who]}
        body |= hidden | {"protectedIdentity": "confidentialityMarking"} if who == "protected" else texts
        body["function"] = "care_contact" if who == "partner" else None
        ids[who] = one.post("participants", body)["id"]
    for guardian in ("guardian", "second guardian"):
        number = persons.adult()
        one.hidden_numbers.append(number)
        body = {"kind": "guardian", "personnummer": number, **private(say)}
        ids[guardian] = one.post("participants", body)["id"]


def offers(one: WholePlan) -> None:
    """She says no, is offered again, and says yes."""
    why = one.say(Offer, "reason")
    one.take("offer", happenedAt=ago(days=9))
    one.take("decline", happenedAt=ago(days=9), by="person", text=why)
    one.take("offer", happenedAt=ago(days=8))
    one.take("accept", happenedAt=ago(days=8), by="guardian", text=why)
    one.ids["offers"] = one.read()["offers"][0]["id"]


def consents(one: WholePlan) -> None:
    say, ids = one.say, one.ids
    given = {"form": "written", "givenAt": ago(days=8), "registeredById": ids["coordinator"]}
    for guardian in ("second guardian", "guardian"):
        body = given | {"kind": "sip", "givenBy": "guardian", "guardianId": ids[guardian]}
        ids["consents"] = one.post("consents", body)["id"]
    # Guardians speak for her together, in this as in everything.
    body = given | {"kind": "information_sharing", "recipients": [ids["own"], ids["units"]]}
    body["information"] = ["plan", "mapping"]
    for guardian in ("second guardian", "guardian"):
        said = {"givenBy": "guardian", "guardianId": ids[guardian], "excluded": say(Consent, "excluded")}
        ids["sharing"] = one.post("consents", body | said)["id"]
    hidden = {name: say(Consent, f"{name}{OF_A_WITHHELD_ROW}") for name in ("excluded", "assessment")}
    one.post("consents", body | hidden | {"givenBy": "assessment"})
    body = given | {"kind": "relatives", "relatives": [say(Consent, "relatives")]}
    for guardian in ("second guardian", "guardian"):
        one.post("consents", body | {"givenBy": "guardian", "guardianId": ids[guardian]})
    ids["participants"] = one.post("participants", {"kind": "relative", **private(say)})["id"]


def take_over(one: WholePlan, who: Caller, own: str) -> None:
    """The first coordinator is gone; somebody at the same principal takes the task, by right and with a reason."""
    say = one.say
    one.put("coordinator", {"participantId": one.ids["first"]})
    body = {name: say(Participant, name) for name in ("name", "role", "phone")} | {"unit": unit(say, own, "region")}
    body |= {"reason": say(Takeover, "reason"), "takenAt": ago(days=7)}
    one.ids["takeovers"] = one.post("takeovers", body, who=who)["id"]


def summons(one: WholePlan, right: str) -> None:
    """Four units are called. One comes, one does not, one is the wrong one, and one sends it on to the right unit."""
    say, ids = one.say, one.ids
    called = ("units", "school", "wrong", "astray")
    wished = say(Invitation, "wished_profession")
    body = {"form": "written", "sentAt": ago(days=7), "meetingAt": ago(days=2)}
    body |= {"invited": [{"unitId": ids[name], "wishedProfession": wished} for name in called]}
    body |= {"place": say(Summons, "place"), "purpose": say(Summons, "purpose")}
    made = one.post("summonses", body)
    ids["summonses"] = made["id"]
    places = {invitation["unitId"]: invitation["id"] for invitation in made["invitations"]}
    ids["invitation"] = places[ids["units"]]
    # One text on the wire is kept in two places: the present answer, and the trail.
    said = {"reason": f"{say(Invitation, 'reason')} {say(SummonsReply, 'reason')}", "repliedAt": ago()}
    # She is named in the answer, though she stands in the plan already; a later answer appoints another.
    named = {field: say(Participant, field) for field in ("name", "role", "phone")}
    place = f"summonses/{made['id']}/invitations/{ids['invitation']}"
    one.put(f"{place}/reply", said | {"reply": "attends", "representative": named})
    for name, reply in (("units", "attends"), ("school", "declines"), ("wrong", "wrong_recipient")):
        body = said | {"reply": reply, "representativeId": ids["protected"] if reply == "attends" else None}
        one.put(f"summonses/{made['id']}/invitations/{places[ids[name]]}/reply", body)
    onward = said | {"unit": unit(say, right, "municipality")}
    one.put(f"summonses/{made['id']}/invitations/{places[ids['astray']]}/forwarding", onward)


def meeting(one: WholePlan) -> None:
    """The chair is agreed; the coordinator writes and the care contact is main responsible, by default."""
    say, ids = one.say, one.ids
    body = {"heldAt": ago(days=2), "form": "physical", "place": say(Meeting, "place")}
    body |= {"whatMatters": say(Meeting, "what_matters"), "personAttended": True}
    body |= {"attendeeIds": [ids["coordinator"], ids["protected"], ids["participants"]]}
    body |= {"chair": {"participantId": ids["protected"], "origin": "agreed"}}
    body |= {"writer": {"participantId": ids["coordinator"], "origin": "default"}}
    ids["meetings"] = one.post("meetings", body)["id"]
