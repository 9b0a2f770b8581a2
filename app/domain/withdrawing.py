"""Withdrawing (återkalla) a consent: when it can be noted, and what it does to the plan.

What it takes back besides, as others are told of it, is in `withdrawal`; what is shown is decided without this file.
"No consent, no plan": withdrawn SIP consent closes the plan, and of two guardians either is enough (FB 6:13).
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.domain.consent import (
    ALREADY_ENDED,
    BEFORE_GIVEN,
    Consent,
    ConsentGiver,
    ConsentKind,
    is_minor,
    lapsed,
    of_kind,
)
from app.domain.contents.asking import not_in_future, refuse_if, require_staff
from app.domain.contents.people import GUARDIAN_OF_ADULT
from app.domain.known_by import as_known, known_by
from app.domain.lifecycle import closed, ends_the_plan
from app.domain.part import changed
from app.domain.plan import ClosingReason, Plan
from app.domain.refusal import Conflict


def stands(plan: Plan, one: Consent, now: datetime) -> bool:
    """Whether there is anything left to withdraw now, whenever it is said to have been withdrawn.

    Of whoever is known by another number than hers nobody's word is asked whether it has lapsed: no consent stands
    there that could be taken from a grown woman, and the answer would tell when she came of age (`known_by`).
    """
    left = one.ends_at is None or now < one.ends_at
    return left and not (known_by(plan, now).key == plan.person.key and lapsed(plan, one, now))


def require_standing(plan: Plan, one: Consent, now: datetime) -> None:
    """Nobody takes back what no longer says anything, and closes a grown person's plan with it."""
    if not stands(plan, one, now):
        raise Conflict(ALREADY_ENDED)


def require_speaks(plan: Plan, by: ConsentGiver | None, at: datetime, now: datetime, place: str) -> None:
    """No guardian says no, or yes, for somebody who was of age then: by the age that the plan knows (FB 6:2)."""
    refuse_if(by is ConsentGiver.GUARDIAN and not is_minor(as_known(plan, now), at), GUARDIAN_OF_ADULT, place)


def withdrawn(
    plan: Plan, one: Consent, at: datetime, by: ConsentGiver, registered_by_id: UUID | None, now: datetime
) -> Plan:
    """The plan with this consent marked as withdrawn, and closed if it rested on it."""
    not_in_future(at, now, "/withdrawnAt")
    refuse_if(at < one.given_at, BEFORE_GIVEN, "/withdrawnAt")
    require_speaks(plan, by, at, now, "/withdrawnBy")
    if registered_by_id is not None:
        require_staff(plan, registered_by_id, "/registeredById")
    said = {"withdrawn_at": at, "withdrawn_by": by, "withdrawal_registered_by_id": registered_by_id}
    after = replace(plan, consents=changed(plan.consents, one, **said, withdrawal_entered_at=now))
    return closed(after, ClosingReason.CONSENT_WITHDRAWN, at) if ends_the_plan(one.kind, after) else after


def declined(plan: Plan, at: datetime, by: ConsentGiver | None, now: datetime) -> tuple[Consent, ...]:
    """The plan's consents after she has declined the offer: no yes to SIP that stands when it is entered still holds.

    One that had ended by then says so as before: there was nothing left of it to take back. One that was given before
    the no and is entered later does not hold either: the offer itself says so (`Offer.declined_at`).
    """
    after = plan.consents
    for one in of_kind(plan, ConsentKind.SIP):
        if one.withdrawn_at is None and (one.ends_at is None or at < one.ends_at):
            values = {"withdrawn_at": max(at, one.given_at), "withdrawn_by": by, "withdrawal_entered_at": now}
            after = changed(after, one, **values)
    return after
