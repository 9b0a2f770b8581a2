"""Tokens for development: signed with the installation's own key, and trusted by it alone.

Nothing here works outside development mode, and production neither reads that key nor knows its issuer. A token is
judged before it is handed out, so that a mistyped HSA-id is said here and not by a 401 later.
"""

import json
import secrets
import time
from collections.abc import Iterable
from typing import Any

from joserfc import jws

from app.domain.hsa_id import principal_of
from app.http import claims, issuers
from app.http.compact import Refused
from app.keys import KeyRing
from app.settings import Settings

CLIENT = "development"
CARE = "Vård och behandling"
LIFETIME = 900


class MintingFault(RuntimeError):
    """Not in development mode, or the token asked for would be refused."""


def staff(
    settings: Settings,
    ring: KeyRing,
    *,
    person: str,
    unit: str,
    principal: str | None = None,
    purpose: str = CARE,
    scopes: Iterable[str] = ("journal:read", "journal:write"),
    client: str = CLIENT,
    now: float | None = None,
) -> str:
    """A person at work in a unit. The principal (huvudman) is the unit's own unless another is given."""
    particulars = {
        "sub": person,
        "employeeHsaId": person,
        "healthCareUnitHsaId": unit,
        "healthCareProviderHsaId": principal or principal_of(unit),
        "commissionPurpose": purpose,
    }
    return mint(settings, ring, particulars, client=client, scopes=scopes, now=now)


def citizen(
    settings: Settings,
    ring: KeyRing,
    *,
    personnummer: str,
    scopes: Iterable[str] = ("citizen:read",),
    client: str = CLIENT,
    now: float | None = None,
) -> str:
    """A person who reads about herself. The number stands in its own claim and in no other."""
    particulars = {"sub": "citizen", "personalIdentityNumber": personnummer}
    return mint(settings, ring, particulars, client=client, scopes=scopes, now=now)


def system(
    settings: Settings,
    ring: KeyRing,
    *,
    units: Iterable[str] = (),
    client: str = CLIENT,
    scopes: Iterable[str] = ("events:read",),
    now: float | None = None,
) -> str:
    """A client without a person behind it, and the units that it follows."""
    followed = list(units)
    particulars = {"sub": client} | ({"healthCareUnitHsaIds": followed} if followed else {})
    return mint(settings, ring, particulars, client=client, scopes=scopes, now=now)


def mint(
    settings: Settings,
    ring: KeyRing,
    particulars: dict[str, Any],
    *,
    client: str,
    scopes: Iterable[str],
    now: float | None = None,
) -> str:
    """The three kinds above come here; `particulars` are the claims that tell them apart."""
    if not settings.development or ring.signing is None:
        raise MintingFault("tokens are minted in development mode only")
    issued = int(time.time() if now is None else now)
    content = {
        **particulars,
        "iss": issuers.DEVELOPMENT,
        "aud": settings.audience,
        "iat": issued,
        "exp": issued + LIFETIME,
        "jti": secrets.token_urlsafe(16),
        "client_id": client,
        "scope": " ".join(sorted(scopes)),
    }
    try:
        claims.actor(issuers.development(settings, ring), content)
    except Refused as refused:
        raise MintingFault(f"such a token would be refused: {refused.reason}") from None
    header = {"alg": "ES256", "typ": "at+jwt", "kid": ring.signing.kid}
    return jws.serialize_compact(header, json.dumps(content).encode(), ring.signing, ["ES256"])
