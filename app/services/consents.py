"""Consents of a plan: registered, withdrawn, read."""

from collections.abc import Callable
from uuid import UUID

from app.domain.action import Action
from app.domain.consent import Consent, unless_said
from app.domain.event import Event
from app.domain.holding import holding
from app.domain.known_by import as_known
from app.domain.plan import Plan
from app.domain.precondition import Precondition
from app.domain.withdrawal import taking_back
from app.domain.withdrawing import require_standing, withdrawn
from app.schemas.journal.consent import ConsentIn, ConsentOut, WithdrawalIn
from app.services.changes import Changed, change
from app.services.parts import Entry, Writable, part_of, shown, tupled
from app.services.work import Work


def build(plan: Plan, entry: Entry, body: ConsentIn) -> Consent:
    values = tupled(body.model_dump())
    # Said twice is said once.
    values |= {name: tuple(dict.fromkeys(values[name])) for name in ("recipients", "information")}
    values["information"] = values["information"] or unless_said(body.kind)
    return Consent(**entry, **values)


def viewing(plan: Plan, work: Work) -> Callable[[Consent], ConsentOut]:
    in_force, taken_back = holding(as_known(plan, work.now), work.now), taking_back(plan)

    def view(part: Consent) -> ConsentOut:
        taken = taken_back(part)
        return shown(
            ConsentOut,
            part,
            in_force=part.id in in_force,
            taken_back_at=taken.at,
            taken_back_recipients=[unit_id for unit_id in part.recipients if unit_id in taken.units],
        )

    return view


CONSENTS = Writable(collection="consents", noun="consent", write=Action.CONSENT_REGISTER, build=build, viewing=viewing)


async def withdraw(
    work: Work, plan_id: UUID, consent_id: UUID, body: WithdrawalIn, precondition: Precondition
) -> Changed:
    """Marks the consent as withdrawn. Withdrawn SIP consent closes the plan and empties the mirror in this transaction.

    "No consent, no plan": with two guardians the withdrawal by any one of them is enough (FB 6:13).
    """

    def decide(plan: Plan) -> Plan:
        consent: Consent = part_of(plan, "consents", consent_id)
        require_standing(plan, consent, work.now)
        precondition.require(consent.version)
        return withdrawn(plan, consent, body.withdrawn_at, body.withdrawn_by, body.registered_by_id, work.now)

    told = Event.CONSENT_WITHDRAWN
    return await change(work, plan_id, Action.CONSENT_WITHDRAW, decide, told_as=told, subject=consent_id)
