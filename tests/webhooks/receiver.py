"""A receiver of webhooks as an integrator would build one: it verifies everything that it is sent, and keeps it.

`answer` may be set to have it fail: a function from what came to (status, headers, body), or None to answer properly.
"""

import base64
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks import Webhook

Said = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True)
class Came:
    """One request: `document` is its body, verified with every key that the receiver knows."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def name(self) -> str:
        return self.headers["webhook-id"]

    def verified_by(self, secret: str, public_key: str | None = None) -> bool:
        """By the published library; the Ed25519 signature, which it does not know, by the specification's words."""
        Webhook(secret).verify(self.body, self.headers)
        if public_key is not None:
            content = f"{self.name}.{self.headers['webhook-timestamp']}.".encode() + self.body
            key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key.removeprefix("whpk_")))
            given = [one.removeprefix("v1a,") for one in self.headers["webhook-signature"].split() if "v1a," in one]
            assert given, "no v1a signature"
            for place, one in enumerate(given, 1):
                try:
                    key.verify(base64.b64decode(one), content)
                    break
                except Exception:
                    if place == len(given):
                        raise
        return True


class Receiver:
    """Serves until `stop`, on a port of its own."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.came: list[Came] = []
        self.answer: Callable[[Came], Said | None] | None = None
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                one = Came(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
                receiver.came.append(one)
                status, headers, content = receiver.said(one)
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(content))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer((host, 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.port: int = self.server.server_address[1]
        self.url = f"http://{host}:{self.port}/events"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def said(self, one: Came) -> Said:
        chosen = self.answer(one) if self.answer else None
        if chosen is not None:
            return chosen
        if one.document["type"] == "webhook.test":
            return 200, {}, json.dumps({"challenge": one.document["data"]["challenge"]}).encode()
        return 204, {}, b""

    @property
    def events(self) -> list[Came]:
        """What came, without the tests."""
        return [one for one in self.came if one.document["type"] != "webhook.test"]

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
