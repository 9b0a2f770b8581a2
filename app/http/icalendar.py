"""A calendar as iCalendar (RFC 5545, RFC 7986), for programs that subscribe to it.

Made by the library of the same name; here is only what our calendars have in them. The bytes are the same for as
long as the entries are, so that a tag of them can say that nothing is new.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from icalendar import CLASS, TRANSP, Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDuration

MEDIA_TYPE = "text/calendar"
PRODUCT = "-//SIP//SIP API//SV"
FETCHED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """`falls_on` is a day, or the instant of something that has a time; `stamped_at` is when it came to be."""

    id: UUID
    summary: str
    description: str
    url: str
    falls_on: date | datetime
    stamped_at: datetime


HOUR = timedelta(hours=1)


def _swedish_time() -> Timezone:
    """A calendar has a component (RFC 5545 3.6), also when nothing is due: the time zone that its days are of."""
    zone = Timezone()
    zone.add("TZID", "Europe/Stockholm")
    summer, winter = TimezoneDaylight(), TimezoneStandard()
    for part, name, begins, before, after in (
        (summer, "CEST", datetime(1981, 3, 29, 2), HOUR, 2 * HOUR),
        (winter, "CET", datetime(1996, 10, 27, 3), 2 * HOUR, HOUR),
    ):
        part.add("DTSTART", begins)
        part.add("RRULE", {"FREQ": "YEARLY", "BYMONTH": begins.month, "BYDAY": "-1SU"})
        part.add("TZNAME", name)
        part.add("TZOFFSETFROM", before)
        part.add("TZOFFSETTO", after)
        zone.add_component(part)
    return zone


def written(calendar_id: UUID, name: str, entries: Iterable[Entry]) -> bytes:
    """The whole calendar."""
    calendar = Calendar.new(prodid=PRODUCT, name=name, language="sv", uid=calendar_id)
    # The type must stand there (RFC 7986 5.7), which the library's own property leaves out.
    calendar.add("REFRESH-INTERVAL", FETCHED_EVERY, parameters={"VALUE": "DURATION"})
    # What programs read that are older than the standard; the library would write a name of its own kind as text.
    calendar.add("X-PUBLISHED-TTL", vDuration(FETCHED_EVERY))
    calendar.add_component(_swedish_time())
    for one in entries:
        event = Event.new(
            uid=one.id,
            summary=one.summary,
            description=one.description,
            url=one.url,
            start=one.falls_on,
            stamp=one.stamped_at,
            # Nobody who shares her calendar shares this, and it takes up no time in it.
            classification=CLASS.PRIVATE,
            transparency=TRANSP.TRANSPARENT,
        )
        calendar.add_component(event)
    return calendar.to_ical()
