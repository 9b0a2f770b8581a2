"""From a token's claims to an actor: the times, the kind, and what this issuer may say.

Only claims whose signature has been verified come here, with the issuer that `iss` names (`http.tokens` sees to both).
The claims' names are Inera's unless the issuer's entry says otherwise. What the actor may then do is `policy`'s
question, not this file's.
"""

import re
from typing import Any
from unicodedata import normalize

from app.domain import hsa_id
from app.domain.actor import Actor, Citizen, Staff, System
from app.domain.personnummer import NumberKind, born, kind_of
from app.domain.refusal import Invalid
from app.http.compact import Refused
from app.http.issuers import Issuer

LONGEST_LIFE = 900
LEEWAY = 30
_LONGEST_TEXT = 255
_MOST_UNITS = 100
_HSA_ID = re.compile(hsa_id.HSA_ID)
_PRINCIPAL = re.compile(hsa_id.PRINCIPAL)
_SCOPES = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*")


def period(claims: dict[str, Any], now: float) -> tuple[int, int]:
    """From when until when, leeway included, the token holds; `Refused` if it does not hold now."""
    issued, expires = _second(claims, "iat"), _second(claims, "exp")
    if not 0 < expires - issued <= LONGEST_LIFE:
        raise Refused("lifetime")
    begins = max(issued, _second(claims, "nbf")) if "nbf" in claims else issued
    since, until = begins - LEEWAY, expires + LEEWAY
    if now < since:
        raise Refused("not yet")
    if now >= until:
        raise Refused("expired")
    return since, until


def actor(issuer: Issuer, claims: dict[str, Any]) -> Actor:
    """The one kind of actor that the claims describe. A mixture of kinds is nobody."""
    _check_audience(issuer, claims.get("aud"))
    _text(claims, "sub")
    _text(claims, "jti")
    client = _text(claims, "client_id")
    if not issuer.knows_client(client):
        raise Refused("client")
    if issuer.acr is not None and claims.get("acr") not in list(issuer.acr):
        raise Refused("acr")
    if "authorization_details" in claims:
        # RFC 9396: what narrows the token to less than its scopes say, and would go unasked.
        raise Refused("authorization_details")
    scopes = _scopes(claims)
    kind = _kind(issuer, claims)
    if kind not in issuer.kinds:
        raise Refused("kind")
    if kind == "staff":
        return _staff(issuer, claims, client, scopes)
    if kind == "citizen":
        return _citizen(issuer, claims, client, scopes)
    return System(client=client, scopes=scopes, units=_units(issuer, claims))


def _kind(issuer: Issuer, claims: dict[str, Any]) -> str:
    """A claim that is there makes its kind, whatever its value: a null must not make a token a system's."""
    names = issuer.claims
    staff = not claims.keys().isdisjoint(names.staff)
    citizen = names.personnummer in claims
    if staff + citizen + (names.units in claims) > 1:
        raise Refused("mixed kinds")
    return "staff" if staff else "citizen" if citizen else "system"


def _staff(issuer: Issuer, claims: dict[str, Any], client: str, scopes: frozenset[str]) -> Staff:
    names = issuer.claims
    principal = _shaped(claims, names.principal, _PRINCIPAL)
    unit = _shaped(claims, names.unit, _HSA_ID)
    # The policy goes by the unit: an issuer that may speak for one principal must not name another's.
    if not issuer.speaks_for(principal) or hsa_id.principal_of(unit) != principal:
        raise Refused("principal")
    # Optional: municipal staff often have none. One that is there must be one.
    if names.commission in claims:
        _shaped(claims, names.commission, _HSA_ID)
    return Staff(
        person=_shaped(claims, names.person, _HSA_ID),
        unit=unit,
        principal=principal,
        # Composed: an issuer that takes its ö apart has not stated another purpose. All else is compared as it stands.
        purpose=normalize("NFC", _text(claims, names.purpose)),
        client=client,
        scopes=scopes,
    )


def _units(issuer: Issuer, claims: dict[str, Any]) -> frozenset[str]:
    """The units that a system follows; none where none are named. Each belongs to a principal of the issuer's."""
    if issuer.claims.units not in claims:
        return frozenset()
    named = claims[issuer.claims.units]
    if not isinstance(named, list) or not 0 < len(named) <= _MOST_UNITS:
        raise Refused("units")
    for one in named:
        if not isinstance(one, str) or not _HSA_ID.fullmatch(one) or not issuer.speaks_for(hsa_id.principal_of(one)):
            raise Refused("units")
    return frozenset(named)


def _citizen(issuer: Issuer, claims: dict[str, Any], client: str, scopes: frozenset[str]) -> Citizen:
    number = _text(claims, issuer.claims.personnummer)
    try:
        day = born(number)
        if kind_of(number) is NumberKind.RESERVE:
            # Nobody logs in with what care calls her until she has a number of her own.
            raise Refused("personnummer")
    except Invalid:
        raise Refused("personnummer") from None
    return Citizen(personnummer=number, born=day, client=client, scopes=scopes)


def _check_audience(issuer: Issuer, audience: Any) -> None:
    named = audience if isinstance(audience, list) else [audience]
    if not all(isinstance(name, str) for name in named) or issuer.audience not in named:
        raise Refused("aud")


def _scopes(claims: dict[str, Any]) -> frozenset[str]:
    """RFC 6749 3.3. No scope at all is an actor that may nothing, which is for `policy` to say."""
    scope = claims.get("scope", "")
    if not isinstance(scope, str) or (scope and not _SCOPES.fullmatch(scope)):
        raise Refused("scope")
    return frozenset(scope.split())


def _second(claims: dict[str, Any], name: str) -> int:
    """A whole second. `type`, not `isinstance`: True is an int to Python."""
    value = claims.get(name)
    if type(value) is not int or value <= 0:
        raise Refused(name)
    return value


def _text(claims: dict[str, Any], name: str) -> str:
    """Printable only: these end up in the audit, where a line break or a bidi override could forge an entry."""
    value = claims.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_TEXT or not value.isprintable():
        raise Refused("text claim")
    return value


def _shaped(claims: dict[str, Any], name: str, shape: re.Pattern[str]) -> str:
    value = _text(claims, name)
    if not shape.fullmatch(value):
        raise Refused("hsa-id")
    return value
