"""DPoP (RFC 9449): which proofs hold, which do not, and that a bound token without its proof is nothing."""

import hashlib
import json
import logging
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from app.domain.actor import Staff
from app.domain.refusal import BUSY, Unauthenticated, Unavailable
from app.http import dpop
from app.http.dpop import Proof
from app.http.tokens import PROOF_NOT_VALID, TOKEN_NOT_VALID, Verifier

from . import craft
from .asking import ask
from .craft import NOW, STAFF, b64, raw, token, without
from .prove import ADDRESS, BOUND, CERTIFICATE, KEY, METHOD, OTHER, bound, header, proof, public, said, thumbprint


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [("ES256", KEY), ("ES384", OTHER), ("PS256", craft.RSA), ("EdDSA", craft.ED), ("Ed25519", craft.ED)],
)
def test_a_proof_of_each_algorithm_holds(verifier: Verifier, algorithm: str, key: Any) -> None:
    mine = bound(key)
    assert isinstance(ask(verifier, mine, proof=proof(said(mine), header(key, algorithm), key)), Staff)


@pytest.mark.parametrize(
    "address",
    [
        f"{ADDRESS}?limit=5",
        f"{ADDRESS}#part",
        "HTTPS://SIP.example.SE/journal/v1/plans",
        "https://sip.example.se:443/journal/v1/plans",
        "https://sip.example.se/%6aournal/v1/pl%61ns",
    ],
)
def test_an_address_in_another_spelling_is_the_same(verifier: Verifier, address: str) -> None:
    assert ask(verifier, BOUND, proof=proof(said(htu=address)))


def test_an_escape_has_two_spellings(verifier: Verifier) -> None:
    text = raw(json.dumps(header()), json.dumps(said(htu="https://sip.example.se/%c3%a5")), KEY)
    assert ask(verifier, BOUND, proof=Proof(text, METHOD, "https://sip.example.se/%C3%A5"))


def test_the_root_has_two_spellings(verifier: Verifier) -> None:
    text = raw(json.dumps(header()), json.dumps(said(htu="https://sip.example.se")), KEY)
    assert ask(verifier, BOUND, proof=Proof(text, METHOD, "https://sip.example.se/"))


@pytest.mark.parametrize("made", [NOW - 59, NOW, NOW + 30])
def test_a_proof_holds_for_a_minute(verifier: Verifier, made: int) -> None:
    assert ask(verifier, BOUND, proof=proof(said(iat=made)))


def test_what_a_proof_may_hold_besides(verifier: Verifier) -> None:
    assert ask(verifier, BOUND, proof=proof(said(nonce="n", exp=1), header(kid="k")))


HEAD, BODY, SIGNATURE = proof().text.split(".")
PUBLIC = public(KEY)
SECRET = KEY.private_numbers().private_value.to_bytes(32, "big")
PEM = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def with_header(**changed: Any) -> Proof:
    return proof(head={**header(), **changed})


def with_claims(**changed: Any) -> Proof:
    return proof(said(**changed))


BAD = {
    "empty": proof(text=""),
    "unsigned": proof(text=f"{HEAD}.{BODY}."),
    "two parts": proof(text=f"{HEAD}.{BODY}"),
    "the token itself": proof(text=BOUND),
    "letters that are not ascii": proof(text=f"{HEAD}.{BODY}.{SIGNATURE[:-1]}å"),
    "longer than 8 KiB": with_claims(x="x" * 8_000),
    "signed by another key": proof(key=craft.P256),
    "signature of zeros": proof(text=f"{HEAD}.{BODY}.{b64(bytes(64))}"),
    "typ missing": proof(head=without(header(), "typ")),
    "typ JWT": with_header(typ="JWT"),
    "typ of a token": with_header(typ="at+jwt"),
    "typ with application": with_header(typ="application/dpop+jwt"),
    "alg missing": proof(head=without(header(), "alg")),
    "alg none": with_header(alg="none"),
    "alg HS256 with the public key": proof(head={**header(), "alg": "HS256"}, key=PEM),
    "alg RS256": with_header(alg="RS256"),
    "alg of another key": with_header(alg="ES384"),
    "jwk missing": proof(head=without(header(), "jwk")),
    "jwk a text": with_header(jwk=json.dumps(PUBLIC)),
    "jwk null": with_header(jwk=None),
    "jwk empty": with_header(jwk={}),
    "jwk private": with_header(jwk={**PUBLIC, "d": b64(SECRET)}),
    "jwk a secret": with_header(jwk={"kty": "oct", "k": b64(SECRET)}),
    "jwk with a secret beside": with_header(jwk={**PUBLIC, "k": b64(SECRET)}),
    "jwk for encryption": with_header(jwk={**PUBLIC, "use": "enc"}),
    "jwk for another algorithm": with_header(jwk={**PUBLIC, "alg": "ES384"}),
    "jwk of types": with_header(jwk={**PUBLIC, "kty": ["EC"]}),
    "jwk with a number": with_header(jwk={**PUBLIC, "x": 1}),
    "jwk off the curve": with_header(jwk={**PUBLIC, "y": PUBLIC["x"]}),
    "jwk in another spelling": with_header(jwk={**PUBLIC, "x": PUBLIC["x"] + "="}),
    "another key, well signed": proof(head=header(craft.P256), key=craft.P256),
    "jku": with_header(jku="https://evil.example/"),
    "x5c": with_header(x5c=["MIIB"]),
    "x5u": with_header(x5u="https://evil.example/"),
    "crit": with_header(crit=["exp"]),
    "b64": with_header(b64=False),
    "double jwk": proof(
        text=raw(json.dumps(header())[:-1] + f',"jwk":{json.dumps(PUBLIC)}}}', json.dumps(said()), KEY)
    ),
    **{f"{name} missing": proof(without(said(), name)) for name in ("jti", "htm", "htu", "iat", "ath")},
    "htm another": with_claims(htm="POST"),
    "htm in small letters": with_claims(htm="get"),
    "htm a list": with_claims(htm=["GET"]),
    "htu another path": with_claims(htu="https://sip.example.se/journal/v1/plans/1"),
    "htu with a slash after": with_claims(htu=f"{ADDRESS}/"),
    "htu another host": with_claims(htu="https://sip.example.com/journal/v1/plans"),
    "htu another scheme": with_claims(htu="http://sip.example.se/journal/v1/plans"),
    "htu another port": with_claims(htu="https://sip.example.se:8443/journal/v1/plans"),
    "htu with a user": with_claims(htu="https://a@sip.example.se/journal/v1/plans"),
    "htu a path": with_claims(htu="/journal/v1/plans"),
    "htu no port": with_claims(htu="https://sip.example.se:x/journal/v1/plans"),
    "htu with a line break": with_claims(htu=f"{ADDRESS}\n"),
    "htu with an escaped slash": with_claims(htu="https://sip.example.se/journal%2fv1/plans"),
    "htu a list": with_claims(htu=[ADDRESS]),
    "htu null": with_claims(htu=None),
    "iat a minute ago": with_claims(iat=NOW - 60),
    "iat ahead": with_claims(iat=NOW + 31),
    "iat a text": with_claims(iat=str(NOW)),
    "iat true": with_claims(iat=True),
    "iat a real number": with_claims(iat=NOW + 0.5),
    "ath of another token": proof(said(bound(iss=craft.PORTAL))),
    "ath in hexadecimal": with_claims(ath=hashlib.sha256(BOUND.encode()).hexdigest()),
    "ath the token": with_claims(ath=BOUND),
    "jti empty": with_claims(jti=""),
    "jti blank": with_claims(jti=" "),
    "jti a number": with_claims(jti=1),
    "jti 256 letters": with_claims(jti="j" * 256),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_bad_proof_proves_nothing(verifier: Verifier, bad: Proof, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(Unauthenticated) as refusal:
        ask(verifier, BOUND, proof=bad)
    assert refusal.value.rule is PROOF_NOT_VALID
    assert refusal.value.__cause__ is None and refusal.value.__suppress_context__
    assert HEAD not in caplog.text and "evil" not in caplog.text and ADDRESS not in caplog.text
    assert ask(verifier, BOUND, proof=proof()), "and a good one holds afterwards"


def test_every_case_is_another_proof() -> None:
    assert len({bad.text for bad in BAD.values()}) == len(BAD) >= 60


def test_a_proof_is_for_one_method_and_one_address(verifier: Verifier) -> None:
    for method, address in (("POST", ADDRESS), ("get", ADDRESS), (METHOD, f"{ADDRESS}/1")):
        with pytest.raises(Unauthenticated):
            ask(verifier, BOUND, proof=Proof(proof().text, method, address))


def test_a_proof_holds_once(verifier: Verifier) -> None:
    """For as long as it could hold: from the earliest second that it is taken to its last."""
    once = proof(said(iat=NOW + 30))
    assert ask(verifier, BOUND, NOW, proof=once)
    for now in (NOW, NOW + 1, NOW + 89.999):
        with pytest.raises(Unauthenticated) as refusal:
            ask(verifier, BOUND, now, proof=once)
        assert refusal.value.rule is PROOF_NOT_VALID
    again = proof(said(jti="same"))
    assert ask(verifier, BOUND, proof=again)
    with pytest.raises(Unauthenticated):
        ask(verifier, BOUND, proof=proof(said(jti="same", iat=NOW - 1)))
    mine = bound(OTHER)
    assert ask(verifier, mine, proof=proof(said(mine, jti="same"), header(OTHER, "ES384"), OTHER)), "another's jti"


def test_what_was_refused_is_not_remembered(verifier: Verifier) -> None:
    with pytest.raises(Unauthenticated):
        ask(verifier, BOUND, proof=proof(said(jti="mine", htm="POST")))
    assert ask(verifier, BOUND, proof=proof(said(jti="mine")))


def test_the_memory_of_proofs_is_bounded_and_shuts_when_it_is_full(
    verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To forget a proof that could come again would be to take it twice."""
    monkeypatch.setattr(dpop, "_REMEMBERED", 3)
    for _ in range(3):
        assert ask(verifier, BOUND, proof=proof())
    with pytest.raises(Unavailable) as refusal:
        ask(verifier, BOUND, proof=proof())
    assert refusal.value.rule is BUSY
    assert ask(verifier, token(STAFF)), "tokens that are not bound go on"
    with pytest.raises(Unavailable):
        ask(verifier, BOUND, NOW + 89.9, proof=proof(said(iat=NOW + 89)))
    assert ask(verifier, BOUND, NOW + 90, proof=proof(said(iat=NOW + 90)))
    assert len(verifier._proofs._seen) == 1


def test_a_bound_token_is_never_a_bearer_token(verifier: Verifier) -> None:
    assert ask(verifier, BOUND, proof=proof()), "and it stays so once it is in the cache"
    for certificate in (None, CERTIFICATE):
        with pytest.raises(Unauthenticated) as refusal:
            ask(verifier, BOUND, certificate=certificate)
        assert refusal.value.rule is TOKEN_NOT_VALID


def test_a_bearer_token_does_not_become_bound(verifier: Verifier) -> None:
    """Otherwise a thief with a key of her own could say that the token was meant for it."""
    unbound = token(STAFF)
    with pytest.raises(Unauthenticated) as refusal:
        ask(verifier, unbound, proof=proof(said(unbound)))
    assert refusal.value.rule is TOKEN_NOT_VALID


def test_the_thumbprint_is_rfc_7638s() -> None:
    """The example of RFC 7638 3.1, by the test's own hand and by ours."""
    assert dpop._thumbprint({**public(craft.RSA), "use": "sig"}) == thumbprint(craft.RSA)
    n = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3"
        "oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgd"
        "AZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCu"
        "r-kEgU8awapJzKnqDKgw"
    )
    jwk = {"kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"}
    assert dpop._thumbprint(jwk) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
