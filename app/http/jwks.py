"""Keys that an issuer publishes at an address, fetched when they are needed and kept for a while.

Fetched anew after five minutes, and for a `kid` that nobody has heard of, the latter once in thirty seconds: whoever
invents a kid must not make us knock on a stranger's door for every request. While the issuer does not answer, keys
fetched within a day go on holding. Without any, nothing is believed and the answer is 503: only the issuer could say
whether the token holds. Each issuer waits for itself alone; requests that want the same set share one fetch.
"""

import asyncio
import logging
import math
import re
import ssl
import time
from collections.abc import Callable, Mapping, Sequence

import httpx
from joserfc.jwk import Key

from app.domain.refusal import Refusal, Unavailable
from app.domain.rule import Rule
from app.http import json_body
from app.http.keysets import IssuersFault, usable

FRESH_SECONDS = 300
STALE_SECONDS = 86_400
PAUSE_SECONDS = 30
FETCH_SECONDS = 2.0
MOST_BYTES = 256 * 1024
KEYS_AWAY = Rule(
    "issuer-keys-unavailable",
    "Utfärdarens nycklar går inte att hämta, så åtkomstintyget kan inte prövas. Försök igen om en stund.",
    "The issuer's keys cannot be fetched, so the access token cannot be judged. Try again in a moment.",
)
_SHAPE = re.compile("https?://[!-~]+")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_HEADERS = {"Accept": "application/jwk-set+json, application/json", "Accept-Encoding": "identity"}
_log = logging.getLogger(__name__)


def fault(address: str, development: bool) -> str | None:
    """What is wrong with the address of a key set, if anything is."""
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        return "is not an address"
    nowhere = not url.host or url.port not in (None, *range(1, 65_536))
    if not _SHAPE.fullmatch(address) or nowhere or url.userinfo or url.fragment:
        return "is not an address such as https://login.example.se/jwks"
    if url.scheme == "http" and not (development and url.host in _LOOPBACK):
        return "must begin with https://; http is for this very computer, in development mode"
    return None


class FetchedKeys:
    """`clock` counts seconds; it is the machine's own, and nobody can set it back."""

    def __init__(self, address: str, algorithms: Sequence[str], clock: Callable[[], float] = time.monotonic):
        self._address, self._algorithms, self._clock = address, algorithms, clock
        # The system's own certificate authorities, where an organisation's private one is installed too.
        self._trust = ssl.create_default_context()
        self._keys: Mapping[str, Key] = {}
        self._fetched = -math.inf
        self._not_before = -math.inf
        self._answered = False
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, kid: str) -> Key | None:
        old, unknown = self._age() >= FRESH_SECONDS, kid not in self._keys
        if (old or unknown) and (self._fetching or self._clock() >= self._not_before):
            if not old:
                self._not_before = self._clock() + PAUSE_SECONDS
            await self._fetch()
        key = self._keys.get(kid) if self._age() < STALE_SECONDS else None
        if key is None and not self._answered:
            raise Unavailable(KEYS_AWAY, retry_after=max(1, math.ceil(self._not_before - self._clock())))
        return key

    def _age(self) -> float:
        return self._clock() - self._fetched

    async def _fetch(self) -> None:
        """One fetch for all who wait; nobody who leaves takes it with her."""
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._renew())
            self._fetching.add_done_callback(self._over)
        await asyncio.shield(self._fetching)

    def _over(self, _task: "asyncio.Task[None]") -> None:
        self._fetching = None

    async def _renew(self) -> None:
        began = self._clock()
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                content = await self._download()
            self._keys = usable(json_body.read(content), self._algorithms, self._address)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError, Refusal, IssuersFault) as error:
            self._answered, self._not_before = False, self._clock() + PAUSE_SECONDS
            # Of a stranger's error its class alone.
            why = error if isinstance(error, IssuersFault) else f"{self._address}: {type(error).__name__}"
            _log.warning("a key set is not renewed: %s", why)
            return
        # As old as the question, not as the answer.
        self._fetched, self._answered = began, True

    async def _download(self) -> bytes:
        """The body, counted as it comes. A redirect is an answer like any other that is not 200: no key set."""
        async with (
            httpx.AsyncClient(verify=self._trust, trust_env=False, timeout=FETCH_SECONDS) as client,
            client.stream("GET", self._address, headers=_HEADERS) as answer,
        ):
            if answer.status_code != 200 or "content-encoding" in answer.headers:
                raise IssuersFault(f"{self._address} answered {answer.status_code}, not a plain 200")
            content = bytearray()
            async for part in answer.aiter_raw():
                content += part
                if len(content) > MOST_BYTES:
                    raise IssuersFault(f"{self._address} answered more than {MOST_BYTES} bytes")
            return bytes(content)
