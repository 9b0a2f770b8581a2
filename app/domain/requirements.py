"""What must be there before the plan can move: by law, by the guideline and by our own choice.

HSL (2017:30) 16 kap. 4 § and SoL (2025:400) 10 kap. 9 § (of a plan from before 1 July 2025: SoL (2001:453) 2 kap. 7 §,
which asks for the same): the plan states (1) which interventions are needed, (2) which
of them each principal answers for, (3) which measures someone else takes, (4) which principal has the overall
responsibility. Measures by someone else may be none, so (3) is met by the form of an intervention: exactly one
responsible. Each requirement is one rule; the list of those not met is the answer.
"""

from collections.abc import Iterator
from datetime import datetime

from app.domain.consent import sip_in_force
from app.domain.follow_up import to_close
from app.domain.intervention import ResponsibleKind
from app.domain.legal_basis import LEGAL_BASES, demanding
from app.domain.plan import Plan
from app.domain.refusal import Finding
from app.domain.rule import Rule
from app.domain.swedish_time import day_of
from app.domain.taking_part import units_taking_part
from app.domain.unit import PrincipalType

# As it stands; `source` says it of a plan from another day.
LAW = demanding(max(one.since for one in LEGAL_BASES))
MISSING = Rule("requirements-missing", "Planen saknar det som krävs.", "The plan lacks what is required.", LAW)
CONSENT = Rule(
    "sip-consent-missing",
    "Samtycke till SIP gäller inte (för ett barn: alla vårdnadshavares).",
    "No SIP consent is in force (for a minor: all guardians').",
    LAW,
)
COORDINATOR = Rule(
    "coordinator-missing", "Ingen samordningsansvarig är utsedd.", "No coordinator is named.", "Riktlinje SIP"
)
MEETING = Rule("meeting-missing", "Inget möte är dokumenterat.", "No meeting is documented.", "Riktlinje SIP")
INTERVENTIONS = Rule(
    "interventions-missing", "Inga insatser är angivna.", "No interventions are stated.", f"{LAW} första punkten"
)
REGION = Rule(
    "region-part-missing",
    "Ingen enhet från regionen deltar i planen.",
    "No unit of the region takes part in the plan.",
    f"{LAW} andra punkten",
)
MUNICIPALITY = Rule(
    "municipality-part-missing",
    "Ingen enhet från kommunen deltar i planen.",
    "No unit of the municipality takes part in the plan.",
    f"{LAW} andra punkten",
)
PRINCIPAL = Rule(
    "principal-intervention-missing",
    "Ingen insats har en enhet hos någon huvudman som ansvarig.",
    "No intervention has a unit of either principal responsible.",
    f"{LAW} andra punkten",
)
OVERALL = Rule(
    "overall-responsible-missing",
    "Det framgår inte vilken huvudman som har det övergripande ansvaret.",
    "It is not stated which principal has the overall responsibility.",
    f"{LAW} fjärde punkten",
)
GOAL = Rule("goals-missing", "Inget mål är angivet.", "No goal is stated.", "Riktlinje SIP")
GOAL_RESPONSIBLE = Rule(
    "goal-follow-up-responsible-missing",
    "Målet saknar ansvarig för uppföljning.",
    "The goal has nobody responsible for its follow-up.",
    "Riktlinje SIP",
)
MAIN_RESPONSIBLE = Rule(
    "main-responsible-missing", "Ingen huvudansvarig är utsedd.", "No main responsible is named.", "Riktlinje SIP"
)
FOLLOW_UP = Rule(
    "first-follow-up-missing",
    "Första uppföljningen är inte bokad.",
    "The first follow-up is not booked.",
    "Riktlinje SIP",
)

FOLLOW_UP_PASSED = Rule(
    "first-follow-up-passed",
    "Första uppföljningen är bokad till en dag som redan har varit.",
    "The first follow-up is booked for a day that has been already.",
    "Riktlinje SIP",
)


def for_preparing(plan: Plan, now: datetime) -> Iterator[Finding]:
    """No consent, no plan; and the mapping is the coordinator's, so there must be one."""
    if not sip_in_force(plan, now):
        yield Finding(CONSENT, "/consents")
    if plan.coordinator_id is None:
        yield Finding(COORDINATOR, "/coordinatorId")


def for_establishing(plan: Plan, now: datetime) -> Iterator[Finding]:
    """What the plan still wants before it can be established, in the order that a person would mend it."""
    yield from for_preparing(plan, now)
    taking_part = units_taking_part(plan)
    principals = {unit.principal_type for unit in plan.units if unit.id in taking_part}
    if PrincipalType.REGION not in principals:
        yield Finding(REGION, "/units")
    if PrincipalType.MUNICIPALITY not in principals:
        yield Finding(MUNICIPALITY, "/units")
    if not plan.meetings:
        yield Finding(MEETING, "/meetings")
    if plan.main_responsible_id is None:
        yield Finding(MAIN_RESPONSIBLE, "/mainResponsibleId")
    if not plan.goals:
        yield Finding(GOAL, "/goals")
    for place, goal in enumerate(plan.goals):
        if goal.follow_up_responsible_id is None:
            yield Finding(GOAL_RESPONSIBLE, f"/goals/{place}/followUpResponsibleId")
    if not plan.interventions:
        yield Finding(INTERVENTIONS, "/interventions")
    elif not any(one.responsible_kind is ResponsibleKind.UNIT for one in plan.interventions):
        yield Finding(PRINCIPAL, "/interventions")
    if plan.overall_responsible is None:
        yield Finding(OVERALL, "/overallResponsible")
    if plan.first_follow_up_on is None:
        yield Finding(FOLLOW_UP, "/firstFollowUpOn")
    elif plan.first_follow_up_on < day_of(now) and (
        plan.established_at is None or to_close(plan.follow_ups, plan.established_at) is not None
    ):
        # Of a plan that is revised the first one may have been held long ago; where the last one was to be the last,
        # there is no other.
        yield Finding(FOLLOW_UP_PASSED, "/firstFollowUpOn")


# Everything that is asked of a plan that is to be established, in the order that a person would mend it.
ESTABLISHING = (CONSENT, COORDINATOR, REGION, MUNICIPALITY, MEETING, MAIN_RESPONSIBLE, GOAL, GOAL_RESPONSIBLE)
ESTABLISHING += (INTERVENTIONS, PRINCIPAL, OVERALL, FOLLOW_UP, FOLLOW_UP_PASSED)


def checklist(plan: Plan, now: datetime) -> list[tuple[Rule, list[Finding]]]:
    """Each requirement with what is missing of it: nothing where it is met."""
    found = list(for_establishing(plan, now))
    return [(rule, [one for one in found if one.rule is rule]) for rule in ESTABLISHING]


def source(rule: Rule, plan: Plan) -> str:
    """Where the rule comes from, for this plan: the law in force on its day (`legal_basis`)."""
    return rule.source.replace(LAW, demanding(day_of(plan.initiated_at)) or LAW)
