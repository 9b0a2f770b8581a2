"""Crafted tokens that must be nobody's, each well signed by a trusted key unless its name says otherwise."""

import json
import logging
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256

from app.domain.refusal import Unauthenticated
from app.http.tokens import TOKEN_NOT_VALID, Verifier

from . import craft
from .asking import ask
from .craft import CITIZEN, HEADER, NOW, P256, P256_PORTAL, STAFF, SYSTEM, b64, raw, token, without

GOOD = token(STAFF)
HEAD, BODY, SIGNATURE = GOOD.split(".")
PEM = P256.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
POINT = P256.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
# In the two members that choose issuer and key, and so are looked at before anything is believed.
FORGED = 'kanariefagel\n{"message": "token held"}'
PORTAL_HEADER = {**HEADER, "kid": "portal"}
TEXT = json.dumps(STAFF)


def staff(**changed: Any) -> str:
    return token({**STAFF, **changed})


def citizen(**changed: Any) -> str:
    return token({**CITIZEN, **changed}, PORTAL_HEADER, P256_PORTAL)


def headed(**changed: Any) -> str:
    return token(STAFF, {**HEADER, **changed})


def literal(name: str, value: str) -> str:
    """The claim's value as these very characters, which `json.dumps` might not write."""
    return raw(json.dumps(HEADER), json.dumps({**STAFF, name: "@"}).replace('"@"', value))


def other_last_letter() -> str:
    """The same signature in another spelling: 64 bytes leave four bits of the last letter unused."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return GOOD[:-1] + alphabet[alphabet.index(GOOD[-1]) + 1]


BAD = {
    # the outside
    "empty": "",
    "one part": HEAD,
    "two parts": f"{HEAD}.{BODY}",
    "four parts": f"{GOOD}.{SIGNATURE}",
    "five parts, as an encrypted token": f"{GOOD}.{SIGNATURE}.{SIGNATURE}",
    "signature stripped": f"{HEAD}.{BODY}.",
    "payload detached": f"{HEAD}..{SIGNATURE}",
    "header empty": f".{BODY}.{SIGNATURE}",
    "padding on the payload": f"{HEAD}.{BODY}=.{SIGNATURE}",
    "padding on the signature": f"{GOOD}==",
    "signature spelt otherwise": other_last_letter(),
    "space before": f" {GOOD}",
    "line break after": f"{GOOD}\n",
    "space within": f"{HEAD}. {BODY}.{SIGNATURE}",
    "line break within the payload": f"{HEAD}.{BODY[:9]}\n{BODY[9:]}.{SIGNATURE}",
    "plus and slash": f"{HEAD}.{BODY}.{SIGNATURE[:-2]}+/",
    "impossible length of base64url": f"{HEAD}.{BODY}.{SIGNATURE}AAA",
    "letters that are not ascii": f"{HEAD}.{BODY}.{SIGNATURE[:-1]}å",
    "half a surrogate pair as text": f"{GOOD}\ud800",
    "longer than 8 KiB": craft.padded(8 * 1024 + 4),
    "json serialization": json.dumps({"protected": HEAD, "payload": BODY, "signature": SIGNATURE}),
    # the signature
    "signature of another token": f"{HEAD}.{BODY}.{token(CITIZEN).split('.')[2]}",
    "payload of another token": f"{HEAD}.{token(SYSTEM).split('.')[1]}.{SIGNATURE}",
    "signed by a stranger": token(STAFF, key=craft.P256_STRANGER),
    "signed by another trusted issuer": token(STAFF, key=P256_PORTAL),
    "signed by another trusted issuer, with its kid": token(STAFF, PORTAL_HEADER, P256_PORTAL),
    "signature a byte short": f"{HEAD}.{BODY}.{b64(craft.signature(P256, f'{HEAD}.{BODY}'.encode())[:-1])}",
    "signature a byte long": f"{HEAD}.{BODY}.{b64(craft.signature(P256, f'{HEAD}.{BODY}'.encode()) + b'0')}",
    "signature in DER": f"{HEAD}.{BODY}.{b64(P256.sign(f'{HEAD}.{BODY}'.encode(), ECDSA(SHA256())))}",
    "signature of zeros": f"{HEAD}.{BODY}.{b64(bytes(64))}",
    "signature of ones": f"{HEAD}.{BODY}.{b64(bytes([255]) * 64)}",
    # the header
    "alg none, unsigned": f"{b64(json.dumps({**HEADER, 'alg': 'none'}).encode())}.{BODY}.",
    "alg none, signed": headed(alg="none"),
    "alg None in capitals": headed(alg="NONE"),
    "HS256 with the public key's PEM": token(STAFF, {**HEADER, "alg": "HS256"}, PEM),
    "HS256 with the public key's point": token(STAFF, {**HEADER, "alg": "HS256"}, POINT),
    "HS256 with an empty key": token(STAFF, {**HEADER, "alg": "HS256"}, b""),
    "RS256": headed(alg="RS256"),
    "ES512": headed(alg="ES512"),
    "ES256K": headed(alg="ES256K"),
    "es256 in small letters": headed(alg="es256"),
    "ES384 with a P-256 key": headed(alg="ES384"),
    "ES256 with a P-384 key": token(STAFF, {**HEADER, "kid": "p384"}, craft.P384),
    "PS256 with an EC key": headed(alg="PS256"),
    "EdDSA with an EC key": headed(alg="EdDSA"),
    "ES256 with an RSA key": token(STAFF, {**HEADER, "kid": "rsa"}, craft.RSA),
    "a key that is for encryption": token(STAFF, {**HEADER, "alg": "PS256", "kid": "enc"}, craft.RSA),
    "an algorithm that this issuer may not use": token(CITIZEN, {**PORTAL_HEADER, "alg": "PS256"}, craft.RSA),
    "alg missing": token(STAFF, without(HEADER, "alg")),
    "alg null": headed(alg=None),
    "alg a list": headed(alg=["ES256"]),
    "kid missing": token(STAFF, without(HEADER, "kid")),
    "kid empty": headed(kid=""),
    "kid unknown": headed(kid="p257"),
    "kid another key's": headed(kid="p384"),
    "kid a number": headed(kid=1),
    "kid with a line break": headed(kid=FORGED),
    "kid a path": headed(kid="../../dev/null"),
    "typ missing": token(STAFF, without(HEADER, "typ")),
    "typ JWT": headed(typ="JWT"),
    "typ id token": headed(typ="id+jwt"),
    "typ dpop": headed(typ="dpop+jwt"),
    "typ in capitals": headed(typ="AT+JWT"),
    "typ a list": headed(typ=["at+jwt"]),
    "jku": headed(jku="https://idp.region.example/keys"),
    "jwk": headed(jwk=craft.jwk(craft.P256_STRANGER, "p256")),
    "jwk of the key itself": headed(jwk=craft.jwk(P256, "p256")),
    "x5u": headed(x5u="https://idp.region.example/cert"),
    "x5c": headed(x5c=["MIIB"]),
    "crit": headed(crit=["exp"], exp=1),
    "crit empty": headed(crit=[]),
    "zip": headed(zip="DEF"),
    "b64 false": headed(b64=False),
    "b64 true": headed(b64=True),
    "header an array": raw("[]", TEXT),
    "header not json": raw("{", TEXT),
    "header with a double name": raw('{"alg":"none","alg":"ES256","typ":"at+jwt","kid":"p256"}', TEXT),
    "header with NUL": headed(cty="a\0"),
    # the payload as JSON
    "payload an array": raw(json.dumps(HEADER), "[]"),
    "payload a string": raw(json.dumps(HEADER), '"x"'),
    "payload null": raw(json.dumps(HEADER), "null"),
    "payload not json": raw(json.dumps(HEADER), TEXT[:-1]),
    "payload with something after": raw(json.dumps(HEADER), TEXT + "{}"),
    "payload with a byte order mark": raw(json.dumps(HEADER), "\ufeff" + TEXT),
    "payload in UTF-16": raw(json.dumps(HEADER), TEXT.encode("utf-16-le")),
    "payload in Latin-1": raw(json.dumps(HEADER), json.dumps(STAFF, ensure_ascii=False).encode("latin-1")),
    "nested without end": raw(json.dumps(HEADER), '{"a":' + "[" * 5_000 + "]" * 900 + "}"),
    "double iss": raw(json.dumps(HEADER), f'{{"iss":"{craft.PORTAL}",{TEXT[1:]}'),
    "double exp": raw(json.dumps(HEADER), f'{{"exp":1,{TEXT[1:]}'),
    "double name, once escaped": raw(json.dumps(HEADER), f'{{"\\u0073ub":"x",{TEXT[1:]}'),
    "double name deep within": literal("x", '{"a":1,"a":2}'),
    "NaN": literal("x", "NaN"),
    "Infinity": literal("x", "-Infinity"),
    "a real number beyond all": literal("x", "1e400"),
    "a whole number beyond all": literal("x", "9" * 400),
    "NUL in sub": staff(sub="a\0b"),
    "NUL in a claim that nobody reads": staff(x=["a\0b"]),
    "NUL in a name": staff(**{"x\0": 1}),
    "half a surrogate pair in a claim that nobody reads": literal("x", '"\\udfff"'),
    "half a surrogate pair": literal("sub", '"\\ud800"'),
    # the issuer and the audience
    "iss missing": token(without(STAFF, "iss")),
    "iss unknown": staff(iss="https://idp.evil.example/"),
    "iss without its slash": staff(iss=craft.REGION[:-1]),
    "iss in capitals": staff(iss=craft.REGION.upper()),
    "iss with a line break": staff(iss=FORGED),
    "iss a list": staff(iss=[craft.REGION]),
    "iss of development": staff(iss="https://development.invalid/"),
    "aud missing": token(without(STAFF, "aud")),
    "aud another's": staff(aud="other"),
    "aud nearly ours": staff(aud="sip "),
    "aud a list without ours": staff(aud=["a", "b"]),
    "aud an empty list": staff(aud=[]),
    "aud a list with a number": staff(aud=["sip", 1]),
    "aud an object": staff(aud={"sip": 1}),
    # the times
    **{f"{name} missing": token(without(STAFF, name)) for name in ("exp", "iat", "sub", "jti", "client_id")},
    "exp a real number": literal("exp", f"{NOW + 890}.0"),
    "exp with an exponent": literal("exp", "1.80000089e9"),
    "exp true": staff(exp=True, iat=1),
    "exp a string": staff(exp=str(NOW + 890)),
    "exp null": staff(exp=None),
    "exp NaN": literal("exp", "NaN"),
    "exp negative": staff(exp=-1),
    "exp beyond the year 9999": staff(exp=253_402_300_800, iat=253_402_300_000, nbf=1),
    "exp and iat huge": staff(exp=10**18, iat=10**18 - 900),
    "exp in milliseconds": staff(exp=(NOW + 890) * 1000, iat=(NOW - 10) * 1000),
    "iat a real number": literal("iat", f"{NOW - 10}.5"),
    "iat false": staff(iat=False),
    "iat a string": staff(iat=str(NOW)),
    "iat zero": staff(iat=0),
    "nbf true": staff(nbf=True),
    "nbf a string": staff(nbf=str(NOW)),
    "nbf null": staff(nbf=None),
    "nbf ahead": staff(nbf=NOW + 31),
    "iat ahead": staff(iat=NOW + 31, exp=NOW + 900),
    "ended, leeway and all": staff(iat=NOW - 900, exp=NOW - 30),
    "lives 901 seconds": staff(iat=NOW, exp=NOW + 901),
    "lives no second": staff(iat=NOW, exp=NOW),
    "ends before it begins": staff(iat=NOW + 20, exp=NOW + 10),
    # the strings
    "sub empty": staff(sub=""),
    "sub blank": staff(sub="  "),
    "sub a number": staff(sub=1),
    "sub with a line break": staff(sub="a\nb"),
    "jti a list": staff(jti=["a"]),
    "jti 256 letters": staff(jti="a" * 256),
    "client not this issuer's": staff(client_id="portal"),
    "client a list": staff(client_id=["record-system"]),
    "scope a list": staff(scope=["journal:read"]),
    "scope null": staff(scope=None),
    "scope with two spaces": staff(scope="a  b"),
    "scope with a tab": staff(scope="a\tb"),
    "acr missing": token(without(STAFF, "acr")),
    "acr too low": staff(acr="loa2"),
    "acr a list": staff(acr=["loa3"]),
    "acr an object": staff(acr={"loa3": 1}),
    "acr with a space": staff(acr="loa3 "),
    "rights in a claim that is not read": staff(authorization_details=[{"type": "plan", "actions": ["read"]}]),
    "rights in a claim that is not read, null": staff(authorization_details=None),
    # the kinds
    "staff and citizen": staff(personalIdentityNumber="199707119880"),
    "staff and citizen, null": staff(personalIdentityNumber=None),
    "citizen with a unit": citizen(healthCareUnitHsaId="SE2329990015-U1"),
    "citizen with a purpose, null": citizen(commissionPurpose=None),
    "citizen from the staff's issuer": token(
        {**CITIZEN, "iss": craft.REGION, "client_id": "record-system", "acr": "loa3"}
    ),
    "staff from the citizens' issuer": token(
        {**STAFF, "iss": craft.PORTAL, "client_id": "portal"}, PORTAL_HEADER, P256_PORTAL
    ),
    "system from the staff's issuer": token(
        {**SYSTEM, "iss": craft.REGION, "client_id": "record-system", "acr": "loa3"}
    ),
    "system from the citizens' issuer": token(without(CITIZEN, "personalIdentityNumber"), PORTAL_HEADER, P256_PORTAL),
    "citizen from the machines' issuer": token({**SYSTEM, "personalIdentityNumber": "199707119880"}),
    "staff with a system's units": staff(healthCareUnitHsaIds=["SE2329990015-U1"]),
    "citizen with a system's units, null": citizen(healthCareUnitHsaIds=None),
    "system with no units in its list": token({**SYSTEM, "healthCareUnitHsaIds": []}),
    "system with units, null": token({**SYSTEM, "healthCareUnitHsaIds": None}),
    "system with units as a text": token({**SYSTEM, "healthCareUnitHsaIds": "SE2329990015-U1"}),
    "system with a unit that is no HSA-id": token({**SYSTEM, "healthCareUnitHsaIds": ["SE2329990015-U1", "U1"]}),
    "system with another principal's unit": token({**SYSTEM, "healthCareUnitHsaIds": ["SE2321000016-U1"]}),
    "system with too many units": token(
        {**SYSTEM, "healthCareUnitHsaIds": [f"SE2329990015-U{number}" for number in range(101)]}
    ),
    "no person": token(without(STAFF, "employeeHsaId")),
    "no unit": token(without(STAFF, "healthCareUnitHsaId")),
    "no principal": token(without(STAFF, "healthCareProviderHsaId")),
    "no purpose": token(without(STAFF, "commissionPurpose")),
    "commission null": staff(commissionHsaId=None),
    "commission empty": staff(commissionHsaId=""),
    "commission that is no HSA-id": staff(commissionHsaId="M1"),
    "commission a list": staff(commissionHsaId=["SE2329990015-M1"]),
    "citizen with a commission": citizen(commissionHsaId="SE2329990015-M1"),
    "purpose empty": staff(commissionPurpose=""),
    "purpose with a bidi override": staff(commissionPurpose="V\u202eård"),
    "unit of another principal": staff(healthCareUnitHsaId="SE2321000016-U1"),
    "principal another's": staff(healthCareProviderHsaId="SE2321000016"),
    "principal a list": staff(healthCareProviderHsaId=["SE2329990015"]),
    "principal with a suffix": staff(healthCareProviderHsaId="SE2329990015-1"),
    # the HSA-ids
    "unit in small letters": staff(healthCareUnitHsaId="se2329990015-u1"),
    "unit without a hyphen": staff(healthCareUnitHsaId="SE2329990015"),
    "unit without a suffix": staff(healthCareUnitHsaId="SE2329990015-"),
    "unit nine digits": staff(healthCareUnitHsaId="SE232999001-U1"),
    "unit in arabic digits": staff(healthCareUnitHsaId="SE٢٣٢٩٩٩٠٠١٥-U1"),
    "unit in full-width letters": staff(healthCareUnitHsaId="SE2329990015-Ｕ1"),
    "unit with å": staff(healthCareUnitHsaId="SE2329990015-Å1"),
    "unit with a line break after": staff(healthCareUnitHsaId="SE2329990015-U1\n"),
    "unit 32 characters": staff(healthCareUnitHsaId="SE2329990015-" + "A" * 19),
    "unit Norwegian": staff(healthCareUnitHsaId="NO2329990015-U1"),
    "person with a path": staff(employeeHsaId="SE2329990015-../1"),
    "person with a percent sign": staff(employeeHsaId="SE2329990015-%"),
    "person a number": staff(employeeHsaId=2329990015),
    # the personnummer
    "personnummer with a hyphen": citizen(personalIdentityNumber="19970711-9880"),
    "personnummer of ten digits": citizen(personalIdentityNumber="9707119880"),
    "personnummer with another check digit": citizen(personalIdentityNumber="199707119881"),
    "personnummer on no day": citizen(personalIdentityNumber="199702309880"),
    "personnummer in arabic digits": citizen(personalIdentityNumber="١٩٩٧٠٧١١٩٨٨٠"),
    "personnummer a number": citizen(personalIdentityNumber=199707119880),
    "personnummer null": citizen(personalIdentityNumber=None),
    "personnummer a list": citizen(personalIdentityNumber=["199707119880"]),
    "personnummer with a space": citizen(personalIdentityNumber="199707119880 "),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_bad_token_is_nobody(verifier: Verifier, bad: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(Unauthenticated) as refusal:
        ask(verifier, bad)
    assert refusal.value.rule is TOKEN_NOT_VALID
    assert refusal.value.findings == ()
    assert refusal.value.__cause__ is None and refusal.value.__suppress_context__
    # Neither the token nor what it says about anybody or of itself reaches the log.
    assert not any(word in caplog.text for word in ("kanariefagel", "evil", "p257"))
    assert "199707119880" not in caplog.text and "SE23" not in caplog.text and HEAD not in caplog.text


def test_every_case_is_another_token() -> None:
    """Two equal cases would count as two and test one; the good token must not be among them."""
    assert len(set(BAD.values())) == len(BAD) >= 60
    assert GOOD not in BAD.values()
