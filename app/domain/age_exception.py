"""A deviation from the age limits (undantag från åldersgränserna), decided for one child: dated, with a reason.

Source: domain rules, who may do what: exceptions per child, decided and recorded; offentlighets- och sekretesslagen
(2009:400) 12 kap. 3 §: what is kept secret from a guardian when the child would suffer by its being told.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.domain.during import during, earliest
from app.domain.part import Part
from app.domain.swedish_time import day_begins, day_ends


class AgeExceptionKind(StrEnum):
    GUARDIAN_READS = "guardian_reads"  # vårdnadshavaren läser också från 13 år
    GUARDIAN_BARRED = "guardian_barred"  # vårdnadshavaren läser inte, vid någon ålder
    READS_OWN = "reads_own"  # barnet läser själv före 16 år


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeException(Part):
    """`representation_id` is the guardian that it is about; a child's own reading is about nobody else. A guardian who
    is barred is so by whichever of her representations it names, in all of them.

    From `since` until the end of the day `until`, if there is one, and never after it was revoked (`ended_at`).
    """

    kind: AgeExceptionKind
    representation_id: UUID | None = None
    since: date
    until: date | None = None
    reason: str
    decided_by_id: UUID
    ended_at: datetime | None = None
    ended_by_id: UUID | None = None
    end_reason: str | None = None

    @property
    def starts_at(self) -> datetime:
        return day_begins(self.since)

    @property
    def ends_at(self) -> datetime | None:
        """The first instant it no longer holds; None while none is known."""
        return earliest(self.ended_at, day_ends(self.until) if self.until else None)

    def in_force(self, at: datetime) -> bool:
        return during(self.starts_at, self.ends_at, at)
