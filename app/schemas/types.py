"""The values of the wire: texts, times, days, identifiers. Strict: text is text, a number is never a date.

pydantic's lax mode reads `0` as 1970-01-01, `"5"` as 5 and `1` as true; these types do not.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    StrictBool,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from app.domain.hsa_id import HSA_ID, PRINCIPAL
from app.domain.rule import Rule
from app.domain.values import EMPTY_TEXT, NOT_A_DAY, NOT_AN_ID, NOT_AN_INSTANT, is_said

_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Outside these years nothing in a plan can lie, and arithmetic with zones and ages would leave the calendar.
_YEARS = range(1850, 2151)


def refused(rule: Rule, member: str | None = None) -> PydanticCustomError:
    """The error that a problem document gives the rule's own sentences for; `member` of what was judged is wrong."""
    return PydanticCustomError(rule.id, rule.id, {"member": member} if member else None)


def _instant(value: Any) -> Any:
    """Text from the wire is judged; a time of our own is as it is."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise refused(NOT_AN_INSTANT)
    try:
        said = datetime.fromisoformat(value.upper())
    except ValueError:
        raise refused(NOT_AN_INSTANT) from None
    # Judged in UTC as well: an offset may carry a time out of the years that it was written in.
    if said.year not in _YEARS or said.astimezone(UTC).year not in _YEARS:
        raise refused(NOT_AN_INSTANT)
    return said.astimezone(UTC)


def _day(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value) or int(value[:4]) not in _YEARS:
        raise refused(NOT_A_DAY)
    return value


def _identifier(value: Any) -> Any:
    if isinstance(value, UUID):
        return value
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise refused(NOT_AN_ID)
    return value


def _said(value: str) -> str:
    if not is_said(value):
        raise refused(EMPTY_TEXT)
    return value


def _utc(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    PlainSerializer(_utc, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "example": "2026-03-03T10:15:00Z"}),
]
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "example": "2026-04-17"}),
]
Id = Annotated[
    UUID,
    BeforeValidator(_identifier),
    WithJsonSchema({"type": "string", "format": "uuid", "example": "019a3f5e-7c1b-7d52-9a64-1f0c2b3d4e5f"}),
]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_said)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=5_000), AfterValidator(_said)]
Flag = StrictBool


def unstated(schema: dict[str, Any]) -> None:
    """A member that is left out says nothing: no default stands in the contract, which a generated client would send.

    By a client's `false` what staff have withheld since would be shown, and by its `none` a protection be lifted.
    """
    schema.pop("default", None)


HsaId = Annotated[
    str,
    StringConstraints(pattern=f"^{HSA_ID}$"),
    Field(examples=["SE2329990015-E000000001001"]),
]
HsaOrPrincipalId = Annotated[
    str,
    StringConstraints(pattern=f"^({HSA_ID}|{PRINCIPAL})$"),
    Field(examples=["SE2129990023-E000000006001"]),
]
OrgNumber = Annotated[str, StringConstraints(pattern=f"^{PRINCIPAL}$"), Field(examples=["SE2329990015"])]
# A samordningsnummer has the same shape; a reserve number has a letter in the ninth place.
Personnummer = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{8}[0-9A-Z][0-9]{3}$"), Field(examples=["194208179814"])
]
Position = Annotated[StrictInt, Field(ge=1, le=1000, examples=[1])]
Version = Annotated[int, Field(ge=1, examples=[3])]
