"""A subscription to events by webhook (händelseavisering): whose, in which status it is and why, and what it may have.

It belongs to a unit, and is made by whoever there has the right to connect systems; it outlives her token, and so has a
scope of its own. Nothing but a test is sent to an address that has not answered one.
"""

from datetime import timedelta
from enum import StrEnum

from app.domain.actor import Staff
from app.domain.policy import SCOPE_MISSING
from app.domain.refusal import Conflict, ScopeMissing
from app.domain.rule import Rule

WEBHOOKS = "journal:webhooks"
MOST_LIVE = 20
# How often a test may be asked for: an address that is not the unit's own must not be knocked on at will.
BETWEEN_TESTS = timedelta(seconds=10)
TOO_MANY = Rule(
    "too-many-webhooks",
    "En enhet har högst 20 prenumerationer på händelser; avsluta någon av dem.",
    "One unit has at most 20 subscriptions to events; end one of them.",
    "decided",
)
ENDED = Rule(
    "webhook-ended",
    "Prenumerationen är avslutad; gör en ny.",
    "The subscription has ended; make a new one.",
    "decided",
)
NOT_CONFIRMED = Rule(
    "webhook-not-confirmed",
    "Adressen har inte svarat rätt på ett test än; be om ett.",
    "The address has not answered a test properly yet; ask for one.",
    "decided",
)
TESTED_JUST_NOW = Rule(
    "webhook-tested-just-now",
    "Ett test begärdes nyss; vänta tio sekunder.",
    "A test was asked for just now; wait ten seconds.",
    "decided",
)
ONE_PLACE = Rule(
    "one-place-to-begin",
    "Ange antingen en tidpunkt eller en markör.",
    "State either a time or a cursor.",
)
KEPT_NO_LONGER = Rule(
    "events-kept-no-longer",
    "Händelserna därifrån sparas inte längre: begär omsändning från en senare tidpunkt, och läs alla planer på nytt.",
    "The events from there on are kept no longer: ask for a replay from a later time, and read all plans anew.",
    "decided",
)


class WebhookStatus(StrEnum):
    UNCONFIRMED = "unconfirmed"  # the address has not answered a test: nothing else is sent to it
    ACTIVE = "active"
    DISABLED = "disabled"  # nothing is sent, and nothing is lost: enabled again, it goes on where it stood
    ENDED = "ended"


class WebhookWhy(StrEnum):
    """Why it is in its status."""

    NEW = "new"
    ADDRESS_CHANGED = "address_changed"
    CONFIRMED = "confirmed"
    ENABLED = "enabled"
    UNDELIVERED = "undelivered"  # for three days
    GONE = "gone"  # the receiver answered 410
    ENDED_BY_UNIT = "ended_by_unit"


def require_connector(actor: Staff) -> None:
    if WEBHOOKS not in actor.scopes:
        raise ScopeMissing(SCOPE_MISSING, WEBHOOKS)


def require_live(status: WebhookStatus) -> None:
    if status is WebhookStatus.ENDED:
        raise Conflict(ENDED)


def require_confirmed(status: WebhookStatus) -> None:
    require_live(status)
    if status is WebhookStatus.UNCONFIRMED:
        raise Conflict(NOT_CONFIRMED)
