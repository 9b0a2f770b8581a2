"""Which of a plan's consents hold (gäller) at an instant, told of each; what they amount to together is in `consent`.

Decided: a withdrawal takes back every consent of its kind that was given before it; for information, to the same unit.
"""

from datetime import datetime
from uuid import UUID

from app.domain.consent import Consent, ConsentKind, lapsed
from app.domain.plan import Plan


def _about(one: Consent) -> list[tuple[ConsentKind, UUID | None]]:
    """What a withdrawal of it takes back: its kind; for information, to each unit that it names."""
    if one.kind is ConsentKind.INFORMATION_SHARING:
        return [(one.kind, unit_id) for unit_id in one.recipients]
    return [(one.kind, None)]


def holding(plan: Plan, at: datetime) -> frozenset[UUID]:
    """The consents that hold at that instant: by their own dates, by her age, and by what was withdrawn beside them."""
    noes: dict[tuple[ConsentKind, UUID | None], datetime] = {}
    for one in plan.consents:
        if one.withdrawn_at is not None and one.withdrawn_at <= at:
            for what in _about(one):
                noes[what] = max(one.withdrawn_at, noes.get(what, one.withdrawn_at))

    def left(one: Consent) -> bool:
        return any(what not in noes or noes[what] < one.given_at for what in _about(one))

    return frozenset(one.id for one in plan.consents if one.in_force(at) and left(one) and not lapsed(plan, one, at))
