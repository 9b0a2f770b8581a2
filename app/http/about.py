"""What the two APIs say of themselves: purpose, scopes, service level and limits; and what an operator says instead.

The committed contracts hold what stands here. The contract that is served holds the operator's own contact, terms,
service level, known limits, catalogue entry, documentation and token issuers, when `SIP_ABOUT_FILE` has them. Nothing
here decides anything.
"""

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from app.domain.auditing import AUDIT
from app.domain.emergency import EMERGENCY
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
# Of each scope what it permits, in Swedish and in English.
SCOPES: dict[str, dict[str, tuple[str, str]]] = {
    "journal": {
        READ: ("Läsa det som är inom räckhåll.", "Read what is within reach."),
        WRITE: (
            f"Ändra det som är inom räckhåll. Att ändra det som står, och få svar med det, kräver `{READ}` också.",
            f"Change what is within reach. To change what stands, and be answered with it, takes `{READ}` too.",
        ),
        TAKEOVER: (
            "Ta över en pågående plan som den egna huvudmannen samordnar. Om den är övergiven prövas inte.",
            "Take over any open plan that her own principal coordinates. Whether it is orphaned is not tested.",
        ),
        NUMBERS: (
            "Ange och ångra nummerbyten: för den som huvudmannen har anförtrott folkbokföringens uppgifter.",
            "State and undo number changes: for whoever her principal has entrusted with the population register.",
        ),
        EMERGENCY: (
            "Nödöppna en plan; ändamålet är då `Nödöppning` eller `ETREAT`.",
            "Open a plan in an emergency; the purpose is then `Nödöppning` or `ETREAT`.",
        ),
        AUDIT: (
            "Granska huvudmannens åtkomstlogg; ändamålet är då `Kvalitetssäkring` eller `Administration`.",
            "Check the principal's audit log; the purpose is then `Kvalitetssäkring` or `Administration`.",
        ),
        STATISTICS: (
            "Läsa huvudmannens statistik; ändamålet är då `Kvalitetssäkring`, `Administration` eller `Statistik`.",
            "Read the principal's statistics; the purpose is then `Kvalitetssäkring`, `Administration` or `Statistik`.",
        ),
        WEBHOOKS: (
            "Koppla enhetens system till dess händelser.",
            "Connect the unit's systems to its events.",
        ),
        "events:read": (
            "Följa händelser utan person (system).",
            "Follow events without a person (system).",
        ),
    },
    "citizen": {"citizen:read": ("Läsa sin egen plan.", "Read one's own plan.")},
}
_BY_OPERATOR = "Sätts av den som driver tjänsten. Set by the operator."
INFO: dict[str, Any] = {
    "contact": {"name": "SIP API", "url": "https://sip.example.se", "email": "sip@example.se"},
    "x-sla": {"availability": _BY_OPERATOR, "responseTime": _BY_OPERATOR, "support": _BY_OPERATOR},
    "x-limitations": "Kroppar om högst 1 MB, sidor om högst 100; för många anrop ger 429. "
    "Bodies of at most 1 MB, pages of at most 100; too many requests give 429.",
}


def scopes(name: str) -> dict[str, str]:
    """The scopes of one of the two APIs, as its contract has them."""
    return {scope: " ".join(texts) for scope, texts in SCOPES[name].items()}


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


class Documentation(_Said):
    url: str = Field(pattern="^https://")
    description: str | None = None


class TokenIssuer(_Said):
    """Where the tokens of one of the two APIs come from."""

    authorization_url: str = Field(pattern="^https://")
    token_url: str = Field(pattern="^https://")
    refresh_url: str | None = Field(None, pattern="^https://")

    def flow(self) -> dict[str, str]:
        said: dict[str, str] = self.model_dump(by_alias=True, exclude_none=True)
        return {"refreshUrl": self.token_url} | said


class About(_Said):
    """`SIP_ABOUT_FILE`: each member replaces what `info` says, but the last two, which have places of their own."""

    contact: Contact | None = None
    terms_of_service: str | None = Field(None, pattern="^https://")
    license: License | None = None
    service_level: ServiceLevel | None = Field(None, alias="x-sla")
    limitations: str | None = Field(None, alias="x-limitations")
    # DCAT-AP-SE as the national data portal's processor reads it; it judges it, not we.
    catalogue: dict[str, Any] | None = Field(None, alias="x-dcat")
    external_docs: Documentation | None = None
    # By API: staff and citizens never have their tokens from one issuer.
    oauth2: dict[Literal["journal", "citizen"], TokenIssuer] = {}

    def on(self, document: dict[str, Any], side: str) -> dict[str, Any]:
        """The contract of that API with what the operator says in it. The given one stays as it is."""
        said: dict[str, Any] = self.model_dump(by_alias=True, exclude_none=True)
        found = {one: said.pop(one, {}) for one in ("externalDocs", "oauth2")}
        whole = document | {"info": document["info"] | said}
        if found["externalDocs"]:
            whole["externalDocs"] = document.get("externalDocs", {}) | found["externalDocs"]
        if issuer := next((one for name, one in self.oauth2.items() if name == side), None):
            schemes = document["components"]["securitySchemes"]
            flow = schemes["oauth2"]["flows"]["authorizationCode"] | issuer.flow()
            schemes = schemes | {"oauth2": schemes["oauth2"] | {"flows": {"authorizationCode": flow}}}
            whole["components"] = document["components"] | {"securitySchemes": schemes}
        return whole


def operator_says(path: Path | None) -> About:
    """What the operator has set. Raises `AboutFault`."""
    if path is None:
        return About()
    try:
        return About.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        places = (
            sorted({".".join(map(str, one["loc"])) for one in error.errors(include_input=False)})
            if isinstance(error, ValidationError)
            else []
        )
        told = f"SIP_ABOUT_FILE cannot be used: {', '.join(places) or type(error).__name__}"
        raise AboutFault(told) from None
