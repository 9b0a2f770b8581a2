"""Subscriptions to events by webhook (händelseavisering), by the Standard Webhooks specification."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from app.domain.webhook_address import require_address
from app.http import answers
from app.http.answers import Link
from app.http.conditional import etag
from app.http.queries import Limit, PageNumber
from app.http.route import GuardedRoute
from app.routers.journal.desk import Creating, IfMatch, Working
from app.routers.journal.part_routes import list_of
from app.schemas.journal.webhook import (
    NewWebhookOut,
    WebhookIn,
    WebhookKeyIn,
    WebhookOut,
    WebhookPatch,
    WebhookReplayIn,
)
from app.schemas.types import Id
from app.services import retries, webhooks
from app.services.webhook_replays import Start
from app.services.webhooks import Made
from app.services.work import Work

router = APIRouter(route_class=GuardedRoute, tags=["webhook-subscriptions"])
HOME = "/webhook-subscriptions"
ONE = HOME + "/{subscriptionId}"
SubscriptionId = Annotated[Id, Path(alias="subscriptionId", description="Prenumerationens id. The subscription's id.")]


def _links(request: Request, webhook_id: UUID) -> list[Link]:
    home = f"{HOME}/{webhook_id}"
    changes = [
        answers.link(request, f"{home}/{name}", "edit", "PUT") for name in ("test", "replay", "enablement", "end")
    ]
    return [answers.link(request, home), answers.link(request, HOME, "collection"), *changes]


def _answer(request: Request, shown: WebhookOut, **more: Any) -> Response:
    # The tag is weak: it is the version that a change builds on, and more is shown than a version tells of.
    headers = more.pop("headers", {}) | {"ETag": f"W/{etag(shown.version)}", "Cache-Control": "private, no-store"}
    return answers.document(request, shown, _links(request, shown.id), headers=headers, **more)


def _judging(request: Request) -> Callable[[str], None]:
    settings = request.app.state.settings
    return partial(require_address, networks=settings.webhook_networks, loopback=settings.development)


def _kept(request: Request) -> timedelta:
    return timedelta(days=request.app.state.settings.event_days)


async def _made(request: Request, work: Work, made: Made) -> Response:
    """201, kept for a retry; or the answer that was kept."""
    if made.kept is not None:
        return Response(work.keys.open(made.kept.sealed_body), made.kept.status, made.kept.headers)
    assert made.shown is not None
    headers = {"Location": answers.address(request, f"{HOME}/{made.id}")}
    response = _answer(request, made.shown, status=201, headers=headers)
    await retries.keep(work, made.id, 201, response.headers, bytes(response.body))
    return response


@router.post(
    HOME,
    response_model=NewWebhookOut,
    status_code=201,
    operation_id="addWebhookSubscription",
    summary="Prenumerera på enhetens händelser",
    description=(
        "För den som kopplar system (scope journal:webhooks). Hemligheten visas bara här. Inget skickas förrän "
        "adressen har svarat på ett test. For whoever connects systems (scope journal:webhooks). The secret is shown "
        "only here. Nothing is sent until the address has answered a test."
    ),
)
async def add_webhook_subscription(request: Request, work: Creating, content: WebhookIn) -> Response:
    return await _made(request, work, await webhooks.make(work, content, _judging(request)))


@router.get(
    HOME,
    response_model=list_of(WebhookOut, "subscriptions"),
    operation_id="listWebhookSubscriptions",
    summary="Lista enhetens prenumerationer på händelser",
    description="Nyast först, de avslutade med. Newest first, the ended ones too.",
)
async def list_webhook_subscriptions(
    request: Request, work: Working, page: PageNumber = 1, limit: Limit = 20
) -> Response:
    items, total = await webhooks.page(work, page, limit)
    return answers.page(request, HOME, "subscriptions", items, page, limit, total)


@router.get(
    ONE,
    response_model=WebhookOut,
    operation_id="getWebhookSubscription",
    summary="Läs en prenumeration på händelser",
    description="Med status, och varför. With its status, and why.",
)
async def get_webhook_subscription(request: Request, work: Working, subscription_id: SubscriptionId) -> Response:
    return _answer(request, await webhooks.show(work, subscription_id))


@router.patch(
    ONE,
    response_model=WebhookOut,
    operation_id="correctWebhookSubscription",
    summary="Ändra adress eller händelser",
    description=(
        "JSON Merge Patch (RFC 7396). En ny adress ska svara på ett test innan något annat skickas dit. "
        "A new address must answer a test before anything else is sent to it."
    ),
)
async def correct_webhook_subscription(
    request: Request,
    work: Working,
    subscription_id: SubscriptionId,
    condition: IfMatch,
    content: WebhookPatch,  # type: ignore[valid-type]
) -> Response:
    corrected = await webhooks.correct(work, subscription_id, content, condition, _judging(request))
    return _answer(request, corrected)


@router.put(
    ONE + "/test",
    response_model=WebhookOut,
    operation_id="testWebhookSubscription",
    summary="Skicka ett test till adressen",
    description=(
        "Inom någon sekund skickas en signerad fråga av typen webhook.test, att besvara med ett JSON-dokument som har "
        "samma challenge. Det bekräftar adressen. Within a second or so a signed question of type webhook.test is "
        "sent, to be answered with a JSON document that has the same challenge. That confirms the address."
    ),
)
async def test_webhook_subscription(request: Request, work: Working, subscription_id: SubscriptionId) -> Response:
    return _answer(request, await webhooks.test(work, subscription_id))


@router.post(
    ONE + "/keys",
    response_model=NewWebhookOut,
    status_code=201,
    operation_id="addWebhookKey",
    summary="Byt hemlighet och nyckel",
    description="Den förra signerar också, så länge du säger. The earlier one signs too, for as long as you say.",
)
async def add_webhook_key(
    request: Request, work: Creating, subscription_id: SubscriptionId, content: WebhookKeyIn
) -> Response:
    overlap = timedelta(hours=content.overlap_hours)
    return await _made(request, work, await webhooks.rotate(work, subscription_id, overlap))


@router.put(
    ONE + "/enablement",
    response_model=WebhookOut,
    operation_id="enableWebhookSubscription",
    summary="Slå på en prenumeration som har stängts av",
    description="Den fortsätter där den stod; inget är förlorat. It goes on where it stood; nothing is lost.",
)
async def enable_webhook_subscription(request: Request, work: Working, subscription_id: SubscriptionId) -> Response:
    return _answer(request, await webhooks.enable(work, subscription_id, _kept(request)))


@router.put(
    ONE + "/replay",
    response_model=WebhookOut,
    operation_id="replayWebhookSubscription",
    summary="Skicka händelser på nytt",
    description=(
        "Allt från en tidpunkt, eller efter en markör ur händelseflödet, skickas igen i ordning, med samma webhook-id, "
        "och det som väntar skickas ändå. "
        "Everything from a time, or after a cursor of the event feed, is sent again in order, with the same "
        "webhook-id, and what waits is sent all the same."
    ),
)
async def replay_webhook_subscription(
    request: Request, work: Working, subscription_id: SubscriptionId, content: WebhookReplayIn
) -> Response:
    start = Start(content.since, content.after, _kept(request))
    return _answer(request, await webhooks.replay(work, subscription_id, start))


@router.put(
    ONE + "/end",
    response_model=WebhookOut,
    operation_id="endWebhookSubscription",
    summary="Avsluta en prenumeration på händelser",
    description="Genast och för gott. At once and for good.",
)
async def end_webhook_subscription(request: Request, work: Working, subscription_id: SubscriptionId) -> Response:
    return _answer(request, await webhooks.end(work, subscription_id))
