"""Which of a plan's consents hold (gäller) at an instant, and what time ends, told of each; together: `consent`.

Decided: a withdrawal takes back every consent of its kind that was given before it; for information, to the same unit;
and so does a no to the offer, of consents to SIP.
"""

from datetime import datetime
from uuid import UUID

from app.domain.consent import (
    Consent,
    ConsentGiver,
    ConsentKind,
    Information,
    coverage,
    lapsed,
    lapses_at,
    standing,
    windows,
)
from app.domain.during import earliest
from app.domain.participant import ParticipantKind
from app.domain.plan import Plan
from app.domain.swedish_time import day_ends, day_of
from app.domain.window import Window
from app.domain.withdrawal import taking_back


def holding(plan: Plan, at: datetime) -> frozenset[UUID]:
    """The consents that hold at that instant: by their own dates, by who may speak for her at her age, and by what was
    withdrawn beside them.
    """
    taken_back = taking_back(plan)

    def left(one: Consent) -> bool:
        over = taken_back(one).at
        return over is None or at < over

    guardians = {one.id for one in plan.participants if one.kind is ParticipantKind.GUARDIAN}

    def counts(one: Consent) -> bool:
        # Each guardian's word holds, though it takes all of theirs together; anybody else's by itself.
        if one.given_by is ConsentGiver.GUARDIAN:
            return one.guardian_id in guardians and not lapsed(plan, one, at)
        return any(window.holds(at) for window in windows(plan, [(one, one.ends_at)]))

    return frozenset(one.id for one in plan.consents if one.in_force(at) and left(one) and counts(one))


def ending(plan: Plan) -> dict[UUID, datetime]:
    """When time ends what a consent gives: at its last day's end, or as the person comes of age; by the consent's id.

    One that was taken back gives nothing more, and what is given on by what else was said does not end with it.
    """
    ends = {one.id: at for one in plan.consents if (at := _ends_by_time(plan, one)) and at > plan.changed_at}
    if not ends:
        return {}
    held = {kind: [standing(plan, kind)] for kind in (ConsentKind.SIP, ConsentKind.RELATIVES)}
    let_in = {information: coverage(plan, information) for information in Information}

    def given(one: Consent) -> list[list[Window]]:
        if one.kind is not ConsentKind.INFORMATION_SHARING:
            return held[one.kind]
        return [let_in[what].get(unit_id, []) for what in one.information for unit_id in one.recipients]

    untils = ((one.id, window.until) for one in plan.consents for windows in given(one) for window in windows)
    return {consent_id: at for consent_id, at in untils if at is not None and ends.get(consent_id) == at}


def _ends_by_time(plan: Plan, one: Consent) -> datetime | None:
    last_day = day_ends(one.valid_until) if one.valid_until else None
    return None if one.withdrawn_at is not None else earliest(last_day, lapses_at(plan, one, day_of(plan.changed_at)))
