"""What the fields are called of the work itself: goals, interventions, follow-ups, deviations."""

from collections.abc import Mapping

from app.domain.deviation import Deviation, DeviationStep
from app.domain.follow_up import FollowUp, GoalResult
from app.domain.goal import Goal
from app.domain.intervention import Intervention, InterventionStatus
from app.domain.wording.field import ATTENDEES, CITIZEN_TEXT, PART, WITHHELD, Bookkeeping, Field, participant, unit

WORDS: dict[type, Mapping[str, Field | Bookkeeping]] = {
    Goal: PART
    | {
        "term": Field("sikt", "term", "ny"),
        "life_area": Field("livsområde", "life area", "nytt"),
        "text": Field("text", "text", "ny"),
        "citizen_text": CITIZEN_TEXT,
        "parent_id": Field("delmål till", "sub-goal of", refers="goals"),
        "follow_up_responsible_id": participant("ansvarig för uppföljning", "responsible for follow-up"),
        "withheld_from_patient": WITHHELD,
    },
    Intervention: PART
    | {
        "goal_id": Field("mål", "goal", "nytt", "goals"),
        "text": Field("text", "text", "ny"),
        "citizen_text": CITIZEN_TEXT,
        "responsible_kind": Field("slag av ansvarig", "kind of responsible", "nytt"),
        "responsible_unit_id": unit("ansvarig enhet", "responsible unit"),
        "responsible_name": Field("ansvarig", "responsible", "ny"),
        "position": Field("plats i ordningen", "place in the order", "ny"),
        "starts_on": Field("startdag", "start day", "ny"),
        "ends_on": Field("slutdag", "end day", "ny"),
        "depends_on": Field("väntar på", "waits for", refers="interventions"),
        "withheld_from_patient": WITHHELD,
    },
    InterventionStatus: PART
    | {
        "intervention_id": Field("insats", "intervention", "ny", "interventions"),
        "state": Field("status", "status", "ny", flows=True),
        "since": Field("från", "since"),
    },
    FollowUp: PART
    | {
        "held_at": Field("hölls", "held"),
        "how_is_it_going": Field("hur det går", "how it is going"),
        "helped": Field("vad som hjälpte", "what helped"),
        "hindered": Field("vad som hindrade", "what hindered"),
        "continued_coordination": Field("samordning behövs fortfarande", "coordination is still needed"),
        "interventions_continue": Field("insatserna fortsätter", "the interventions continue"),
        "decision": Field("beslut", "decision", "nytt"),
        "next_on": Field("dag för nästa uppföljning", "day of the next follow-up", "ny"),
        "attendee_ids": ATTENDEES,
        "citizen_text": CITIZEN_TEXT,
        "withheld_from_patient": WITHHELD,
    },
    GoalResult: PART
    | {
        "follow_up_id": Field("uppföljning", "follow-up", "ny", "follow_ups"),
        "goal_id": Field("mål", "goal", "nytt", "goals"),
        "outcome": Field("resultat", "result", "nytt", flows=True),
        "text": Field("kommentar", "comment", "ny"),
    },
    Deviation: PART
    | {
        "reported_by_unit_id": Field("rapporterad av", "reported by", refers="units"),
        "concerns_unit_id": Field("gäller", "concerns", refers="units"),
        "text": Field("text", "text", "ny"),
        "reported_at": Field("rapporterad", "reported"),
    },
    DeviationStep: PART
    | {
        "deviation_id": Field("avvikelse", "deviation", "ny", "deviations"),
        "kind": Field("steg", "step", "nytt", flows=True),
        "unit_id": Field("taget av", "taken by", refers="units"),
        "text": Field("text", "text", "ny"),
        "taken_at": Field("taget", "taken"),
        "registered_by_id": participant("registrerat av", "registered by"),
    },
}
