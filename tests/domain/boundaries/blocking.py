"""The boundaries of blocks (whom one may be about, and when it is said and lifted) and of emergency accesses."""

from typing import Any

from app.domain.block import BlockKind
from app.domain.consent import ConsentForm
from tests.domain import parts
from tests.domain.boundaries.asking import LATE, NEW, STRAY
from tests.domain.plans import COORDINATOR, LIBRARY_HSA, NOW, REHAB_HSA, RELATIVE, utc

REGION, MUNICIPALITY = "SE2329990015", "SE2329990023"
LIFTED = {"lifted_at": NOW, "lifted_by_id": COORDINATOR, "lifted_form": ConsentForm.WRITTEN}


def said(hsa_id: str = REHAB_HSA, **values: Any) -> Any:
    return parts.block(hsa_id, NEW, **values)


ACCEPTED = [
    ("emergency_accesses", parts.emergency_access(NEW, opened_at=NOW)),
    ("blocks", said()),
    ("blocks", said(LIBRARY_HSA)),  # it has no part in the plan
    ("blocks", said(MUNICIPALITY)),
    ("blocks", said(f"{REGION}-WARD")),
    ("blocks", said(requested_at=NOW)),
    ("blocks", said(**LIFTED)),
    ("blocks", said(**LIFTED, requested_at=NOW)),
]
REFUSED = [
    ("emergency_accesses", parts.emergency_access(NEW, opened_at=LATE), "in-the-future", "/openedAt"),
    ("blocks", said(kind=BlockKind.PRINCIPAL), "block-of-unit-or-principal", "/hsaId"),
    ("blocks", said(MUNICIPALITY, kind=BlockKind.UNIT), "block-of-unit-or-principal", "/hsaId"),
    ("blocks", said(requested_at=LATE), "in-the-future", "/requestedAt"),
    ("blocks", said(registered_by_id=STRAY), "no-such-part", "/registeredById"),
    ("blocks", said(registered_by_id=RELATIVE), "not-staff", "/registeredById"),
    ("blocks", said(**LIFTED | {"lifted_at": LATE}), "in-the-future", "/liftedAt"),
    ("blocks", said(**LIFTED | {"lifted_at": utc(2026, 3, 31)}), "ends-before-it-begins", "/liftedAt"),
    ("blocks", said(**LIFTED | {"lifted_by_id": RELATIVE}), "not-staff", "/liftedById"),
]
