"""Which of the two languages a caller reads: Swedish, unless Accept-Language prefers English.

Only the choice lives here; the sentences stand in the rules.
"""

import re
from collections.abc import Iterable
from typing import Literal

Language = Literal["sv", "en"]
_WEIGHT = re.compile(r"q=([01](?:\.[0-9]{0,3})?)")


def preferred(headers: Iterable[tuple[bytes, bytes]]) -> Language:
    """The language for these raw headers. What cannot be read counts as not said."""
    given = ",".join(value.decode("latin-1") for name, value in headers if name.lower() == b"accept-language")
    swedish = english = 0.0
    for item in given.lower().split(","):
        tag, _, parameter = (part.strip() for part in item.partition(";"))
        weight = _WEIGHT.fullmatch(parameter)
        if parameter and not weight:
            continue
        value = float(weight[1]) if weight else 1.0
        if tag.partition("-")[0] == "sv":
            swedish = max(swedish, value)
        elif tag.partition("-")[0] == "en":
            english = max(english, value)
    return "en" if english > swedish else "sv"
