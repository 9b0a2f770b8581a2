"""What a list of plans may be asked for (sökbegrepp): case number, status and date, and nothing that tells of care.

Source: domain rules, who may do what: search terms are limited by law (PDL 2008:355 2 kap. 8 §, förordning 2001:637
15 §). By identity: a search of its own, in a body. By unit: the list is the unit's already.
"""

from dataclasses import dataclass
from datetime import date

from app.domain.plan import PlanStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Each is None where nothing is asked. `source_id` is the record system's own number; days are Swedish ones."""

    status: PlanStatus | None = None
    source_id: str | None = None
    initiated_from: date | None = None
    initiated_to: date | None = None


EVERYTHING = Wanted()
