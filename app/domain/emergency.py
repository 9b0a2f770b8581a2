"""Emergency access (nödöppning): who may open a plan without consent, which plans, and for how long. Off by default.

It is no ground of reach: it gives one person one reading of one plan by its own address, whoever is blocked, and
nothing else of it. No list, no search, no change, and never the mapping (kartläggning), which no statute opens. A plan
whose SIP consent was withdrawn or has ended is not opened: she has taken back that there is one.

Source: lag (2022:913) om sammanhållen vård- och omsorgsdokumentation; PDL (2008:355) 4 kap. 5 §, 8 kap. 5 §.
"""

from datetime import datetime, timedelta

from app.domain.actor import Staff
from app.domain.blocking import shut_out
from app.domain.during import during
from app.domain.emergency_access import EmergencyAccess
from app.domain.hsa_id import principal_of
from app.domain.lifecycle import RESTS_ON_CONSENT
from app.domain.part import Part
from app.domain.plan import Plan
from app.domain.policy import OUT_OF_REACH, SCOPE_MISSING
from app.domain.refusal import Forbidden, ScopeMissing, Unreachable
from app.domain.rule import Rule

EMERGENCY = "journal:emergency"
# The purposes of use under which a plan may be opened: the national word, and that of the national contract.
PURPOSES = frozenset({"Nödöppning", "ETREAT"})
LASTS = timedelta(hours=1)
# In Swedish, as the names of units and principals are.
BY_ITS_OWN_ACCOUNT = "Enligt egen uppgift"
PURPOSE_NOT_EMERGENCY = Rule(
    "purpose-not-emergency",
    "En plan nödöppnas för ändamålet nödöppning, inte för det som åtkomstintyget anger.",
    "A plan is opened in an emergency for that purpose, and not for the one that the token states.",
    "2022:913",
)

ONE_OF_TWO = Rule(
    "plan-or-personnummer",
    "Ange planens id eller personnummer, ett av dem.",
    "State the plan's id or a personnummer, one of them.",
)


def require_may_open(actor: Staff) -> None:
    """Judged before any plan is looked for. Without the setting nobody's token has the scope."""
    if EMERGENCY not in actor.scopes:
        raise ScopeMissing(SCOPE_MISSING, EMERGENCY)
    if actor.purpose not in PURPOSES:
        raise Forbidden(PURPOSE_NOT_EMERGENCY)


def require_openable(actor: Staff, plan: Plan) -> None:
    """The plan is there to be opened; any other is answered as none."""
    require_may_open(actor)
    if plan.status not in RESTS_ON_CONSENT:
        raise Unreachable(OUT_OF_REACH)


def opened(
    plan: Plan, actor: Staff, part: Part, *, unit_name: str, principal_name: str, reason: str, now: datetime
) -> EmergencyAccess:
    """The access that begins now; `part` gives its id and when it was entered."""
    return EmergencyAccess(
        id=part.id,
        entered_at=part.entered_at,
        unit_hsa_id=actor.unit,
        unit_name=unit_name,
        principal_name=principal_name,
        person_hsa_id=actor.person,
        reason=reason,
        opened_at=now,
        ends_at=now + LASTS,
        despite_block=shut_out(plan)(actor.unit),
    )


def names_in_the_log(one: EmergencyAccess) -> tuple[str, str]:
    """What her log calls a unit that has no part in the plan, and its principal: nobody but the opener vouches for it.

    What stands first is ours, and the number is the token's: no name that is stated can pass for another's in the plan.
    """
    stated = f"{BY_ITS_OWN_ACCOUNT}: {one.unit_name}"
    return stated, f"{principal_of(one.unit_hsa_id)}, {BY_ITS_OWN_ACCOUNT.lower()}: {one.principal_name}"


def require_open(plan: Plan, one: EmergencyAccess | None, actor: Staff, now: datetime) -> None:
    """It is hers, at that unit, and not over; else there is no such plan for her."""
    require_openable(actor, plan)
    if one is None or (one.person_hsa_id, one.unit_hsa_id) != (actor.person, actor.unit):
        raise Unreachable(OUT_OF_REACH)
    if not during(one.opened_at, one.ends_at, now):
        raise Unreachable(OUT_OF_REACH)
