"""What a webhook says, and what of it is signed, by the Standard Webhooks specification: identity, never content.

A receiver that wants content comes and asks, and is judged by the rules of that moment.
"""

import json
from datetime import UTC, datetime
from uuid import UUID, uuid5

TEST = "webhook.test"


def message_id(subscription_id: UUID, event_id: UUID) -> str:
    """The same every time that this event is sent to this subscription, and to no other the same."""
    return str(uuid5(subscription_id, str(event_id)))


def event(kind: str, occurred_at: datetime, event_id: UUID, plan_id: UUID, version: int) -> bytes:
    return _body(kind, occurred_at, {"id": str(event_id), "plan": str(plan_id), "version": version})


def test(asked_at: datetime, subscription_id: UUID, challenge: str) -> bytes:
    """To be answered with a document that has the same `challenge`."""
    return _body(TEST, asked_at, {"subscription": str(subscription_id), "challenge": challenge})


def _body(kind: str, at: datetime, data: dict[str, str | int]) -> bytes:
    said = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return json.dumps({"type": kind, "timestamp": said, "data": data}, separators=(",", ":")).encode()


def signed_content(name: str, sent_at: int, body: bytes) -> bytes:
    """The bytes that every signature is over: neither id, time nor body can be another's."""
    return f"{name}.{sent_at}.".encode() + body


def headers(name: str, sent_at: int, signatures: list[str]) -> dict[str, str]:
    return {"webhook-id": name, "webhook-timestamp": str(sent_at), "webhook-signature": " ".join(signatures)}
