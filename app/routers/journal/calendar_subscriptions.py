"""Subscriptions to the worklist as a calendar (kalenderprenumerationer); the calendar itself is `calendar_feed`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from app.http import answers
from app.http.answers import Link
from app.http.queries import Limit, PageNumber
from app.http.route import GuardedRoute
from app.routers.journal.calendar_feed import address
from app.routers.journal.desk import Creating, Working
from app.routers.journal.part_routes import list_of
from app.schemas.journal.calendar import CalendarSubscriptionIn, CalendarSubscriptionOut, NewCalendarSubscriptionOut
from app.schemas.types import Id
from app.services import calendars, retries

router = APIRouter(route_class=GuardedRoute, tags=["calendar-subscriptions"])
HOME = "/calendar-subscriptions"
SubscriptionId = Annotated[Id, Path(alias="subscriptionId", description="Prenumerationens id. The subscription's id.")]


def _links(request: Request, subscription_id: UUID) -> list[Link]:
    return [
        answers.link(request, f"{HOME}/{subscription_id}"),
        answers.link(request, HOME, "collection"),
        answers.link(request, f"{HOME}/{subscription_id}/end", "edit", "PUT"),
    ]


@router.post(
    HOME,
    response_model=NewCalendarSubscriptionOut,
    status_code=201,
    operation_id="addCalendarSubscription",
    summary="Prenumerera på din bevakningslista som kalender",
    description=(
        "En adress som ett kalenderprogram hämtar; den visas bara här. Kalendern visar vad du vid din enhet når när "
        "den hämtas, och nämner ingen person. An address that a calendar program fetches; it is shown only here. The "
        "calendar shows what you at your unit reach when it is fetched, and names no person."
    ),
)
async def add_calendar_subscription(request: Request, work: Creating, content: CalendarSubscriptionIn) -> Response:
    made = await calendars.make(work, content.until)
    if made.kept is not None:
        return Response(work.keys.open(made.kept.sealed_body), made.kept.status, made.kept.headers)
    shown = NewCalendarSubscriptionOut(id=made.id, address=address(request, made.secret), ends_at=made.ends_at)
    headers = {"Location": answers.address(request, f"{HOME}/{made.id}")}
    response = answers.document(request, shown, _links(request, made.id), status=201, headers=headers)
    await retries.keep(work, made.id, 201, response.headers, bytes(response.body))
    return response


@router.get(
    HOME,
    response_model=list_of(CalendarSubscriptionOut, "subscriptions"),
    operation_id="listCalendarSubscriptions",
    summary="Lista dina kalenderprenumerationer",
    description="Dina egna vid enheten, nyast först, utan adress. Your own at the unit, newest first, no addresses.",
)
async def list_calendar_subscriptions(
    request: Request, work: Working, page: PageNumber = 1, limit: Limit = 20
) -> Response:
    items, total = await calendars.page(work, page, limit)
    return answers.page(request, HOME, "subscriptions", items, page, limit, total)


@router.get(
    "/calendar-subscriptions/{subscriptionId}",
    response_model=CalendarSubscriptionOut,
    operation_id="getCalendarSubscription",
    summary="Läs en kalenderprenumeration",
    description="En av dina egna vid enheten, utan adress. One of your own at the unit, without its address.",
)
async def get_calendar_subscription(request: Request, work: Working, subscription_id: SubscriptionId) -> Response:
    return answers.document(request, await calendars.show(work, subscription_id), _links(request, subscription_id))


@router.put(
    "/calendar-subscriptions/{subscriptionId}/end",
    response_model=CalendarSubscriptionOut,
    operation_id="endCalendarSubscription",
    summary="Avsluta en kalenderprenumeration",
    description="Adressen slutar gälla genast. The address ceases to hold at once.",
)
async def end_calendar_subscription(request: Request, work: Working, subscription_id: SubscriptionId) -> Response:
    ended = await calendars.end(work, subscription_id)
    return answers.document(request, ended, _links(request, ended.id)[:2])
