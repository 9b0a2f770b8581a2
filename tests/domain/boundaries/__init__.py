"""Parts on either side of each boundary: those that may stand in an established plan, and those that may not."""

from tests.domain.boundaries import blocking, people, process, representing, work
from tests.domain.boundaries.asking import KIND, LATE, NEW, STRAY, TICK, refusal, staff_at, standing

# collection, part → accepted in an established plan
ACCEPTED = [*blocking.ACCEPTED, *people.ACCEPTED, *process.ACCEPTED, *representing.ACCEPTED, *work.ACCEPTED]
# collection, part → the rule and the place of the refusal
REFUSED = [*blocking.REFUSED, *people.REFUSED, *process.REFUSED, *representing.REFUSED, *work.REFUSED]

__all__ = ["ACCEPTED", "KIND", "LATE", "NEW", "REFUSED", "STRAY", "TICK", "refusal", "staff_at", "standing"]
