"""The boundaries of offers, summonses and their answers, meetings, hand-overs, take-overs, copies and notes."""

from dataclasses import replace
from typing import Any

from app.domain.meeting import RoleOrigin
from app.domain.summons import Occasion, Reply
from tests.domain.boundaries.asking import LATE, NEW, STRAY, TICK
from tests.domain.parts import answer, copy, declined_offer, offer, takeover
from tests.domain.plans import (
    CLINIC,
    COORDINATOR,
    MAIN,
    NOW,
    NURSE,
    REHAB,
    RELATIVE,
    SCHOOL,
    handover,
    invitation,
    meeting,
    note,
    summons,
)

EARLY = handover().offered_at - TICK
DEFAULT = RoleOrigin.DEFAULT
NO_DEFAULT, PLACE = "not-the-default", "/mainResponsible/origin"


def called(**values: Any) -> Any:
    return invitation(NEW, CLINIC, Reply.ATTENDS, **values)


ACCEPTED = [
    ("offers", offer(NEW, offered_at=NOW)),
    ("offers", declined_offer(NEW, offered_at=NOW, answered_at=NOW)),
    ("summonses", summons(id=NEW, sent_at=NOW, meeting_at=NOW)),
    ("summonses", summons(id=NEW, occasion=Occasion.FOLLOW_UP)),
    ("invitations", invitation(NEW, CLINIC, Reply.NONE)),
    ("invitations", called(replied_at=NOW, representative_id=NURSE)),
    ("invitations", invitation(NEW, CLINIC, Reply.FORWARDED, replied_at=NOW, reason="Fel enhet")),
    ("invitations", invitation(NEW, CLINIC, Reply.WRONG_RECIPIENT, replied_at=NOW)),
    ("summons_replies", answer(NEW)),
    ("summons_replies", answer(NEW, reply=Reply.FORWARDED, forwarded_to_unit_id=CLINIC, replied_at=NOW)),
    ("meetings", meeting(id=NEW, held_at=NOW)),
    ("meetings", meeting(id=NEW, occasion=Occasion.FOLLOW_UP)),
    ("meetings", meeting(id=NEW, attendee_ids=(NURSE, RELATIVE), person_attended=True)),
    ("meetings", meeting(id=NEW, chair_origin=DEFAULT, writer_origin=DEFAULT)),
    ("handovers", handover(NEW, offered_at=NOW)),
    ("handovers", handover(NEW, STRAY, refused_at=NOW)),  # what is over is history, whoever was asked
    ("handovers", handover(NEW, RELATIVE, withdrawn_at=handover().offered_at)),
    ("takeovers", takeover(NEW, taken_at=NOW)),
    ("takeovers", takeover(NEW, MAIN)),
    ("copies", copy(None, NEW, given_at=NOW)),
    ("copies", copy(RELATIVE, NEW)),
    ("notes", note(id=NEW, written_at=NOW)),
]
REFUSED = [
    ("offers", offer(NEW, offered_at=LATE), "in-the-future", "/happenedAt"),
    ("offers", offer(NEW, offered_by_unit_id=STRAY), "no-such-part", "/offeredByUnitId"),
    ("offers", declined_offer(NEW, answered_at=LATE), "in-the-future", "/happenedAt"),
    ("offers", declined_offer(NEW, offered_at=NOW, answered_at=NOW - TICK), "ends-before-it-begins", "/happenedAt"),
    ("summonses", summons(id=NEW, sent_at=LATE, meeting_at=LATE), "in-the-future", "/sentAt"),
    ("summonses", summons(id=NEW, sent_at=NOW, meeting_at=NOW - TICK), "ends-before-it-begins", "/meetingAt"),
    ("invitations", replace(invitation(NEW, CLINIC, Reply.NONE), summons_id=STRAY), "no-such-part", "/summonsId"),
    ("invitations", invitation(NEW, STRAY, Reply.NONE), "no-such-part", "/unitId"),
    ("invitations", invitation(NEW, REHAB, Reply.NONE), "invited-twice", "/unitId"),
    ("invitations", called(replied_at=LATE), "in-the-future", "/repliedAt"),
    ("summons_replies", answer(NEW, invitation_id=STRAY), "no-such-part", "/invitationId"),
    ("summons_replies", answer(NEW, answered_by_unit_id=STRAY), "no-such-part", "/answeredByUnitId"),
    ("meetings", meeting(id=NEW, held_at=LATE), "in-the-future", "/heldAt"),
    ("meetings", meeting(id=NEW, chair_id=STRAY), "no-such-part", "/chair/participantId"),
    ("meetings", meeting(id=NEW, chair_id=RELATIVE), "not-staff", "/chair/participantId"),
    ("meetings", meeting(id=NEW, writer_id=RELATIVE), "not-staff", "/writer/participantId"),
    ("meetings", meeting(id=NEW, main_responsible_id=RELATIVE), "not-staff", "/mainResponsible/participantId"),
    ("meetings", meeting(id=NEW, chair_id=NURSE, chair_origin=DEFAULT), NO_DEFAULT, "/chair/origin"),
    ("meetings", meeting(id=NEW, writer_id=NURSE, writer_origin=DEFAULT), NO_DEFAULT, "/writer/origin"),
    ("meetings", meeting(id=NEW, main_responsible_origin=DEFAULT), NO_DEFAULT, PLACE),
    ("meetings", meeting(id=NEW, attendee_ids=(NURSE, STRAY)), "no-such-part", "/attendeeIds/1"),
    ("handovers", handover(NEW, offered_at=LATE), "in-the-future", "/offeredAt"),
    ("handovers", handover(NEW, STRAY), "no-such-part", "/toId"),
    ("handovers", handover(NEW, RELATIVE), "not-staff", "/toId"),
    ("handovers", handover(NEW, RELATIVE, accepted_at=NOW), "not-staff", "/toId"),
    ("takeovers", takeover(NEW, STRAY), "no-such-part", "/toId"),
    ("takeovers", takeover(NEW, RELATIVE), "not-staff", "/toId"),
    ("takeovers", takeover(NEW, taken_at=LATE), "in-the-future", "/takenAt"),
    ("copies", copy(None, NEW, given_at=LATE), "in-the-future", "/givenAt"),
    ("copies", copy(STRAY, NEW), "no-such-part", "/recipientId"),
    ("copies", copy(None, NEW, plan_version=2), "copy-of-later-version", "/planVersion"),
    ("notes", note(id=NEW, written_at=LATE), "in-the-future", "/writtenAt"),
]
for end in ("accepted", "refused", "withdrawn"):
    REFUSED.append(("handovers", handover(NEW, **{f"{end}_at": LATE}), "in-the-future", f"/{end}At"))
    REFUSED.append(("handovers", handover(NEW, **{f"{end}_at": EARLY}), "ends-before-it-begins", f"/{end}At"))
for reply, unit_id, who, rule in (
    (Reply.ATTENDS, CLINIC, MAIN, "representative-of-other-unit"),  # of the unit that is called, and of no other
    (Reply.ATTENDS, SCHOOL, COORDINATOR, "invited-twice"),
    *((one, CLINIC, NURSE, "representative-of-other-unit") for one in Reply if one is not Reply.ATTENDS),
    (Reply.ATTENDS, CLINIC, RELATIVE, "not-staff"),
    (Reply.ATTENDS, CLINIC, STRAY, "no-such-part"),
):
    place = "/unitId" if rule == "invited-twice" else "/representativeId"
    REFUSED.append(("invitations", invitation(NEW, unit_id, reply, representative_id=who), rule, place))
