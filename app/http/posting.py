"""Sends one webhook to an address that somebody else chose: to safe targets alone, in bounded time, following nothing.

The name is looked up here, every address that it leads to is judged, and the connection is made to one of those very
addresses; so a name that leads elsewhere the next time (DNS rebinding) changes nothing. The host's name stands in the
request and in the handshake, and its certificate is held to it. No proxy, no cookie, no redirect, no connection kept.
What is logged of it nowhere holds the address.
"""

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address

import httpx

from app.domain import webhook_address
from app.domain.redelivery import Failure, Outcome, judged
from app.settings import Settings

SECONDS = 10.0
MOST_BYTES = 4096
HEADERS = {"Content-Type": "application/json", "User-Agent": "sip-webhooks/1", "Accept": "*/*"}
Look = Callable[[str, int], Awaitable[list[str]]]


async def look_up(host: str, port: int) -> list[str]:
    """Every address that the name leads to now, in the system's order."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Unsafe(Exception):
    """The address leads to where nothing may be sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of it; `content` only where it was asked for."""

    outcome: Outcome
    content: bytes = b""


class Poster:
    """One for a process. `trust` and `look` are given by tests: other authorities, another way to look names up."""

    def __init__(
        self, settings: Settings, *, trust: ssl.SSLContext | None = None, look: Look = look_up, seconds: float = SECONDS
    ):
        self._networks, self._loopback = settings.webhook_networks, settings.development
        self._look, self.seconds = look, seconds
        # The client's own line of each request has the whole address in it.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._client = httpx.AsyncClient(
            verify=trust or ssl.create_default_context(),
            trust_env=False,
            timeout=seconds,
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def post(self, address: str, headers: Mapping[str, str], body: bytes, *, asking: bool = False) -> Answer:
        """Never raises for what the receiver, its name or the network does. `asking`: the answer's content matters."""
        try:
            async with asyncio.timeout(self.seconds):
                return await self._post(address, headers, body, asking)
        except Unsafe:
            return Answer(Outcome(Failure.UNSAFE_ADDRESS))
        except (TimeoutError, httpx.TimeoutException):
            return Answer(Outcome(Failure.TOO_SLOW))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
            # A ValueError is a name that cannot be one (UnicodeError), or an answer that is no HTTP.
            return Answer(Outcome(Failure.NOT_REACHED))

    async def _post(self, address: str, headers: Mapping[str, str], body: bytes, asking: bool) -> Answer:
        if not webhook_address.fits(address, self._networks, loopback=self._loopback):
            raise Unsafe
        url = httpx.URL(address)
        sent = {**HEADERS, **headers, "Host": url.netloc.decode("ascii")}
        named = {"sni_hostname": url.raw_host.decode("ascii")}
        places = await self._places(url)
        for place in places:
            there = url.copy_with(host=place)
            request = self._client.build_request("POST", there, headers=sent, content=body, extensions=named)
            try:
                answer = await self._client.send(request, stream=True, follow_redirects=False)
                break
            except httpx.ConnectError:
                if place == places[-1]:
                    raise
        try:
            outcome = judged(answer.status_code, _asked(answer.headers.get("retry-after")))
            content = await _content(answer) if asking and outcome.failure is None else b""
        finally:
            with contextlib.suppress(httpx.HTTPError, OSError):
                await answer.aclose()
        # A receiver may set one; it would go to every other.
        self._client.cookies.clear()
        return Answer(outcome, content)

    async def _places(self, url: httpx.URL) -> list[str]:
        """The addresses to connect to. One that may not be reached shuts all that the name leads to."""
        places = await self._look(url.host, url.port or (443 if url.scheme == "https" else 80))
        judging = [ip_address(one) for one in places]
        may = [webhook_address.may_be_reached(one, self._networks, loopback=self._loopback) for one in judging]
        if not places or not all(may):
            raise Unsafe
        return places


async def _content(answer: httpx.Response) -> bytes:
    """The beginning of the body, as it was sent: what is longer, or packed, is no answer to a test."""
    content = bytearray()
    async for part in answer.aiter_raw():
        content += part
        if len(content) > MOST_BYTES:
            return b""
    return bytes(content)


def _asked(said: str | None) -> timedelta | None:
    """`Retry-After`: seconds, or a date (RFC 9110 10.2.3). What cannot be read says nothing."""
    if said is None:
        return None
    if said.isascii() and said.isdigit() and len(said) <= 9:
        return timedelta(seconds=int(said))
    try:
        at = parsedate_to_datetime(said)
    except (ValueError, TypeError, OverflowError):
        return None
    wait = at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)
    return max(wait, timedelta())
