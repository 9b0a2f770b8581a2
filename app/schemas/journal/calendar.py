"""Subscriptions to the worklist as a calendar on the wire."""

from pydantic import Field

from app.schemas.base import Wire
from app.schemas.types import Day, Flag, Id, Instant


class CalendarSubscriptionIn(Wire):
    """Prenumeration på din bevakningslista som kalender. A subscription to your worklist as a calendar."""

    until: Day = Field(description="Sista dagen, högst ett år fram. The last day, at most a year ahead.")


class NewCalendarSubscriptionOut(Wire):
    """Den nya prenumerationen, med adressen. The new subscription, with its address."""

    id: Id
    address: str = Field(
        description=(
            "Visas bara nu. Den som har adressen ser kalendern: hantera den som ett lösenord. "
            "Shown only now. Whoever has the address sees the calendar: treat it as a password."
        ),
        examples=["https://sip.example.se/calendars/8c1qOaWv3mZB0pR5kTtYx2uHn7EeJdLgSfVi4w9AbCo.ics"],
    )
    ends_at: Instant


class CalendarSubscriptionOut(Wire):
    """En prenumeration, utan adressen. A subscription, without its address."""

    id: Id
    made_at: Instant
    ends_at: Instant
    live: Flag = Field(description="Gäller nu. In force now.", examples=[True])
