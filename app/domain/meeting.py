"""The SIP meeting (SIP-möte) and its roles.

Each role has an origin, `default` or `agreed`: the caller chairs and writes, the permanent care contact (fast
vårdkontakt), else the huvudhandläggare, is main responsible (huvudansvarig), and agreement overrides a default.
The plan is documented within three days of the meeting.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.domain.part import Part
from app.domain.summons import Occasion
from app.domain.swedish_time import later

DOCUMENTATION_TIME = timedelta(days=3)


class MeetingForm(StrEnum):
    PHYSICAL = "physical"
    DIGITAL = "digital"
    HYBRID = "hybrid"


class RoleOrigin(StrEnum):
    DEFAULT = "default"
    AGREED = "agreed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(Part):
    """`what_matters` is the person's own answer to "Vad är viktigt för dig?"; `attendee_ids` are who was there.

    `person_attended` is None when nobody has said whether she was.
    """

    occasion: Occasion = Occasion.PLANNING
    held_at: datetime
    form: MeetingForm
    place: str | None = None
    chair_id: UUID
    chair_origin: RoleOrigin
    writer_id: UUID
    writer_origin: RoleOrigin
    main_responsible_id: UUID
    main_responsible_origin: RoleOrigin
    what_matters: str
    attendee_ids: tuple[UUID, ...] = ()
    person_attended: bool | None = None

    @property
    def documentation_due_at(self) -> datetime:
        return later(self.held_at, DOCUMENTATION_TIME)


def held_last(meetings: Iterable[Meeting], by: datetime | None = None) -> Meeting | None:
    """The one that was held last, whenever it was entered; `by`: of those that had been held by then."""
    held = (one for one in meetings if by is None or one.held_at <= by)
    return max(held, key=lambda one: (one.held_at, one.entered_at, one.id), default=None)


def agreed_before(meetings: Iterable[Meeting], at: datetime) -> UUID | None:
    """Whom the meeting held last by then agreed on as main responsible: before any default, until something else is."""
    last = held_last(meetings, at)
    return last.main_responsible_id if last and last.main_responsible_origin is RoleOrigin.AGREED else None
