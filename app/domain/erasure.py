"""Erasure of plans where the law allows it (förstöring, gallring): on which ground, and when.

Nothing else is ever erased (PDL 2008:355 3 kap. 14 §). A decision by Inspektionen för vård och omsorg that a record is
to be destroyed, wholly or in part, has to be carried out (PDL 8 kap. 4 §). And what has been kept for its time may be
thinned: patient records at least ten years after the last entry (PDL 3 kap. 17 §), by whoever decides so under the
archive laws (arkivlagen 1990:782 10 §). The audit log has a time of its own (`retention`) and is not touched.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain.personnummer import mentioned_in
from app.domain.plan import PlanStatus
from app.domain.retention import years_before

KEPT_YEARS = 10
ENDED = frozenset({PlanStatus.CLOSED, PlanStatus.ANNULLED, PlanStatus.DECLINED})
# A diary number and nothing more: what is written here stays in the log when everything else is gone.
_REFERENCE = re.compile(r"(?=.*[0-9])[A-Za-zÅÄÖåäö0-9][A-Za-zÅÄÖåäö0-9 .:/-]{2,39}")


class ErasureGround(StrEnum):
    DECISION = "decision"  # beslut av IVO, PDL 8 kap. 4 §
    THINNING = "thinning"  # gallring, PDL 3 kap. 17 §, arkivlagen 10 §


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What is known of a plan that is to be erased, before anything of it is."""

    id: UUID
    version: int
    status: PlanStatus
    changed_at: datetime


def is_reference(text: str) -> bool:
    """Whether it can be the number of a decision, and holds nothing that could be a personnummer."""
    return bool(_REFERENCE.fullmatch(text)) and not mentioned_in(text)


def why_not(ground: ErasureGround, plan: ErasurePlan, now: datetime) -> str | None:
    """Why this plan may not be erased on that ground; None when it may."""
    if ground is ErasureGround.DECISION:
        return None
    if plan.status not in ENDED:
        return f"plan {plan.id} is {plan.status}; only a plan that has ended may be thinned"
    if plan.changed_at > years_before(now, KEPT_YEARS):
        return f"plan {plan.id} was changed less than {KEPT_YEARS} years ago"
    return None
