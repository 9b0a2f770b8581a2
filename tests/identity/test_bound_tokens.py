"""What a token is bound to (`cnf`), by an issuer that asks for it and by one that does not, and by certificate."""

import base64
import hashlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from starlette.requests import Request

from app import keys
from app.domain.refusal import Unauthenticated
from app.http import issuers
from app.http.credentials import presented
from app.http.keysets import IssuersFault
from app.http.tokens import TOKEN_NOT_VALID, Verifier
from app.settings import Settings

from .asking import ask
from .craft import ENTRIES, STAFF, b64, token
from .prove import BOUND, CERTIFICATE, KEY, bound, proof, said, thumbprint

JKT = thumbprint(KEY)
WITH_CERTIFICATE = token({**STAFF, "cnf": {"x5t#S256": CERTIFICATE}})
WITH_BOTH = token({**STAFF, "cnf": {"jkt": JKT, "x5t#S256": CERTIFICATE}})
OTHER_CERTIFICATE = b64(hashlib.sha256(b"another").digest())
Configured = Callable[..., Settings]


def nobody(verifier: Verifier, text: str, **shown: Any) -> bool:
    with pytest.raises(Unauthenticated) as refusal:
        ask(verifier, text, **shown)
    return refusal.value.rule is TOKEN_NOT_VALID


def constrained(configured: Configured, constraint: str, **more: Any) -> Verifier:
    written = configured([{**ENTRIES[0], "senderConstraint": constraint}])
    settings = written.model_copy(
        update={"trusted_proxies": ("10.0.0.1",), "public_url": "https://sip.example.se", **more}
    )
    keys.make_keys(settings)
    return Verifier(issuers.load(settings, keys.load(settings)))


def test_a_certificate_is_shown_each_time(verifier: Verifier) -> None:
    assert ask(verifier, WITH_CERTIFICATE, certificate=CERTIFICATE)
    assert nobody(verifier, WITH_CERTIFICATE)
    assert nobody(verifier, WITH_CERTIFICATE, certificate=OTHER_CERTIFICATE)
    assert nobody(verifier, WITH_CERTIFICATE, proof=proof(said(WITH_CERTIFICATE)), certificate=CERTIFICATE)
    assert ask(verifier, token(STAFF), certificate=OTHER_CERTIFICATE), "a token that is not bound needs none"


def test_bound_to_both_needs_both(verifier: Verifier) -> None:
    assert ask(verifier, WITH_BOTH, proof=proof(said(WITH_BOTH)), certificate=CERTIFICATE)
    assert nobody(verifier, WITH_BOTH, certificate=CERTIFICATE)
    assert nobody(verifier, WITH_BOTH, proof=proof(said(WITH_BOTH)))
    assert nobody(verifier, WITH_BOTH, proof=proof(said(WITH_BOTH)), certificate=OTHER_CERTIFICATE)


UNPROVABLE = {
    "null": None,
    "empty": {},
    "a text": JKT,
    "a list": [{"jkt": JKT}],
    "jkt null": {"jkt": None},
    "jkt empty": {"jkt": ""},
    "jkt a list": {"jkt": [JKT]},
    "jkt padded": {"jkt": JKT + "="},
    "jkt a letter short": {"jkt": JKT[:-1]},
    "jkt in another spelling": {"JKT": JKT},
    "a key": {"jwk": {"kty": "EC"}},
    "a key's name": {"kid": "a"},
    "a key elsewhere": {"jku": "https://idp.region.example/"},
    "a key encrypted": {"jwe": "a.b.c.d.e"},
    "what nobody knows": {"new": "a"},
    "what nobody knows beside jkt": {"jkt": JKT, "new": "a"},
    "certificate null": {"x5t#S256": None},
    "certificate by SHA-1": {"x5t": CERTIFICATE},
    "certificate null beside jkt": {"jkt": JKT, "x5t#S256": None},
}


@pytest.mark.parametrize("cnf", UNPROVABLE.values(), ids=UNPROVABLE.keys())
def test_what_cannot_be_proved_is_refused(verifier: Verifier, cnf: Any) -> None:
    text = token({**STAFF, "cnf": cnf})
    assert nobody(verifier, text)
    assert nobody(verifier, text, certificate=CERTIFICATE)
    assert nobody(verifier, text, proof=proof(said(text)), certificate=CERTIFICATE)


def test_an_issuer_that_binds_by_key_gives_no_other_tokens(configured: Configured) -> None:
    verifier = constrained(configured, "dpop")
    assert ask(verifier, BOUND, proof=proof())
    assert ask(verifier, WITH_BOTH, proof=proof(said(WITH_BOTH)), certificate=CERTIFICATE)
    assert nobody(verifier, token(STAFF))
    assert nobody(verifier, WITH_CERTIFICATE, certificate=CERTIFICATE)


def test_an_issuer_that_binds_by_certificate_gives_no_other_tokens(configured: Configured) -> None:
    verifier = constrained(configured, "mtls")
    assert ask(verifier, WITH_CERTIFICATE, certificate=CERTIFICATE)
    assert nobody(verifier, token(STAFF), certificate=CERTIFICATE)
    assert nobody(verifier, BOUND, proof=proof(), certificate=CERTIFICATE)


def test_binding_by_certificate_needs_a_proxy_and_by_key_an_address(configured: Configured) -> None:
    with pytest.raises(IssuersFault, match="SIP_TRUSTED_PROXIES"):
        constrained(configured, "mtls", trusted_proxies=())
    with pytest.raises(IssuersFault, match="SIP_PUBLIC_URL"):
        constrained(configured, "dpop", public_url="")


def test_a_bound_token_of_another_issuer_is_not_stretched(verifier: Verifier) -> None:
    assert nobody(verifier, bound(iss="https://idp.evil.example/"), proof=proof())


# --- the certificate, from a proxy ------------------------------------------------------------------------------------

DER = b"a certificate"
VALUE = b":" + base64.b64encode(DER) + b":"
PEM = f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(DER).decode()}\n-----END CERTIFICATE-----\n"


def shown(
    *values: bytes, peer: str = "10.0.0.1", proxies: str = "10.0.0.1, 192.168.7.0/24, ::1", name: str = "Client-Cert"
) -> str | None:
    settings = Settings(trusted_proxies=proxies, client_certificate_header=name)
    headers = [(b"authorization", b"Bearer a.b.c"), *((b"client-cert", value) for value in values)]
    app = SimpleNamespace(state=SimpleNamespace(settings=settings))
    scope = {"type": "http", "headers": headers, "app": app, "client": (peer, 50_000) if peer else None}
    return presented(Request(scope)).certificate


@pytest.mark.parametrize("peer", ["10.0.0.1", "192.168.7.200", "::1", "::ffff:10.0.0.1"])
def test_a_trusted_proxy_is_believed(peer: str) -> None:
    assert shown(VALUE, peer=peer) == CERTIFICATE


@pytest.mark.parametrize("peer", ["10.0.0.2", "127.0.0.1", "192.168.8.1", "::2", "::ffff:10.0.0.2", "proxy", ""])
def test_nobody_else_is(peer: str) -> None:
    assert shown(VALUE, peer=peer) is None
    assert shown(b"nonsense", b"twice", peer=peer) is None


def test_without_proxies_nobody_is() -> None:
    assert shown(VALUE, proxies="") is None


def test_nginxs_spellings() -> None:
    assert shown(quote(PEM).encode()) == CERTIFICATE
    assert shown(PEM.replace("\n", " ").encode()) == CERTIFICATE


def test_another_header() -> None:
    assert shown(VALUE, name="CLIENT-CERT") == CERTIFICATE
    assert shown(VALUE, name="X-Client-Certificate") is None


@pytest.mark.parametrize("values", [(), (b"",)])
def test_a_client_without_a_certificate(values: tuple[bytes, ...]) -> None:
    assert shown(*values) is None


@pytest.mark.parametrize(
    "values",
    [
        (VALUE, VALUE),
        (b"", VALUE),
        (VALUE + b", " + VALUE,),
        (b"::",),
        (b":",),
        (base64.b64encode(DER),),
        (b":!!!!:",),
        (VALUE[:-1],),
        (VALUE.replace(b"=", b""),),
        (b":\xe5:",),
        (quote(PEM.replace("=", "=x")).encode(),),
        (quote(PEM).encode() + quote(PEM).encode(),),
        (b"-----BEGIN%20CERTIFICATE-----",),
        (b"-----BEGIN%20CERTIFICATE-----%FF",),
    ],
)
def test_a_certificate_that_cannot_be_read_is_refused(values: tuple[bytes, ...]) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        shown(*values)
    assert refusal.value.rule is TOKEN_NOT_VALID


@pytest.mark.parametrize("proxies", ["10.0.0.1/8", "proxy.example.se", "10.0.0.0/33", "10.0.0.1;10.0.0.2"])
def test_a_list_of_proxies_that_is_none_stops_the_start(proxies: str) -> None:
    with pytest.raises(ValueError):
        Settings(trusted_proxies=proxies)
