"""The boundaries of representations and of exceptions from the age limits."""

from datetime import date, timedelta
from typing import Any

from app.domain.age_exception import AgeExceptionKind
from app.domain.representation import Readable, RepresentativeKind
from tests.domain import parts
from tests.domain.boundaries.asking import LATE, NEW, STRAY
from tests.domain.parts import REPRESENTATION
from tests.domain.plans import COORDINATOR, NOW, RELATIVE, person

DAY = date(2026, 7, 1)
EVE = DAY - timedelta(days=1)
K, E = RepresentativeKind, AgeExceptionKind


def spoken(**values: Any) -> Any:
    return parts.representation(NEW, **({"kind": K.AUTHORISED, "since": DAY} | values))


def decided(**values: Any) -> Any:
    return parts.age_exception(NEW, **({"since": DAY} | values))


def own(**values: Any) -> Any:
    return decided(**({"kind": E.READS_OWN, "representation_id": None} | values))


ENDED = {"ended_at": NOW, "ended_by_id": COORDINATOR, "end_reason": "Återkallad"}
ACCEPTED = [
    *(("representations", spoken(kind=kind)) for kind in RepresentativeKind if kind is not K.GUARDIAN),
    ("representations", spoken(until=DAY)),
    ("representations", spoken(scope=(Readable.SUMMONSES,))),
    ("representations", spoken(**ENDED)),
    ("age_exceptions", decided()),
    ("age_exceptions", decided(kind=E.GUARDIAN_BARRED, until=DAY)),
    ("age_exceptions", decided(**ENDED)),
    ("age_exceptions", own()),
]
REFUSED = [
    ("representations", spoken(kind=K.GUARDIAN), "guardian-of-adult", "/kind"),
    ("representations", spoken(reader_key=person().key), "represents-herself", "/personnummer"),
    ("representations", spoken(scope=()), "scope-needed", "/scope"),
    ("representations", spoken(scope=(Readable.PLAN, Readable.PLAN)), "scope-needed", "/scope"),
    ("representations", spoken(until=EVE), "ends-before-it-begins", "/until"),
    ("representations", spoken(registered_by_id=STRAY), "no-such-part", "/registeredById"),
    ("representations", spoken(registered_by_id=RELATIVE), "not-staff", "/registeredById"),
    ("representations", spoken(**ENDED | {"ended_at": LATE}), "in-the-future", "/endedAt"),
    ("representations", spoken(**ENDED | {"ended_by_id": RELATIVE}), "not-staff", "/endedById"),
    ("age_exceptions", decided(representation_id=None), "exception-of-guardian", "/representationId"),
    ("age_exceptions", own(representation_id=REPRESENTATION), "exception-of-guardian", "/representationId"),
    ("age_exceptions", decided(representation_id=STRAY), "no-such-part", "/representationId"),
    ("age_exceptions", decided(until=EVE), "ends-before-it-begins", "/until"),
    ("age_exceptions", own(until=DAY), "reads-own-until-revoked", "/until"),
    ("age_exceptions", decided(decided_by_id=STRAY), "no-such-part", "/decidedById"),
    ("age_exceptions", decided(decided_by_id=RELATIVE), "not-staff", "/decidedById"),
    ("age_exceptions", decided(**ENDED | {"ended_at": LATE}), "in-the-future", "/endedAt"),
    ("age_exceptions", decided(**ENDED | {"ended_by_id": STRAY}), "no-such-part", "/endedById"),
]
