"""Consents of a plan: registered, withdrawn, read."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from app.domain import lifecycle
from app.domain.action import Action
from app.domain.consent import ALREADY_ENDED, BEFORE_GIVEN, Consent, ConsentKind, Information, holding, lapsed
from app.domain.contents.asking import not_in_future, require_staff
from app.domain.event import Event
from app.domain.part import changed as with_changed
from app.domain.plan import ClosingReason, Plan
from app.domain.precondition import Precondition
from app.domain.refusal import Conflict, Finding, Invalid
from app.domain.withdrawal import taking_back
from app.schemas.journal.consent import ConsentIn, ConsentOut, WithdrawalIn
from app.services.changes import Changed, change
from app.services.parts import Entry, Resource, part_of, tupled
from app.services.work import Work


def build(plan: Plan, entry: Entry, body: ConsentIn) -> Consent:
    values = tupled(body.model_dump())
    if body.kind is ConsentKind.INFORMATION_SHARING and not body.information:
        # What nobody has said is the less: the plan, and not the mapping.
        values["information"] = (Information.PLAN,)
    return Consent(**entry, **values)


def viewing(plan: Plan, work: Work) -> Callable[[Consent], ConsentOut]:
    in_force, taken_back = holding(plan, work.now), taking_back(plan)

    def view(part: Consent) -> ConsentOut:
        taken = taken_back(part)
        judged = {
            "in_force": part.id in in_force,
            "taken_back_at": taken.at,
            "taken_back_recipients": [unit_id for unit_id in part.recipients if unit_id in taken.units],
        }
        values = {name: getattr(part, name) for name in ConsentOut.model_fields if name not in judged}
        return ConsentOut(**values, **judged)

    return view


CONSENTS = Resource(collection="consents", noun="consent", write=Action.CONSENT_REGISTER, build=build, viewing=viewing)


async def withdraw(
    work: Work, plan_id: UUID, consent_id: UUID, body: WithdrawalIn, precondition: Precondition
) -> Changed:
    """Marks the consent as withdrawn. Withdrawn SIP consent closes the plan and empties the mirror in this transaction.

    "No consent, no plan": with two guardians the withdrawal by any one of them is enough (FB 6:13).
    """

    def decide(plan: Plan) -> Plan:
        consent = part_of(plan, "consents", consent_id)
        if consent.ends_at is not None and consent.ends_at <= work.now:
            raise Conflict(ALREADY_ENDED)
        if lapsed(plan, consent, body.withdrawn_at):
            # Nobody takes back what no longer says anything, and closes a grown person's plan with it.
            raise Conflict(ALREADY_ENDED)
        precondition.require(consent.version)
        not_in_future(body.withdrawn_at, work.now, "/withdrawnAt")
        if body.withdrawn_at < consent.given_at:
            raise Invalid(BEFORE_GIVEN, Finding(BEFORE_GIVEN, "/withdrawnAt"))
        if body.registered_by_id is not None:
            require_staff(plan, body.registered_by_id, "/registeredById")
        marked = with_changed(
            plan.consents,
            consent,
            withdrawn_at=body.withdrawn_at,
            withdrawn_by=body.withdrawn_by,
            withdrawal_registered_by_id=body.registered_by_id,
            withdrawal_entered_at=work.now,
        )
        after = replace(plan, consents=marked)
        if lifecycle.ends_the_plan(consent.kind, after):
            return lifecycle.closed(after, ClosingReason.CONSENT_WITHDRAWN, body.withdrawn_at)
        return after

    told = Event.CONSENT_WITHDRAWN
    return await change(work, plan_id, Action.CONSENT_WITHDRAW, decide, told_as=told, subject=consent_id)
