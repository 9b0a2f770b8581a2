"""A subscription to a worklist as a calendar: how long it lasts, how many one has, where in it a deadline stands."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from app.domain.contents.asking import refuse_if
from app.domain.deadline_kind import DeadlineKind
from app.domain.rule import Rule
from app.domain.swedish_time import a_year_after, day_ends, day_of

MOST_LIVE = 20
UNTIL = Rule(
    "subscription-until",
    "En prenumeration gäller till och med en dag, tidigast i dag och senast om ett år.",
    "A subscription holds to the end of a day, at the earliest today and at the latest a year from now.",
)
TOO_MANY = Rule(
    "too-many-subscriptions",
    "En person har högst 20 prenumerationer som gäller; avsluta någon av dem.",
    "One person has at most 20 subscriptions in force; end one of them.",
    "decided",
)


class Ended(StrEnum):
    """Why the operator ends a person's addresses, all of them at once."""

    LEFT = "left"  # she has left, or works there no more
    LOST = "lost"  # one of them has come into hands that it was not meant for


# Due at a meeting (SIP-möte), which has a time of day; everything else is due some time during its day.
AT_A_MEETING = frozenset({DeadlineKind.SUMMONS_TO_ANSWER, DeadlineKind.SUMMONS_UNANSWERED})


def ends_at(until: date, now: datetime) -> datetime:
    """The instant when a subscription that holds through that day ends; refused when it is past, or far away."""
    refuse_if(not day_of(now) <= until <= day_of(a_year_after(now)), UNTIL, "/until")
    return day_ends(until)


def falls_on(kind: DeadlineKind, due_at: datetime) -> date | datetime:
    """Where in a calendar it stands: the instant of a meeting, else the last Swedish day on which it is in time.

    What is due by the midnight that ends a day is due that day, and not the next.
    """
    return due_at if kind in AT_A_MEETING else day_of(due_at - timedelta(microseconds=1))
