"""Who may mint tokens, and what each of them may say.

Read once at start: the list in `settings.issuers_file` (`http.issuer_entry`), whose public keys lie in files beside it
or at an address, and in development mode the installation's own issuer. No issuer, no data: production without one
does not start. What a token must look like is in `http.compact` and `http.claims`.
"""

from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import get_args

from joserfc.jwk import ECKey
from pydantic import TypeAdapter, ValidationError

from app.http import jwks
from app.http.issuer_entry import ClaimNames, Constraint, Entry, Kind
from app.http.jwks import FetchedKeys
from app.http.keysets import FixedKeys, IssuersFault, Keys, read_json, read_keys
from app.keys import KeyRing
from app.settings import Settings

DEVELOPMENT = "https://development.invalid/"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Issuer:
    """`principals` and `clients`: for whom and through whom. Only to the development issuer does empty mean all."""

    issuer: str
    audience: str
    algorithms: frozenset[str]
    kinds: frozenset[str]
    principals: tuple[str, ...]
    clients: tuple[str, ...]
    keys: Keys = field(repr=False)
    acr: frozenset[str] | None = None
    constraint: Constraint = "none"
    claims: ClaimNames = field(default_factory=ClaimNames)

    def speaks_for(self, principal: str) -> bool:
        return principal in self.principals or (self.issuer == DEVELOPMENT and not self.principals)

    def knows_client(self, client: str) -> bool:
        return client in self.clients or (self.issuer == DEVELOPMENT and not self.clients)


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
        keys=FixedKeys(MappingProxyType({str(public.kid): public})),
    )


def _configured(settings: Settings) -> list[Issuer]:
    path = Path(str(settings.issuers_file))
    try:
        entries = TypeAdapter(list[Entry]).validate_python(read_json(path))
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc'])) or 'the file'}: {fault['msg']}" for fault in error.errors())
        raise IssuersFault(f"{path}: {'; '.join(faults)}") from None
    if not entries:
        raise IssuersFault(f"{path} names no issuer; remove SIP_ISSUERS_FILE or name at least one")
    if len({entry.issuer for entry in entries}) < len(entries):
        raise IssuersFault(f"{path} names the same issuer twice")
    return [_issuer(entry, settings, path) for entry in entries]


def _issuer(entry: Entry, settings: Settings, path: Path) -> Issuer:
    place = f"{path}: {entry.issuer}"
    if entry.issuer == DEVELOPMENT:
        raise IssuersFault(f"{place} is the development issuer, which cannot be configured")
    if entry.sender_constraint == "mtls" and not settings.trusted_proxies:
        raise IssuersFault(f"{place} binds its tokens to certificates: set SIP_TRUSTED_PROXIES, which show them")
    if entry.sender_constraint == "dpop" and not settings.development and not settings.public_url:
        raise IssuersFault(f"{place} binds its tokens to proofs: set SIP_PUBLIC_URL, the address that they name")
    return Issuer(
        issuer=entry.issuer,
        audience=entry.audience or settings.audience,
        algorithms=frozenset(entry.algorithms),
        kinds=frozenset(entry.kinds),
        principals=tuple(entry.principals),
        clients=tuple(entry.clients),
        keys=_keys(entry, settings, path),
        acr=None if entry.acr is None else frozenset(entry.acr),
        constraint=entry.sender_constraint,
        claims=entry.claims,
    )


def _keys(entry: Entry, settings: Settings, path: Path) -> Keys:
    if entry.jwks is not None:
        return read_keys(path.with_name(entry.jwks), entry.algorithms)
    address = entry.jwks_uri or ""
    if wrong := jwks.fault(address, settings.development):
        raise IssuersFault(f"{path}: {entry.issuer}: jwksUri {wrong}")
    return FetchedKeys(address, entry.algorithms)
