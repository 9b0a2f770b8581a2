"""How bytes become requests: uvicorn's parser, with an end to how much and how long a client may send.

uvicorn itself bounds neither the size of a request's headers nor the time that they take, and it waits for the rest
of a body that nobody reads. A body that is read is bounded in `http.route`.
"""

import asyncio
from typing import Any

from starlette.responses import Response
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.domain.rule import Rule
from app.http import problems, rules, trace
from app.settings import Settings


class HeadersTooLarge(Exception):
    """Stops the parser in the middle of a request's headers."""


class BoundedHttpProtocol(HttpToolsProtocol):
    """Use `bounded_protocol(settings)`, and give the class it makes to uvicorn: `Config(http=…)`."""

    settings: Settings

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # Its lines carry the query; `http.trace` writes ours.
        self.access_log = False
        self._in_head = True  # reading, or waiting for, a request's headers
        self._head_bytes = 0  # received since this head began
        self._field_bytes = 0  # of its address and fields, as parsed
        self._body_begun = False
        self._refusal: tuple[int, Rule] | None = None
        self._head_timer: asyncio.TimerHandle | None = None
        self._body_timer: asyncio.TimerHandle | None = None
        self._unread_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._start_head_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timers()
        super().connection_lost(exc)
        self.resume_writing()

    def shutdown(self) -> None:
        super().shutdown()
        # Whoever only waits for something to happen (`http.waiting`) is answered now, and not when that is over.
        state = self.cycle.scope.get("state", {}) if self.cycle is not None else {}
        if (leaving := state.get("leaving")) is not None:
            leaving.set()

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._in_head:
            self._start_head_timer()
            self._head_bytes += len(data)
        super().data_received(data)
        # What the parser counts, it counts a whole field at a time; a field without an end is counted here.
        if self._in_head and self._head_bytes > self.settings.header_bytes and not self.transport.is_closing():
            self._refusal = 431, rules.HEADERS_TOO_LARGE
            self.send_400_response("")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._field_bytes = 0
        # A head that came in the same breath as the body before it has not been counted.
        self._head_bytes = self._head_bytes or 1
        self._start_head_timer()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value) + len(": \r\n"))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head, self._body_begun = False, False
        self._stop_timers()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._body_begun = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._in_head, self._head_bytes = True, 0
        if self._body_timer is not None:
            self._body_timer.cancel()
            self._body_timer = None
        if self.cycle.response_complete:
            # uvicorn's own timer for idle connections was stopped by the bytes that were thrown away.
            self._start_head_timer()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        # Answered before the body came whole. Closing at once would reset the connection under a client that is
        # still sending, and it would never see the answer; so the rest is thrown away for as long as a body may take.
        if not self._in_head and self.cycle.response_complete:
            if self.expect_100_continue and not self._body_begun:
                self.transport.close()
            elif self._body_timer is None:
                self._body_timer = self.loop.call_later(self.settings.body_seconds, self.transport.close)
        super().on_response_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._wait_for_reader()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._unread_timer is not None:
            self._unread_timer.cancel()
            self._unread_timer = None

    def _wait_for_reader(self) -> None:
        """A client that takes nothing more of its answer would have us keep the rest for as long as it likes."""
        left = self.transport.get_write_buffer_size()

        def look() -> None:
            if self.transport.get_write_buffer_size() < left:
                self._wait_for_reader()
            else:
                self.transport.abort()

        self._unread_timer = self.loop.call_later(self.settings.body_seconds, look)

    def send_400_response(self, msg: str) -> None:
        """uvicorn calls this for whatever the parser does not take; its own answer would be plain text."""
        status, rule = self._refusal or (400, rules.MALFORMED)
        self._stop_timers()
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(self._raw(status, rule))
        # Otherwise an answer is on its way, and ours would end up in the middle of it.
        self.transport.close()

    def _raw(self, status: int, rule: Rule) -> bytes:
        trace_id, parent = trace.begin([])
        scope = {"state": {"trace_id": trace_id, "settings": self.settings}, "server": self.server}
        answer: Response = problems.problem(scope, status, rule, headers={"Connection": "close"})
        answer.headers["traceparent"] = parent
        answer.headers.update({**trace.ALWAYS, **trace.NO_CONTENT})
        trace.log(None, None, status, 0, trace_id)
        fields = [*self.server_state.default_headers, *answer.raw_headers]
        return b"".join([STATUS_LINE[status], *(b"%s: %s\r\n" % field for field in fields), b"\r\n", answer.body])

    def _count(self, size: int) -> None:
        self._field_bytes += size
        if self._field_bytes > self.settings.header_bytes:
            self._refusal = 431, rules.HEADERS_TOO_LARGE
            raise HeadersTooLarge

    def _start_head_timer(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self.settings.header_seconds, self._head_too_slow)

    def _head_too_slow(self) -> None:
        self._head_timer = None
        if self.transport.is_closing():
            return
        if self.cycle is not None and not self.cycle.response_complete:
            # The client has begun its next request while we answer this one: that is our time, not hers.
            self._start_head_timer()
        elif self._head_bytes:
            self._refusal = 408, rules.TOO_SLOW
            self.send_400_response("")
        else:
            self.transport.close()

    def _stop_timers(self) -> None:
        for timer in (self._head_timer, self._body_timer):
            if timer is not None:
                timer.cancel()
        self._head_timer = self._body_timer = None


def bounded_protocol(settings: Settings) -> type[BoundedHttpProtocol]:
    """The class for `uvicorn.Config(http=…)`, bounded by these settings."""
    return type("BoundedHttpProtocol", (BoundedHttpProtocol,), {"settings": settings})
