"""The list of issuers: what is in it is used, and what is wrong with it stops the start."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from joserfc.jwk import OKPKey

from app import keys
from app.domain.refusal import Unauthenticated
from app.http import compact, issuers
from app.http.issuers import DEVELOPMENT, ClaimNames
from app.http.keysets import IssuersFault
from app.http.tokens import Verifier
from app.settings import Settings

from . import craft
from .asking import ask
from .craft import ENTRIES, KEY_SETS, STAFF, jwk, token, without

Configured = Callable[..., Settings]


def load(settings: Settings) -> tuple[issuers.Issuer, ...]:
    keys.make_keys(settings)
    return issuers.load(settings, keys.load(settings))


def test_three_issuers_are_read(configured: Configured) -> None:
    region, portal, machines = load(configured())
    assert (region.issuer, portal.issuer, machines.issuer) == (craft.REGION, craft.PORTAL, craft.MACHINES)
    assert region.audience == "sip" and region.acr == {"loa3", "loa4"} and region.kinds == {"staff"}
    assert set(region.keys.keys) == {"p256", "p384", "rsa", "ed"}, "the key for encryption is not among them"
    assert set(machines.keys.keys) == {"p256"}, "only keys for its own algorithms"


def test_empty_means_all_to_the_development_issuer_alone(configured: Configured, development: Settings) -> None:
    region, portal, _ = load(configured())
    assert not portal.speaks_for("SE2329990015")
    assert not replace(portal, clients=()).knows_client("portal")
    assert region.speaks_for("SE2329990015") and not region.speaks_for("SE2321000016")
    (own,) = load(development)
    assert own.issuer == DEVELOPMENT and own.speaks_for("SE2321000016") and own.knows_client("anything")
    narrowed = replace(own, principals=("SE2329990015",), clients=("feed",))
    assert not narrowed.speaks_for("SE2321000016") and not narrowed.knows_client("anything")


def test_an_empty_list_is_a_fault_in_development_too(configured: Configured) -> None:
    production = configured([])
    development = Settings(mode="development", data_dir=production.data_dir, issuers_file=production.issuers_file)
    with pytest.raises(IssuersFault, match="names no issuer"):
        load(development)


@pytest.mark.parametrize(
    ("listed", "used", "declared"),
    [("EdDSA", "Ed25519", None), ("Ed25519", "EdDSA", None), (None, "EdDSA", "Ed25519"), (None, "Ed25519", "EdDSA")],
)
def test_a_key_is_used_for_the_algorithm_it_was_given_for(
    configured: Configured, listed: str | None, used: str, declared: str | None
) -> None:
    """One kind of key, two names of its algorithm: neither the issuer's list nor the key's own word is stretched."""
    declaration = {"alg": declared} if declared else {}
    algorithms = [listed] if listed else ["EdDSA", "Ed25519"]
    key_set = {"keys": [jwk(craft.ED, "ed", **declaration)]}
    verifier = Verifier(load(configured(changed(algorithms=algorithms), {"region.json": key_set})))
    with pytest.raises(Unauthenticated):
        ask(verifier, token(STAFF, {**craft.HEADER, "alg": used, "kid": "ed"}, craft.ED))
    other = {"EdDSA": "Ed25519", "Ed25519": "EdDSA"}[used]
    assert ask(verifier, token(STAFF, {**craft.HEADER, "alg": other, "kid": "ed"}, craft.ED))


def test_another_edwards_curve_is_not_ours() -> None:
    """No key set lets such a key in; should one come by another way, the signature does not hold."""
    private = Ed448PrivateKey.generate()
    signed = compact.read(token(STAFF, {**craft.HEADER, "alg": "EdDSA"}, private))
    assert not signed.signed_by(OKPKey.import_key(private.public_key()))


def test_an_audience_and_claims_of_ones_own(configured: Configured) -> None:
    entry = {**ENTRIES[0], "audience": "https://sip.example/", "claims": {"person": "hsa"}}
    verifier = Verifier(load(configured([entry])))
    renamed = {**without(STAFF, "employeeHsaId"), "hsa": "SE2329990015-1A2B", "aud": "https://sip.example/"}
    assert ask(verifier, token(renamed)).person == "SE2329990015-1A2B"
    for another in ("sip", ["sip"], ["sip", "https://sip.example"]):
        with pytest.raises(Unauthenticated):
            ask(verifier, token({**renamed, "aud": another}))


def changed(**more: Any) -> list[dict[str, Any]]:
    return [{**ENTRIES[0], **more}]


FAULTY_LISTS = {
    "not json": "[",
    "an object": {},
    "empty": [],
    "double name": '[{"issuer": "https://a.example/", "issuer": "https://b.example/"}]',
    "the same issuer twice": [ENTRIES[0], ENTRIES[0]],
    "unknown field": changed(trusted=True),
    "no key set": [without(ENTRIES[0], "jwks")],
    "http": changed(issuer="http://idp.region.example/"),
    "the development issuer": changed(issuer=DEVELOPMENT),
    "no algorithm": changed(algorithms=[]),
    "HS256": changed(algorithms=["HS256"]),
    "none": changed(algorithms=["ES256", "none"]),
    "RS256": changed(algorithms=["RS256"]),
    "no kind": changed(kinds=[]),
    "unknown kind": changed(kinds=["administrator"]),
    "staff without principals": changed(principals=[]),
    "a principal that is none": changed(principals=["*"]),
    "no client": changed(clients=[]),
    "an empty client": changed(clients=[""]),
    "acr empty": changed(acr=""),
    "acr of no value": changed(acr=[]),
    "acr not a list": changed(acr="loa3"),
    "acr with an empty value": changed(acr=["loa3", ""]),
    "unknown constraint": changed(senderConstraint="tls"),
    "constraint null": changed(senderConstraint=None),
    "constraint in another spelling": changed(sender_constraint="none"),
    "constraint mtls, and no proxy to show certificates": changed(senderConstraint="mtls"),
    "constraint dpop, and no address of ours": changed(senderConstraint="dpop"),
    "staff and citizens": changed(kinds=["staff", "citizen"]),
    "all kinds": changed(kinds=["staff", "system", "citizen"]),
    "key set elsewhere": changed(jwks="../region.json"),
    "key set at a root": changed(jwks="/region.json"),
    "key set absent": changed(jwks="absent.json"),
    "key set's address as a file": changed(jwks="https://idp.region.example/keys"),
    "key set in a file and at an address": changed(jwksUri="https://idp.region.example/keys"),
    "key set null": changed(jwks=None),
    **{
        f"address {address!r}": [{**without(ENTRIES[0], "jwks"), "jwksUri": address}]
        for address in (
            "",
            "region.json",
            "http://idp.region.example/keys",
            "http://127.0.0.1/keys",
            "ftp://idp.region.example/keys",
            "file:///etc/keys",
            "https:///keys",
            "https://user:secret@idp.region.example/keys",
            "https://idp.region.example/keys#a",
            "https://idp.region.example/ke ys",
            "https://idp.region.example:99999/keys",
            "HTTPS://idp.region.example/keys",
        )
    },
    "two claims with one name": changed(claims={"person": "hsa", "unit": "hsa"}),
    "a registered claim": changed(claims={"person": "sub"}),
    "the claim that binds": changed(claims={"purpose": "cnf"}),
    "unknown claim": changed(claims={"role": "role"}),
}


@pytest.mark.parametrize("entries", FAULTY_LISTS.values(), ids=FAULTY_LISTS.keys())
def test_a_faulty_list_stops_the_start(configured: Configured, entries: Any) -> None:
    settings = configured(entries)
    with pytest.raises(IssuersFault):
        load(settings)


def test_a_fault_names_the_file_and_the_place_and_not_the_value(configured: Configured) -> None:
    settings = configured(changed(principals=["canary"]))
    with pytest.raises(IssuersFault, match=r"issuers\.json: 0\.principals\.0") as fault:
        load(settings)
    assert "canary" not in str(fault.value)


SMALL = craft.rsa.generate_private_key(65537, 1024)
PRIVATE = {**jwk(craft.P256, "p256"), "d": "AAAA"}
FAULTY_KEY_SETS = {
    "not json": "[",
    "a list": [],
    "no keys": {"keys": []},
    "not keys": {"keys": ["a"]},
    "a key of many types": {"keys": [{"kty": ["EC"], "crv": {}, "kid": "a"}]},
    "only others": {"keys": [jwk(craft.P256, "a", use="enc"), jwk(craft.P256, "b", alg="ES512")]},
    "a private key": {"keys": [PRIVATE]},
    "a private key among others": {"keys": [jwk(craft.P384, "a"), {**PRIVATE, "use": "enc"}]},
    "a secret": {"keys": [jwk(craft.P256, "a"), {"kty": "oct", "k": "AAAA", "kid": "b"}]},
    "no kid": {"keys": [without(jwk(craft.P256, "a"), "kid")]},
    "one kid twice": {"keys": [jwk(craft.P256, "a"), jwk(craft.P384, "a")]},
    "a small RSA key": {"keys": [jwk(SMALL, "a")]},
    "a point off the curve": {"keys": [{**jwk(craft.P256, "a"), "y": "AAAA"}]},
    "51 keys": {"keys": [jwk(craft.P256, f"k{number}") for number in range(51)]},
}


@pytest.mark.parametrize("content", FAULTY_KEY_SETS.values(), ids=FAULTY_KEY_SETS.keys())
def test_a_faulty_key_set_stops_the_start(configured: Configured, content: Any) -> None:
    settings = configured([ENTRIES[0]], {**KEY_SETS, "region.json": content})
    with pytest.raises(IssuersFault, match=r"region\.json"):
        load(settings)


def test_production_without_issuers_does_not_start(tmp_path: Any) -> None:
    with pytest.raises(IssuersFault, match="SIP_ISSUERS_FILE"):
        load(Settings(mode="production", data_dir=tmp_path))


def test_production_has_no_development_issuer(configured: Configured, development: Settings) -> None:
    assert DEVELOPMENT not in {issuer.issuer for issuer in load(configured())}
    with pytest.raises(IssuersFault):
        issuers.development(configured(), keys.load(development))


def test_the_development_issuer_holds_the_public_half_alone(development: Settings) -> None:
    (own,) = load(development)
    assert [key.is_private for key in own.keys.keys.values()] == [False]


def test_the_default_claim_names_are_ineras() -> None:
    assert ClaimNames().model_dump() == {
        "person": "employeeHsaId",
        "commission": "commissionHsaId",
        "unit": "healthCareUnitHsaId",
        "principal": "healthCareProviderHsaId",
        "purpose": "commissionPurpose",
        "personnummer": "personalIdentityNumber",
        # Inera has no word for the units that a system follows.
        "units": "healthCareUnitHsaIds",
    }
