"""What single changes of one plan are called: the later version, the pointer, and the sentence in both languages."""

from dataclasses import replace
from typing import Any

from app.domain.comparison import DifferenceKind
from app.domain.follow_up import GoalOutcome
from app.domain.plan import Plan, PlanStatus
from app.domain.summons import Reply
from tests.domain.parts import answer, copy, offer, result, takeover
from tests.domain.plans import (
    BY_UNIT,
    COORDINATOR,
    LONG_GOAL,
    MAIN,
    NURSE,
    REHAB,
    SCHOOL,
    SUB_GOAL,
    established,
    goal,
    intervention,
    invitation,
    meeting,
    note,
    participant,
    status,
    summons,
    uid,
    utc,
)

NAMED = established(
    participants=(
        participant(COORDINATOR, name="Karin Öberg", unit_id=REHAB),
        participant(MAIN, name="Maria Holm", unit_id=REHAB),
        participant(NURSE, name="Nils Nord", unit_id=SCHOOL),
    ),
    units=tuple(replace(one, name=f"Hemtjänsten {n}") for n, one in enumerate(established().units)),
    interventions=(intervention(BY_UNIT, text="Trygghetslarm"),),
    intervention_statuses=(),
    goals=(goal(LONG_GOAL), goal(uid(55)), goal(SUB_GOAL, parent_id=LONG_GOAL), goal(uid(56), parent_id=uid(55))),
    status=PlanStatus.MET,
    established_at=None,
)


def with_part(collection: str, part: Any) -> Plan:
    """The plan with that part in place of the one with its id, or after the others."""
    parts = getattr(NAMED, collection)
    if part.id not in {one.id for one in parts}:
        return replace(NAMED, **{collection: (*parts, part)})
    return replace(NAMED, **{collection: tuple(part if one.id == part.id else one for one in parts)})


SENTENCES: list[tuple[Plan, str, str, str, DifferenceKind]] = [
    (
        with_part("goals", replace(NAMED.goals[3], follow_up_responsible_id=COORDINATOR)),
        "/goals/00000000-0000-0000-0000-000000000038/followUpResponsibleId",
        "Delmål 2: ny ansvarig för uppföljning: Karin Öberg (förut Maria Holm)",
        "Sub-goal 2: new responsible for follow-up: Karin Öberg (before: Maria Holm)",
        DifferenceKind.CHANGED,
    ),
    (
        with_part("goals", replace(NAMED.goals[1], follow_up_responsible_id=None)),
        "/goals/00000000-0000-0000-0000-000000000037/followUpResponsibleId",
        "Mål 2: ansvarig för uppföljning anges inte längre (förut Maria Holm)",
        "Goal 2: responsible for follow-up is no longer stated (before: Maria Holm)",
        DifferenceKind.CHANGED,
    ),
    (
        with_part("goals", goal(uid(57), parent_id=SUB_GOAL)),
        "/goals/00000000-0000-0000-0000-000000000039",
        "Nytt delmål 3: ”Ett mål”",
        "New sub-goal 3: “Ett mål”",
        DifferenceKind.ADDED,
    ),
    (
        with_part("intervention_statuses", status(uid(64), BY_UNIT)),
        "/interventionStatuses/00000000-0000-0000-0000-000000000040",
        "Insats ”Trygghetslarm”: ny status pågår",
        "Intervention “Trygghetslarm”: new status ongoing",
        DifferenceKind.ADDED,
    ),
    (
        with_part("invitations", replace(NAMED.invitations[1], reply=Reply.ATTENDS)),
        "/invitations/00000000-0000-0000-0000-000000000021/reply",
        "Kallad enhet Hemtjänsten 2: svar deltar (förut deltar inte)",
        "Called unit Hemtjänsten 2: reply attends (before: does not attend)",
        DifferenceKind.CHANGED,
    ),
    (
        replace(NAMED, status=PlanStatus.ESTABLISHED),
        "/status",
        "Planen: status upprättad (förut möte genomfört)",
        "The plan: status established (before: meeting held)",
        DifferenceKind.CHANGED,
    ),
    (
        replace(NAMED, established_at=utc(2026, 3, 5, 9)),
        "/establishedAt",
        "Planen: upprättad: 2026-03-05 10:00",
        "The plan: established: 2026-03-05 10:00",
        DifferenceKind.ADDED,
    ),
    (
        replace(NAMED, approved_for_patient=False),
        "/approvedForPatient",
        "Planen: frisläppt för den enskilde: nej (förut ja)",
        "The plan: released to the person: no (before: yes)",
        DifferenceKind.CHANGED,
    ),
    (
        replace(NAMED, legal_bases=("HSL 16:4", "LSS 10")),
        "/legalBases",
        "Planen: nya lagrum: HSL 16:4, LSS 10 (förut HSL 16:4)",
        "The plan: new legal bases: HSL 16:4, LSS 10 (before: HSL 16:4)",
        DifferenceKind.CHANGED,
    ),
    (
        with_part("meetings", meeting(place="Rum 3")),
        "/meetings/00000000-0000-0000-0000-000000000029/place",
        "Möte 2026-03-03 10:00: ny plats: ”Rum 3” (förut ”Rum 2”)",
        "Meeting 2026-03-03 10:00: new place: “Rum 3” (before: “Rum 2”)",
        DifferenceKind.CHANGED,
    ),
    (
        with_part("meetings", meeting(attendee_ids=(COORDINATOR, NURSE))),
        "/meetings/00000000-0000-0000-0000-000000000029/attendeeIds",
        "Möte 2026-03-03 10:00: närvarande: Karin Öberg, Nils Nord",
        "Meeting 2026-03-03 10:00: attendees: Karin Öberg, Nils Nord",
        DifferenceKind.ADDED,
    ),
    (
        with_part("summonses", summons(meeting_at=utc(2026, 7, 3, 9, 30))),
        "/summonses/00000000-0000-0000-0000-00000000001f/meetingAt",
        "Kallelse till möte 2026-07-03 11:30: ny mötestid: 2026-07-03 11:30 (förut 2026-03-03 10:00)",
        "Summons to the meeting 2026-07-03 11:30: new time of the meeting: 2026-07-03 11:30 (before: 2026-03-03 10:00)",
        DifferenceKind.CHANGED,
    ),
    (
        with_part("invitations", invitation(uid(34), REHAB, Reply.NONE)),
        "/invitations/00000000-0000-0000-0000-000000000022",
        "Ny kallad enhet Hemtjänsten 1",
        "New called unit Hemtjänsten 1",
        DifferenceKind.ADDED,
    ),
    (
        with_part("notes", note()),
        "/notes/00000000-0000-0000-0000-000000000053",
        "Ny intern anteckning 2026-04-01 02:00: ”Internt”",
        "New internal note 2026-04-01 02:00: “Internt”",
        DifferenceKind.ADDED,
    ),
    (
        with_part("takeovers", takeover()),
        "/takeovers/00000000-0000-0000-0000-000000000069",
        "Nytt övertagande från Karin Öberg till Nils Nord: ”Har slutat”",
        "New take-over from Karin Öberg to Nils Nord: “Har slutat”",
        DifferenceKind.ADDED,
    ),
    (
        with_part("copies", copy()),
        "/copies/00000000-0000-0000-0000-00000000006a",
        "Ny kopia till den enskilde",
        "New copy to the person",
        DifferenceKind.ADDED,
    ),
    (
        with_part("goal_results", result(outcome=GoalOutcome.PARTLY_ACHIEVED)),
        "/goalResults/00000000-0000-0000-0000-000000000067",
        "Mål 1: nytt resultat delvis uppnått",
        "Goal 1: new result partly achieved",
        DifferenceKind.ADDED,
    ),
    (
        with_part("summons_replies", answer()),
        "/summonsReplies/00000000-0000-0000-0000-000000000066",
        "Kallad enhet Hemtjänsten 1: nytt svar deltar",
        "Called unit Hemtjänsten 1: new reply attends",
        DifferenceKind.ADDED,
    ),
    (
        with_part("offers", offer()),
        "/offers/00000000-0000-0000-0000-000000000065",
        "Nytt erbjudande 2026-01-20 01:00",
        "New offer 2026-01-20 01:00",
        DifferenceKind.ADDED,
    ),
    (
        with_part("consents", replace(NAMED.consents[0], withdrawn_at=utc(2026, 4, 1, 8))),
        "/consents/00000000-0000-0000-0000-000000000015/withdrawnAt",
        "Samtycke till SIP 2026-02-02: återkallat: 2026-04-01 10:00",
        "Consent to SIP 2026-02-02: withdrawn: 2026-04-01 10:00",
        DifferenceKind.ADDED,
    ),
]
