"""Offers of a SIP and what the person answered: made and answered by steps of the lifecycle, read here."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from app.domain.consent import ConsentGiver
from app.domain.contents import added, revised
from app.domain.lifecycle import Transition, moved
from app.domain.offer import Offer, OfferAnswer
from app.domain.plan import Plan
from app.domain.unit import own_unit
from app.domain.withdrawing import declined, require_speaks
from app.schemas.journal.offer import OfferOut
from app.schemas.journal.transition import TransitionIn
from app.services.parts import Resource, entry
from app.services.work import Work

OFFERS = Resource(collection="offers", viewing=lambda plan, work: OfferOut.model_validate)


def offered(plan: Plan, body: TransitionIn, work: Work) -> Plan:
    """SIP is offered (there is a duty to), by the unit that asks; for the first time or again."""
    at = body.happened_at or work.now
    return added(moved(plan, Transition.OFFER, at), "offers", _new(plan, work, offered_at=at), work.now)


def answered(plan: Plan, body: TransitionIn, answer: OfferAnswer, work: Work) -> Plan:
    """What she answered. A no takes back the yes to SIP that she may have given before; she may be offered again."""
    at, by = body.happened_at or work.now, body.by or ConsentGiver.PERSON
    require_speaks(plan, by, at, work.now, "/by")
    said: dict[str, Any] = {"answer": answer, "answered_at": at, "answered_by": by, "reason": body.text}
    plan = moved(plan, Transition.ACCEPT if answer is OfferAnswer.ACCEPTED else Transition.DECLINE, at)
    if answer is OfferAnswer.DECLINED:
        plan = replace(plan, consents=declined(plan, at, by, work.now))
    if not plan.offers:
        return added(plan, "offers", _new(plan, work, offered_at=at, **said), work.now)
    return revised(plan, "offers", max(plan.offers, key=lambda one: one.id), work.now, **said)


def _new(plan: Plan, work: Work, *, offered_at: datetime, **said: Any) -> Offer:
    mine = own_unit(work.actor, plan.units)
    by = plan.initiated_by_unit_id if mine is None else mine.id
    return Offer(**entry(work, "offers"), offered_at=offered_at, offered_by_unit_id=by, **said)
