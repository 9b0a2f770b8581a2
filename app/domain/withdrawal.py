"""What a withdrawal (återkallelse) takes back besides the consent that it is noted on, told of each consent.

A no takes back every yes of its kind that was given before it; to information sharing, towards the same units; said
to the offer, every yes to SIP (decided, as in `consent`). So a consent on which nothing is noted may be over, and
whoever reads of it is told since when.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.consent import Consent, ConsentGiver, ConsentKind, lapses_at, next_no
from app.domain.plan import Plan
from app.domain.swedish_time import day_of


@dataclass(frozen=True, slots=True)
class TakenBack:
    """By a no noted on another consent or on an offer: whose it was, when nothing was left, and towards which units."""

    at: datetime | None = None
    by: ConsentGiver | None = None
    units: frozenset[UUID] = frozenset()


No = tuple[datetime, ConsentGiver | None]


def taking_back(plan: Plan) -> Callable[[Consent], TakenBack]:
    """What other consents' withdrawals and declined offers have taken of each one while it held; made once a plan."""
    noes: dict[tuple[ConsentKind, UUID | None], dict[datetime, ConsentGiver | None]] = defaultdict(dict)
    for one in plan.consents:
        if one.withdrawn_at is not None:
            for unit_id in one.recipients or (None,):
                noes[one.kind, unit_id].setdefault(one.withdrawn_at, one.withdrawn_by)
    for offer in plan.offers:
        if offer.declined_at is not None:
            noes[ConsentKind.SIP, None].setdefault(offer.declined_at, offer.answered_by)
    in_order = {what: sorted(said) for what, said in noes.items()}

    def first(one: Consent, unit_id: UUID | None) -> No | None:
        what = (one.kind, unit_id)
        at = next_no(in_order.get(what, ()), one.given_at)
        # What is over already is not taken back; nor is it by its own withdrawal, at which it is over.
        lasts = at is not None and (one.ends_at is None or at < one.ends_at)
        return (at, noes[what][at]) if lasts else None

    def taken_back(one: Consent) -> TakenBack:
        found = {unit_id: first(one, unit_id) for unit_id in one.recipients or (None,)}
        said = [no for no in found.values() if no is not None]
        units = frozenset(unit_id for unit_id, no in found.items() if unit_id is not None and no is not None)
        if len(said) < len(found):
            return TakenBack(units=units)
        last = max(said, key=lambda no: no[0])
        return TakenBack(*last, units)

    return taken_back


def as_they_stand(plan: Plan) -> tuple[Consent, ...]:
    """The consents as she is told of them: withdrawn when a no took them back, and to the units still let in; and
    until the day before she comes of age, where they say nothing from then on, though no last day was said.
    """
    taken_back, today = taking_back(plan), day_of(plan.changed_at)

    def standing(one: Consent) -> Consent:
        lapse = lapses_at(plan, one, today)
        if lapse is not None:
            # What was said for her when she was of age already never held: no day before that is made up for it.
            by_age = max(day_of(lapse) - timedelta(days=1), day_of(one.given_at))
            one = replace(one, valid_until=min(one.valid_until or by_age, by_age))
        taken = taken_back(one)
        if taken.at is not None:
            return replace(one, withdrawn_at=taken.at, withdrawn_by=taken.by)
        left = tuple(unit_id for unit_id in one.recipients if unit_id not in taken.units)
        return replace(one, recipients=left) if taken.units else one

    return tuple(standing(one) for one in plan.consents)
