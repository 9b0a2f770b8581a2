"""Types for query parameters, which arrive as text and are judged as text: `page`, `limit`, and any whole number.

Python's `int()` also reads `5_0`, ` 5 `, `+5` and the digits of other scripts; these types do not.
"""

import re
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from app.domain.rule import Rule
from app.schemas.types import Instant

NOT_A_WHOLE_NUMBER = Rule(
    "not-a-whole-number",
    "Ska vara ett heltal skrivet med siffrorna 0–9.",
    "Must be a whole number written with the digits 0–9.",
)
MOST_PAGES = 2**31 - 1
_DIGITS = re.compile(r"[0-9]{1,10}")


def whole(value: Any) -> Any:
    """Text that is a whole number, and nothing else that Python would read as one."""
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        # The text is never shown: `http.validation` takes the rule's sentences by this id.
        raise PydanticCustomError(NOT_A_WHOLE_NUMBER.id, NOT_A_WHOLE_NUMBER.id)
    return value


# The default stands where the parameter does: `page: PageNumber = 1`, `limit: Limit = 20`. There is no least page:
# the national profile wants page 0 answered with an empty list (FNS.14). The validator stands last: before the
# bounds, it would hide them from the contract.
PageNumber = Annotated[
    int, Query(description="Sidnummer, från 1. Page number, from 1.", le=MOST_PAGES), BeforeValidator(whole)
]
Limit = Annotated[int, Query(description="Antal per sida. Number per page.", ge=1, le=100), BeforeValidator(whole)]
VersionNumber = Annotated[
    int, Path(description="Versionens nummer. The version's number.", ge=1, le=MOST_PAGES), BeforeValidator(whole)
]
EarlierVersion = Annotated[
    int | None,
    Query(alias="from", description="Den tidigare versionen. The earlier version.", ge=1, le=MOST_PAGES),
    BeforeValidator(whole),
]
LaterVersion = Annotated[
    int | None,
    Query(alias="to", description="Den senare versionen. The later version.", ge=1, le=MOST_PAGES),
    BeforeValidator(whole),
]


def _version_or_instant(value: Any) -> Any:
    return int(value) if isinstance(value, str) and _DIGITS.fullmatch(value) else value


AsOf = Annotated[
    Annotated[int, Field(strict=True, ge=1, le=MOST_PAGES)] | Instant | None,
    Query(
        alias="asOf",
        description="Planen som den var: en version, eller en tidpunkt (RFC 3339). As it stood: a version, or a time.",
    ),
    BeforeValidator(_version_or_instant),
]
