"""Everything an operator can set. Read once at start from the environment (`SIP_…`); nothing else reads it.

Each setting stands in the README's table; a test compares the two.
"""

import os
import re
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_URL = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9./~-]*)?")


class Settings(BaseSettings):
    """All names carry the prefix `SIP_` in the environment."""

    model_config = SettingsConfigDict(env_prefix="SIP_", extra="forbid", frozen=True, hide_input_in_errors=True)

    mode: Literal["production", "development"] = Field(
        "production",
        description="`development` mints tokens, makes its own keys and lets the clock be moved; loopback only.",
    )
    data_dir: Path = Field(Path("data"), description="Where the SQLite file and, in development, the keys are.")
    keys_dir: Path | None = Field(None, description="The key files; `keys` below the data directory if not set.")
    seal_export_dir: Path | None = Field(
        None, description="Where the audit log's checkpoints are copied; `seals` below the data directory if not set."
    )
    database_url: str = Field("", description="`postgresql://…`; empty means SQLite in the data directory.", repr=False)
    citizen_database_url: str = Field(
        "",
        description="The same database, logged in with the citizen's role. Required for PostgreSQL in production.",
        repr=False,
    )
    host: str = Field("127.0.0.1", description="The address to listen on. Development refuses all but loopback.")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on.")
    public_url: str = Field(
        "", description="The address that clients use, such as `https://sip.example.se`; used in links."
    )
    gateway_urls: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Addresses by which gateways in front publish the service, taken from them in `Forwarded`."
    )
    about_file: Path | None = Field(
        None, description="JSON: contact, terms, service level and known limits, for the contracts as they are served."
    )
    issuers_file: Path | None = Field(None, description="JSON list of the token issuers that are trusted.")
    audience: str = Field("sip", description="What a token's `aud` must name.")
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        (), description="Addresses or networks of the proxies whose word about a client is taken."
    )
    relay: bool = Field(True, description="Whether the server sends webhooks too; `sip relay` is a process that does.")
    webhook_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        (), description="Networks beside the public internet that webhooks may be sent into."
    )
    client_certificate_header: str = Field(
        "Client-Cert", pattern="^[A-Za-z0-9-]+$", description="The header in which they give it (RFC 9440)."
    )
    client_address_header: str = Field(
        "X-Forwarded-For", pattern="^[A-Za-z0-9-]+$", description="The header in which they say whom they speak for."
    )
    journal_rate: float = Field(200.0, gt=0, description="Requests a second from one client of the record systems'.")
    citizen_rate: float = Field(200.0, gt=0, description="Requests a second from one client of the citizen's API.")
    address_rate: float = Field(50.0, gt=0, description="Requests a second from an address, of those without a token.")
    burst_seconds: float = Field(5.0, gt=0, le=3600, description="How many seconds' worth may come at once.")
    requests_in_work: int = Field(30, ge=1, description="Requests worked on at once, for each of the two APIs.")
    emergency_access: bool = Field(
        False, description="Whether a plan may be opened in an emergency (nödöppning) by those whose token says so."
    )
    pool_size: int = Field(10, ge=1, le=200, description="Database connections kept, for each of the two roles.")
    queue_seconds: float = Field(1.0, gt=0, le=30, description="How long a request waits for the database's turn.")
    database_seconds: float = Field(4.0, gt=0, le=30, description="How long the database may take to answer.")
    presence_seconds: int = Field(
        3600, ge=0, le=86_400, description="For how long a portal may keep whether there is anything for a citizen."
    )
    event_days: int = Field(90, ge=1, le=3650, description="For how many days a cursor of the event feed holds.")
    body_bytes: int = Field(1_000_000, ge=1_000, description="The largest request body.")
    header_bytes: int = Field(32_768, ge=4_096, description="The largest sum of a request's headers.")
    header_seconds: float = Field(10.0, gt=0, description="How long a client may take to send its headers.")
    idle_seconds: int = Field(75, ge=1, le=3600, description="How long a connection may be kept with nothing on it.")
    body_seconds: float = Field(
        30.0, gt=0, description="How long a client may take to send a body, or to go on taking an answer."
    )

    @field_validator("trusted_proxies", "gateway_urls", "webhook_networks", mode="before")
    @classmethod
    def _listed(cls, given: Any) -> Any:
        """In the environment a list is parted by commas."""
        return [one.strip() for one in given.split(",") if one.strip()] if isinstance(given, str) else given

    @field_validator("gateway_urls")
    @classmethod
    def _addresses(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        if not all(_URL.fullmatch(one) for one in given):
            raise ValueError("each is http(s)://, a host, and perhaps a path")
        return tuple(one.rstrip("/") for one in given)

    @property
    def development(self) -> bool:
        return self.mode == "development"

    @property
    def keys(self) -> Path:
        """The folder of key files."""
        return self.keys_dir or self.data_dir / "keys"

    @property
    def seals(self) -> Path:
        """The folder of the exported copy of the audit log's checkpoints."""
        return self.seal_export_dir or self.data_dir / "seals"


def remarks(settings: Settings) -> list[str]:
    """What whoever runs the service may have overlooked, in words. Nothing of it stops the start: where several
    services are started together, names that look like our settings are set by others too.
    """
    known = {f"SIP_{name.upper()}" for name in Settings.model_fields}
    strange = sorted(name for name in os.environ if name.startswith("SIP_") and name not in known)
    found = [f"{name} is no setting: see the README" for name in strange]
    if not settings.development and not settings.public_url and not settings.gateway_urls:
        found.append("SIP_PUBLIC_URL is not set: links in answers lead to the service's own address")
    return found
