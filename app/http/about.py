"""What the two APIs say of themselves: purpose, scopes, service level and limits; and what an operator says instead.

The committed contracts hold what stands here. The contract that is served holds the operator's own contact, terms,
service level, known limits and catalogue entry, when `SIP_ABOUT_FILE` has them. Nothing here decides anything.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from app.domain.auditing import AUDIT
from app.domain.policy import NUMBERS, READ, WRITE
from app.domain.reach import TAKEOVER
from app.domain.statistics import STATISTICS
from app.domain.webhook import WEBHOOKS

ABOUT: dict[str, str] = {
    "journal": (
        "SIP för journalsystem. Planer, mål, insatser, samtycken, kallelser, möten och uppföljningar som data, mellan "
        "region och kommun (HSL 16:4, SoL 10:8-9).\n\nSIP for record systems. Plans, goals, interventions, consents, "
        "summonses, meetings and follow-ups as data, between region and municipality."
    ),
    "citizen": (
        "SIP för medborgarportaler. Det som speglas av den egna planen, aldrig kartläggningen.\n\nSIP for citizen "
        "portals. What is mirrored of one's own plan, never the mapping."
    ),
}
SCOPES: dict[str, dict[str, str]] = {
    "journal": {
        READ: "Läsa det som är inom räckhåll. Read what is within reach.",
        WRITE: "Ändra det som är inom räckhåll. Change what is within reach.",
        TAKEOVER: "Ta över en plan utan samordnare. Take over a plan without a coordinator.",
        NUMBERS: "Ange och ångra nummerbyten. State and undo number changes.",
        STATISTICS: "Läsa huvudmannens statistik. Read the principal's statistics.",
        WEBHOOKS: "Prenumerera på enhetens händelser. Subscribe to the unit's events.",
        "events:read": "Följa händelser utan person (system). Follow events without a person (system).",
        AUDIT: "Granska huvudmannens åtkomstlogg. Check the principal's audit log.",
    },
    "citizen": {"citizen:read": "Läsa sin egen plan. Read one's own plan."},
}
_BY_OPERATOR = "Sätts av den som driver tjänsten. Set by the operator."
INFO: dict[str, Any] = {
    "contact": {"name": "SIP API", "url": "https://sip.example.se", "email": "sip@example.se"},
    "x-sla": {"availability": _BY_OPERATOR, "responseTime": _BY_OPERATOR, "support": _BY_OPERATOR},
    "x-limitations": "Kroppar om högst 1 MB, sidor om högst 100; för många anrop ger 429. "
    "Bodies of at most 1 MB, pages of at most 100; too many requests give 429.",
}


class AboutFault(RuntimeError):
    """The operator's file cannot be used; the message says what to mend, never what stands in it."""


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, str_min_length=1, hide_input_in_errors=True)


class Contact(_Said):
    name: str
    url: str = Field(pattern="^https://")
    email: str = Field(pattern="^[^@ ]+@[^@ ]+$")


class ServiceLevel(_Said):
    availability: str
    response_time: str
    support: str


class License(_Said):
    name: str
    url: str = Field(pattern="^https://")


class About(_Said):
    """`SIP_ABOUT_FILE`: each member replaces what `info` says."""

    contact: Contact | None = None
    terms_of_service: str | None = Field(None, pattern="^https://")
    license: License | None = None
    service_level: ServiceLevel | None = Field(None, alias="x-sla")
    limitations: str | None = Field(None, alias="x-limitations")
    # DCAT-AP-SE as the national data portal's processor reads it; it judges it, not we.
    catalogue: dict[str, Any] | None = Field(None, alias="x-dcat")


def operator_says(path: Path | None) -> dict[str, Any]:
    """The members of `info` that the operator has set. Raises `AboutFault`."""
    if path is None:
        return {}
    try:
        said = TypeAdapter(About).validate_python(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        places = (
            sorted({".".join(map(str, one["loc"])) for one in error.errors(include_input=False)})
            if isinstance(error, ValidationError)
            else []
        )
        told = f"SIP_ABOUT_FILE cannot be used: {', '.join(places) or type(error).__name__}"
        raise AboutFault(told) from None
    return said.model_dump(by_alias=True, exclude_none=True)
