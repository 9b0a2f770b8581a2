"""The process's own log: each record is one line of JSON, with the time in UTC, level, logger and message.

Every member beside these is a record's own (`extra={"members": …}`); `trace` is the request's that it was written for.
JSON has no line break and nothing beyond ASCII is written, so no text can end its line and forge another. Of an
exception a line has what `http.failures` tells, never its message.
"""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

from app.http import failures

TRACE: ContextVar[str | None] = ContextVar("trace", default=None)


class JsonLines(logging.Formatter):
    """Writes any record, ours or a library's."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": time.replace("+00:00", "Z"), "level": record.levelname, "logger": record.name}
        line |= {"message": record.getMessage()} | getattr(record, "members", {})
        if record.exc_info and record.exc_info[1] is not None:
            line |= failures.told(record.exc_info[1])
        if (trace := TRACE.get()) is not None:
            line.setdefault("trace", trace)
        return json.dumps(line, default=str)


def handler() -> logging.Handler:
    """To stderr; what Python warns of goes there as a line too."""
    logging.captureWarnings(True)
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(JsonLines())
    return out
