"""Parts on either side of each boundary: those that may stand in an established plan, and those that may not."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.consent import ConsentGiver, ConsentKind
from app.domain.intervention import ResponsibleKind
from app.domain.participant import ParticipantKind
from app.domain.plan import PlanStatus
from app.domain.refusal import Refusal
from app.domain.summons import Reply
from tests.domain.plans import (
    BY_UNIT,
    CLINIC,
    CLINIC_HSA,
    LIBRARY_HSA,
    MAIN,
    NOW,
    NURSE,
    REHAB,
    RELATIVE,
    SCHOOL,
    SUB_GOAL,
    PrincipalType,
    deviation,
    follow_up,
    goal,
    guardian,
    handover,
    intervention,
    invitation,
    meeting,
    note,
    of_child,
    participant,
    sharing,
    sip,
    status,
    summons,
    uid,
    unit,
)

TICK = timedelta(microseconds=1)
LATE = NOW + TICK
STRAY = uid(999)  # an id that is nothing in the plan
NEW = uid(800)
CHILD = of_child(date(2014, 4, 5))
OFFERED_CHILD = replace(CHILD, status=PlanStatus.OFFERED)
KIND = ParticipantKind
G = ConsentGiver
SHARE, RELS = ConsentKind.INFORMATION_SHARING, ConsentKind.RELATIVES
DAY = date(2026, 2, 2)  # when the consents of `plans` are given


def staff_at(unit_id: Any, **values: Any) -> Any:
    return participant(NEW, unit_id=unit_id, **values)


def relatives(**values: Any) -> Any:
    return sip(NEW, **({"kind": RELS, "relatives": ("Dottern",)} | values))


# collection, part → accepted in an established plan
ACCEPTED = [
    ("units", unit(NEW, None, PrincipalType.OTHER)),
    ("units", unit(NEW, LIBRARY_HSA, PrincipalType.MUNICIPALITY)),
    ("participants", staff_at(CLINIC)),
    ("participants", staff_at(SCHOOL, hsa_id="SE1-P")),
    ("participants", participant(NEW, KIND.RELATIVE)),
    ("consents", sip(NEW, given_at=NOW)),
    ("consents", sip(NEW, valid_until=DAY)),
    ("consents", sip(NEW, registered_by_id=NURSE)),
    ("consents", sharing(REHAB, SCHOOL, id=NEW)),
    ("consents", relatives()),
    ("summonses", summons(id=NEW, sent_at=NOW, meeting_at=NOW)),
    ("invitations", invitation(NEW, CLINIC, Reply.NONE)),
    ("invitations", invitation(NEW, CLINIC, Reply.ATTENDS, replied_at=NOW, representative_id=NURSE)),
    ("meetings", meeting(id=NEW, held_at=NOW)),
    ("goals", goal(NEW)),
    ("goals", goal(NEW, parent_id=SUB_GOAL, follow_up_responsible_id=None)),
    ("interventions", intervention(NEW, starts_on=DAY, ends_on=DAY)),
    ("interventions", intervention(NEW, ends_on=DAY)),
    ("interventions", intervention(NEW, ResponsibleKind.OTHER)),
    ("interventions", intervention(NEW, ResponsibleKind.PERSON)),
    ("intervention_statuses", status(NEW, BY_UNIT, since=NOW)),
    ("follow_ups", follow_up(NEW, held_at=NOW)),
    ("deviations", deviation(id=NEW, reported_at=NOW)),
    ("handovers", handover(NEW, offered_at=NOW)),
    ("notes", note(id=NEW, written_at=NOW)),
]
# collection, part → the rule and the place of the refusal
REFUSED = [
    ("units", unit(NEW, CLINIC_HSA, PrincipalType.REGION), "unit-twice", "/hsaId"),
    ("participants", participant(NEW), "not-staff", "/unitId"),
    ("participants", participant(NEW, KIND.RELATIVE, unit_id=CLINIC), "not-staff", "/unitId"),
    ("participants", participant(NEW, KIND.RELATIVE, hsa_id="SE1-P"), "not-staff", "/hsaId"),
    ("participants", staff_at(STRAY), "no-such-part", "/unitId"),
    ("participants", guardian(NEW), "guardian-of-adult", "/kind"),
    ("consents", sip(NEW, given_at=LATE), "in-the-future", "/givenAt"),
    ("consents", sip(NEW, by=G.GUARDIAN), "not-a-guardian", "/guardianId"),
    ("consents", sip(NEW, guardian_id=RELATIVE), "not-a-guardian", "/guardianId"),
    ("consents", sip(NEW, by=G.GUARDIAN, guardian_id=RELATIVE), "not-a-guardian", "/guardianId"),
    ("consents", sip(NEW, registered_by_id=STRAY), "no-such-part", "/registeredById"),
    ("consents", sip(NEW, registered_by_id=RELATIVE), "not-staff", "/registeredById"),
    ("consents", sharing(id=NEW), "recipients-needed", "/recipients"),
    ("consents", sip(NEW, recipients=(REHAB,)), "recipients-needed", "/recipients"),
    ("consents", relatives(recipients=(REHAB,)), "recipients-needed", "/recipients"),
    ("consents", sharing(REHAB, STRAY, id=NEW), "no-such-part", "/recipients/1"),
    ("consents", relatives(relatives=()), "relatives-needed", "/relatives"),
    ("consents", sip(NEW, relatives=("Dottern",)), "relatives-needed", "/relatives"),
    ("consents", sharing(REHAB, id=NEW, relatives=("Dottern",)), "relatives-needed", "/relatives"),
    ("consents", sip(NEW, valid_until=DAY - timedelta(days=1)), "ends-before-it-begins", "/validUntil"),
    ("summonses", summons(id=NEW, sent_at=LATE, meeting_at=LATE), "in-the-future", "/sentAt"),
    ("summonses", summons(id=NEW, sent_at=NOW, meeting_at=NOW - TICK), "ends-before-it-begins", "/meetingAt"),
    ("invitations", replace(invitation(NEW, CLINIC, Reply.NONE), summons_id=STRAY), "no-such-part", "/summonsId"),
    ("invitations", invitation(NEW, STRAY, Reply.NONE), "no-such-part", "/unitId"),
    ("invitations", invitation(NEW, REHAB, Reply.NONE), "invited-twice", "/unitId"),
    ("invitations", invitation(NEW, CLINIC, Reply.ATTENDS, replied_at=LATE), "in-the-future", "/repliedAt"),
    ("meetings", meeting(id=NEW, held_at=LATE), "in-the-future", "/heldAt"),
    ("meetings", meeting(id=NEW, chair_id=STRAY), "no-such-part", "/chair/participantId"),
    ("meetings", meeting(id=NEW, chair_id=RELATIVE), "not-staff", "/chair/participantId"),
    ("meetings", meeting(id=NEW, writer_id=RELATIVE), "not-staff", "/writer/participantId"),
    ("meetings", meeting(id=NEW, main_responsible_id=RELATIVE), "not-staff", "/mainResponsible/participantId"),
    ("goals", goal(NEW, follow_up_responsible_id=RELATIVE), "not-staff", "/followUpResponsibleId"),
    ("goals", goal(NEW, follow_up_responsible_id=STRAY), "no-such-part", "/followUpResponsibleId"),
    ("goals", goal(NEW, parent_id=STRAY), "no-such-part", "/parentId"),
    ("goals", goal(NEW, parent_id=NEW), "goal-below-itself", "/parentId"),
    ("interventions", intervention(NEW, goal_id=STRAY), "no-such-part", "/goalId"),
    ("interventions", intervention(NEW, responsible_unit_id=None), "exactly-one-responsible", "/responsible/unitId"),
    ("interventions", intervention(NEW, responsible_name="x"), "exactly-one-responsible", "/responsible/name"),
    ("interventions", intervention(NEW, responsible_unit_id=STRAY), "no-such-part", "/responsible/unitId"),
    ("interventions", intervention(NEW, responsible_unit_id=SCHOOL), "not-a-principals-unit", "/responsible/unitId"),
    ("interventions", intervention(NEW, starts_on=DAY, ends_on=DAY - timedelta(1)), "ends-before-it-begins", "/endsOn"),
    ("intervention_statuses", status(NEW, STRAY), "no-such-part", "/interventionId"),
    ("intervention_statuses", status(NEW, BY_UNIT, since=LATE), "in-the-future", "/since"),
    ("follow_ups", follow_up(NEW, held_at=LATE), "in-the-future", "/heldAt"),
    ("deviations", deviation(id=NEW, reported_by_unit_id=STRAY), "no-such-part", "/reportedByUnitId"),
    ("deviations", deviation(id=NEW, concerns_unit_id=STRAY), "no-such-part", "/concernsUnitId"),
    ("deviations", deviation(id=NEW, concerns_unit_id=CLINIC), "same-unit", "/concernsUnitId"),
    ("deviations", deviation(id=NEW, reported_at=LATE), "in-the-future", "/reportedAt"),
    ("handovers", handover(NEW, offered_at=LATE), "in-the-future", "/offeredAt"),
    ("handovers", handover(NEW, STRAY), "no-such-part", "/toId"),
    ("handovers", handover(NEW, RELATIVE), "not-staff", "/toId"),
    ("notes", note(id=NEW, written_at=LATE), "in-the-future", "/writtenAt"),
]
for kind, name in ((ResponsibleKind.OTHER, "/responsible/unitId"), (ResponsibleKind.PERSON, "/responsible/unitId")):
    two = intervention(NEW, kind, responsible_unit_id=REHAB)
    REFUSED.append(("interventions", two, "exactly-one-responsible", name))
nobody = intervention(NEW, ResponsibleKind.OTHER, responsible_name=None)
REFUSED.append(("interventions", nobody, "exactly-one-responsible", "/responsible/name"))
for reply, unit_id, who, rule in (
    (Reply.ATTENDS, CLINIC, MAIN, "representative-of-other-unit"),  # of the unit that is called, and of no other
    (Reply.NONE, CLINIC, NURSE, "representative-of-other-unit"),  # appointed by who attends
    (Reply.DECLINES, CLINIC, NURSE, "representative-of-other-unit"),
    (Reply.ATTENDS, CLINIC, RELATIVE, "not-staff"),
    (Reply.ATTENDS, CLINIC, STRAY, "no-such-part"),
):
    called = invitation(NEW, unit_id, reply, representative_id=who)
    REFUSED.append(("invitations", called, rule, "/representativeId"))


def refusal(call: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value
