"""What is decided about one field: that it is shown to the citizen, how and under which name, or withheld, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any


class Written(Enum):
    """How a value that is shown is written out; `projection.WRITTEN` does it."""

    AS_IT_IS = auto()
    IN_HER_WORDS = auto()
    PARTICIPANT = auto()
    UNIT = auto()
    UNITS = auto()
    ROWS = auto()


def of_every_row(_row: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Shown:
    """Shown as `name`, and as null where `only_for` says no of the row, or when her identity is protected."""

    name: str
    written: Written = Written.AS_IT_IS
    hidden_when_protected: bool = False
    only_for: Callable[[Any], bool] = of_every_row


@dataclass(frozen=True, slots=True)
class Withheld:
    why: str
