"""Who may mint tokens, and what each of them may say.

Read once at start: the list in `settings.issuers_file`, whose public keys lie in JWKS files beside it, and in
development mode the installation's own issuer. No issuer, no data: production without one does not start.
Key sets are read in `http.keysets`; what a token must look like is in `http.compact` and `http.claims`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, get_args

from joserfc.jwk import ECKey, Key
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from app.http.keysets import IssuersFault, read_json, read_keys
from app.keys import KeyRing
from app.settings import Settings

DEVELOPMENT = "https://development.invalid/"
Kind = Literal["staff", "citizen", "system"]
Algorithm = Literal["ES256", "ES384", "PS256", "EdDSA", "Ed25519"]
# These have a meaning of their own in every token, so none of them can stand for a person, a unit or a purpose.
_REGISTERED = frozenset(("iss", "aud", "exp", "iat", "nbf", "jti", "sub", "client_id", "scope", "acr"))
_Text = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[!-~]+$")]


class ClaimNames(BaseModel):
    """What an issuer calls the claims. The defaults are Inera's."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    person: _Text = "employeeHsaId"
    unit: _Text = "healthCareUnitHsaId"
    principal: _Text = "healthCareProviderHsaId"
    purpose: _Text = "commissionPurpose"
    personnummer: _Text = "personalIdentityNumber"

    @model_validator(mode="after")
    def _each_its_own(self) -> "ClaimNames":
        names = {self.person, self.unit, self.principal, self.purpose, self.personnummer}
        if len(names) < len(ClaimNames.model_fields) or names & _REGISTERED:
            raise ValueError("each claim needs a name of its own that is not a registered one")
        return self


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Issuer:
    """`principals` and `clients`: for whom and through whom. Only to the development issuer does empty mean all."""

    issuer: str
    audience: str
    algorithms: frozenset[str]
    kinds: frozenset[str]
    principals: tuple[str, ...]
    clients: tuple[str, ...]
    keys: Mapping[str, Key] = field(repr=False)
    acr: str | None = None
    claims: ClaimNames = field(default_factory=ClaimNames)

    def speaks_for(self, principal: str) -> bool:
        return principal in self.principals or (self.issuer == DEVELOPMENT and not self.principals)

    def knows_client(self, client: str) -> bool:
        return client in self.clients or (self.issuer == DEVELOPMENT and not self.clients)


class _Entry(BaseModel):
    """One issuer as it stands in the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    issuer: Annotated[str, Field(max_length=255, pattern=r"^https://[!-~]+$")]
    audience: _Text | None = None
    algorithms: Annotated[list[Algorithm], Field(min_length=1)]
    kinds: Annotated[list[Kind], Field(min_length=1)]
    principals: list[Annotated[str, Field(pattern=r"^SE[0-9]{10}$")]] = []
    clients: Annotated[list[_Text], Field(min_length=1)]
    acr: _Text | None = None
    # A plain file name: the key set lies beside the list, and no path can lead away from it.
    jwks: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]*$")]
    claims: ClaimNames = ClaimNames()

    @model_validator(mode="after")
    def _closed(self) -> "_Entry":
        if self.issuer == DEVELOPMENT:
            raise ValueError("the development issuer cannot be configured")
        if "staff" in self.kinds and not self.principals:
            raise ValueError("an issuer of staff tokens must name the principals it may speak for")
        return self


def load(settings: Settings, ring: KeyRing) -> tuple[Issuer, ...]:
    """Every trusted issuer. Raises `IssuersFault` when there is none, or when one entry does not hold."""
    issuers = _configured(settings) if settings.issuers_file else []
    if settings.development:
        issuers.append(development(settings, ring))
    if not issuers:
        raise IssuersFault("no token issuer is configured: set SIP_ISSUERS_FILE to a JSON list of at least one")
    return tuple(issuers)


def development(settings: Settings, ring: KeyRing) -> Issuer:
    """The installation's own issuer, which signs what `http.minting` makes."""
    if not settings.development or ring.signing is None:
        raise IssuersFault("the development issuer exists in development mode only")
    public = ECKey.import_key(ring.signing.as_dict(private=False))
    return Issuer(
        issuer=DEVELOPMENT,
        audience=settings.audience,
        algorithms=frozenset(("ES256",)),
        kinds=frozenset(get_args(Kind)),
        principals=(),
        clients=(),
        keys=MappingProxyType({str(public.kid): public}),
    )


def _configured(settings: Settings) -> list[Issuer]:
    path = Path(str(settings.issuers_file))
    try:
        entries = TypeAdapter(list[_Entry]).validate_python(read_json(path))
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc'])) or 'the file'}: {fault['msg']}" for fault in error.errors())
        raise IssuersFault(f"{path}: {'; '.join(faults)}") from None
    if not entries:
        raise IssuersFault(f"{path} names no issuer; remove SIP_ISSUERS_FILE or name at least one")
    if len({entry.issuer for entry in entries}) < len(entries):
        raise IssuersFault(f"{path} names the same issuer twice")
    return [_issuer(entry, settings, path) for entry in entries]


def _issuer(entry: _Entry, settings: Settings, path: Path) -> Issuer:
    return Issuer(
        issuer=entry.issuer,
        audience=entry.audience or settings.audience,
        algorithms=frozenset(entry.algorithms),
        kinds=frozenset(entry.kinds),
        principals=tuple(entry.principals),
        clients=tuple(entry.clients),
        keys=read_keys(path.with_name(entry.jwks), entry.algorithms),
        acr=entry.acr,
        claims=entry.claims,
    )
