"""Who may do what, and in which status (design: Who may do what; Process and lifecycle)."""

from datetime import datetime

from tests.model.actors import STAFF
from tests.model.plan import OPEN, WORKING, Deviation, Plan

READING = frozenset({"plan.read", "summons.read", "actions.read", "notice.read"})
# What the initiating unit does until a coordinator is named.
STARTING = frozenset(
    {
        "plan.change", "coordinator.name", "plan.offer", "plan.accept", "plan.decline", "plan.prepare", "plan.close",
        "plan.annul", "unit.add", "participant.add", "consent.register", "consent.withdraw", "note.write", "source.add",
        "number.change", "number.undo", "plan.protect", "participant.protect",
    }
)  # fmt: skip
# What any participant may; her own unit's alone where it is about a unit.
TAKING_PART = READING | {
    "mapping.read", "participant.add", "consent.register", "consent.withdraw", "summons.reply", "intervention.write",
    "participant.protect", "intervention.withhold",
    "intervention.follow", "deviation.report", "deviation.handle", "note.write", "source.add", "notice.acknowledge",
}  # fmt: skip
DRIVING = TAKING_PART | STARTING | {
    "mapping.write", "plan.release", "plan.establish", "plan.resume", "summons.send", "meeting.record", "goal.write",
    "follow-up.record", "handover.offer", "handover.withdraw", "copy.record",
    "goal.withhold", "follow-up.withhold",
}  # fmt: skip
PERMITS: dict[str, frozenset[str]] = {
    # Whoever leads the plan says it of a unit that cannot log in.
    "initiator": READING | STARTING | {"notice.acknowledge"},
    "coordinator": DRIVING,
    "participant": TAKING_PART,
    # Follows up, closes and notifies; `decided`: writes the goals that she answers for following up, too.
    "main": frozenset(
        {"plan.close", "follow-up.record", "follow-up.withhold", "goal.write", "goal.withhold", "copy.record"}
    ),
    "called": frozenset({"summons.read", "actions.read", "summons.reply"}),
    "asked": frozenset({"actions.read", "handover.accept", "handover.refuse"}),
    "manager": frozenset({"actions.read", "plan.take-over"}),
    "told": frozenset({"actions.read", "notice.read", "notice.acknowledge"}),
}
NOT_ANNULLED = OPEN | {"closed"}
ALWAYS = NOT_ANNULLED | {"annulled"}
STATUSES: dict[str, frozenset[str]] = {
    **dict.fromkeys(READING | {"mapping.read", "source.add", "number.undo"}, ALWAYS),
    **dict.fromkeys(("plan.change", "unit.add", "participant.add", "note.write"), OPEN),
    "coordinator.name": frozenset({"initiated", "offered", "declined"}),
    "plan.offer": frozenset({"initiated", "declined"}),
    **dict.fromkeys(("plan.accept", "plan.decline", "plan.prepare"), frozenset({"offered"})),
    "plan.establish": frozenset({"met"}),
    "plan.resume": frozenset({"summoned"}),
    # `decided`: what was never offered is not closed but annulled.
    "plan.close": OPEN - {"initiated"},
    "plan.annul": NOT_ANNULLED,
    # `decided`: what is wrong in a closed plan is put right by somebody, also when its coordinator has left.
    "plan.take-over": NOT_ANNULLED,
    "number.change": NOT_ANNULLED,
    # `decided`: a consent is an answer to an offer.
    "consent.register": WORKING | {"offered"},
    "consent.withdraw": NOT_ANNULLED,
    **dict.fromkeys(
        (
            "mapping.write", "summons.send", "summons.reply", "goal.write", "intervention.write", "intervention.follow",
            "deviation.report", "handover.offer", "handover.withdraw", "handover.accept",
            "handover.refuse",
        ),
        WORKING,
    ),
    # `decided`: what she is not to be shown is noted as long as she may be shown it.
    **dict.fromkeys(("plan.protect", "participant.protect"), NOT_ANNULLED),
    **dict.fromkeys(("goal.withhold", "intervention.withhold", "follow-up.withhold"), WORKING | {"closed"}),
    # What was reported is handled to its end.
    "deviation.handle": WORKING | {"closed"},
    "meeting.record": WORKING - {"preparing"},
    "follow-up.record": frozenset({"established"}),
    "plan.release": frozenset({"summoned", "met", "established", "closed"}),
    "copy.record": frozenset({"established", "closed"}),
    "notice.acknowledge": frozenset({"closed"}),
}  # fmt: skip

Verdict = tuple[int, str]
FINE: Verdict = (0, "")
OUT_OF_REACH: Verdict = (404, "not-found")
NOT_YOURS: Verdict = (403, "not-yours-to-do")
NOT_YOUR_OWN: Verdict = (403, "not-your-own")
NOT_NOW: Verdict = (409, "not-in-this-status")


def may(plan: Plan, who: str, action: str, now: datetime) -> bool:
    if action == "mapping.read":
        return plan.reads_mapping(who, now)
    return any(action in PERMITS[ground] for ground in plan.grounds(who, now))


def judge(plan: Plan, who: str, action: str, now: datetime) -> Verdict:
    """Reach first, then the part in the plan, then the status."""
    if not plan.grounds(who, now):
        return OUT_OF_REACH
    if not may(plan, who, action, now):
        return NOT_YOURS
    return FINE if plan.status in STATUSES[action] else NOT_NOW


def drives(plan: Plan, who: str, now: datetime) -> bool:
    """Not bound to her own unit: the coordinator, and the main responsible."""
    return bool({"coordinator", "main"} & plan.grounds(who, now))


def speaks_for(plan: Plan, who: str, unit: str, now: datetime) -> bool:
    """For one's own unit; the coordinator also for one at which nobody comes at the plan."""
    return STAFF[who] == unit or (plan.coordinating(who) and not plan.comes(unit, now))


def waits(plan: Plan, who: str, action: str, now: datetime) -> bool:
    """What is done to a part is told as allowed only where there is such a part, and it is hers to deal with."""

    def open_to_her(one: Deviation) -> bool:
        return not one.closed and any(speaks_for(plan, who, unit, now) for unit in (one.reported, one.concerns))

    if action == "consent.withdraw":
        return not all(plan.consents.over(one, now) for one in plan.consents.all)
    if action == "summons.reply":
        return any(plan.coordinating(who) or place.unit == STAFF[who] for place in plan.places)
    if action == "intervention.follow":
        return any(drives(plan, who, now) or one.unit == STAFF[who] for one in plan.interventions)
    if action == "deviation.handle":
        return any(map(open_to_her, plan.deviations))
    return True
