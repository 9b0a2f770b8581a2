"""Subscriptions to events by webhook on the wire. What a delivery itself looks like is in `domain.webhook_message`."""

from typing import Annotated

from pydantic import Field, StrictInt, StringConstraints

from app.domain.event import Event
from app.domain.redelivery import Failure
from app.domain.webhook import WebhookStatus, WebhookWhy
from app.domain.webhook_address import MOST_CHARACTERS
from app.schemas.base import Wire, patch_of
from app.schemas.types import HsaId, Id, Instant, Version

Address = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MOST_CHARACTERS),
    Field(examples=["https://journal.example.se/sip-events"]),
]
Types = Annotated[list[Event], Field(min_length=1, max_length=100)]
PublicKey = Annotated[
    str,
    Field(
        description="Ed25519, för signaturen v1a. Ed25519, for the v1a signature.",
        examples=["whpk_mRRrt+0sMVeBL4WxTkk6v1LbAKvYdQPMpGHSFGkFg5c="],
    ),
]


class WebhookIn(Wire):
    """En prenumeration på enhetens händelser. A subscription to the unit's events."""

    address: Address = Field(
        description=(
            "En https-adress som leder ut på det publika nätet; hemligheter hör inte hemma i den. "
            "An https address that leads to the public internet; no place for secrets."
        )
    )
    types: Types | None = Field(
        None, description="Vilka händelser; utelämnat alla. Which events; left out, all.", examples=[["plan.establish"]]
    )


WebhookPatch = patch_of(WebhookIn, "address", "types")


class WebhookTestOut(Wire):
    """Det senaste testet. The latest test."""

    asked_at: Instant
    answered_at: Instant | None = Field(description="Null tills det har skickats. Null until it has been sent.")
    failure: Failure | None = Field(description="Null om det gick väl. Null if it went well.", examples=["not_reached"])
    status: int | None = Field(description="Mottagarens svar. What the receiver answered.", examples=[200])


class WebhookKeyOut(Wire):
    """En nyckel som signerar nu. A key that signs now."""

    public_key: PublicKey
    made_at: Instant
    ends_at: Instant | None = Field(description="Null för den nyaste. Null for the newest.")


class WebhookDeliveriesOut(Wire):
    """Hur det går att leverera. How deliveries fare."""

    waiting: int = Field(description="Händelser som inte är mottagna än. Events not yet received.", examples=[0])
    delivered_at: Instant | None = Field(description="Den senaste som togs emot. The latest that was received.")
    failed_at: Instant | None = Field(description="Det senaste misslyckade försöket. The latest failed attempt.")
    failure: Failure | None = Field(description="Varför det misslyckades. Why it failed.", examples=["too_slow"])
    status: int | None = Field(description="Mottagarens svar då. What the receiver answered then.", examples=[500])


class WebhookOut(Wire):
    """En prenumeration, utan hemlighet. A subscription, without its secret."""

    id: Id
    version: Version = Field(description="Att ange i If-Match. For If-Match.")
    address: Address
    types: Types | None = Field(description="Null är alla. Null is all.", examples=[["plan.establish"]])
    made_at: Instant
    made_by: HsaId
    status: WebhookStatus = Field(examples=["active"])
    status_since: Instant
    why: WebhookWhy = Field(description="Varför den har den statusen. Why it has that status.", examples=["confirmed"])
    keys: list[WebhookKeyOut]
    latest_test: WebhookTestOut | None
    deliveries: WebhookDeliveriesOut


class NewWebhookOut(WebhookOut):
    """Den nya prenumerationen, med hemligheten. The new subscription, with its secret."""

    secret: str = Field(
        description="Visas bara nu; för signaturen v1. Shown only now; for the v1 signature.",
        examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="],
    )


class WebhookReplayIn(Wire):
    """Varifrån: en tidpunkt, eller en markör ur händelseflödet. From where: a time, or a cursor of the event feed."""

    since: Instant | None = Field(None, alias="from", description="Från och med. From.")
    after: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = Field(
        None, description="Efter den markören. After that cursor.", examples=[None]
    )


class WebhookKeyIn(Wire):
    """En ny hemlighet; den förra gäller jämsides en tid. A new secret; the earlier one holds beside it for a time."""

    overlap_hours: Annotated[StrictInt, Field(ge=0, le=168)] = Field(
        24,
        description="Hur länge den förra också signerar; 0 om den är röjd. How long the earlier one signs too.",
        examples=[24],
    )
