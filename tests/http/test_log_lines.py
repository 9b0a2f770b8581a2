"""Whatever is logged, by whomever, is one line of JSON with the time, and of an exception nothing that it says."""

import json
import logging
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.http import log_lines

BROKEN = 'a\nb\r\u2028\x85\0{"level": "INFO"}'


def written(message: object, *values: object, **more: Any) -> dict[str, Any]:
    record = logging.LogRecord("a.library", logging.WARNING, __file__, 1, message, values, more.pop("exc_info", None))
    vars(record).update(more)
    line = log_lines.JsonLines().format(record)
    assert line.isprintable() and line.isascii()
    read: dict[str, Any] = json.loads(line)
    return read


@pytest.mark.parametrize("message", [BROKEN, OSError(98, "in use"), ""], ids=["broken", "an error", "nothing"])
def test_a_record_is_one_line(message: object) -> None:
    line = written(message)
    assert datetime.fromisoformat(line.pop("time")).utcoffset() == timedelta(0)
    assert line == {"level": "WARNING", "logger": "a.library", "message": str(message)}


def test_no_value_begins_a_line() -> None:
    assert written("refused: %s", BROKEN)["message"] == f"refused: {BROKEN}"
    assert written("answered", members={"route": BROKEN, "status": 200})["route"] == BROKEN


def test_an_exception_is_told_by_its_kind_and_places() -> None:
    try:
        raise ValueError("199707119880")
    except ValueError as error:
        line = written("it failed", exc_info=(ValueError, error, error.__traceback__))
    assert line["kinds"] == ["builtins.ValueError"] and "test_log_lines.py" in line["places"][0]
    assert "199707119880" not in json.dumps(line)


def test_a_line_of_a_request_has_its_trace_and_no_other_has() -> None:
    before = log_lines.TRACE.set("a" * 32)
    assert written("token refused")["trace"] == "a" * 32
    assert written("failure", members={"trace": "b" * 32})["trace"] == "b" * 32, "a line knows better"
    log_lines.TRACE.reset(before)
    assert "trace" not in written("the sweep failed")
