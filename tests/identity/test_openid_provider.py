"""Against the real thing: `oidc-provider` gives the tokens, our service takes or refuses them, over real sockets.

Two providers, one for staff and one for citizens, each with its keys behind an address and none of them ours. What
they give is used as it comes; the client's own signatures alone are made here.
"""

import hashlib
import json
import secrets
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.http.compact import read
from tests.service import Service, development

from . import craft
from .craft import b64, raw
from .key_server import self_signed
from .openid import OpenIdProvider, private
from .prove import public, thumbprint
from .provider_setting import CITIZEN, CLIENT_KEY, ELSEWHERE, OPAQUE, SIP, SIP_RSA, STAFF, client, told_of

pytestmark = pytest.mark.slow

DPOP_KEY = ec.generate_private_key(ec.SECP256R1())
ABSENT = "https://idp.absent.example"
PLANS, OWN = "/journal/v1/plans", "/citizen/v1/plans"


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenIdProvider]:
    clients = [
        client("record-system"),
        client("stranger"),
        client("bound", dpop_bound_access_tokens=True),
        client("mixed"),
        client("certified", tls_client_certificate_bound_access_tokens=True),
    ]
    told = told_of("https://idp.region.example", "journal:read journal:write", STAFF, clients)
    told["claims"]["mixed"] = {**CITIZEN, "acr": "loa3"}
    running = OpenIdProvider(told, CLIENT_KEY, tmp_path_factory.mktemp("region") / "errors")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenIdProvider]:
    told = told_of("https://idp.portal.example", "citizen:read", CITIZEN, [client("portal"), client("mixed")])
    told["claims"]["mixed"] = STAFF
    running = OpenIdProvider(told, CLIENT_KEY, tmp_path_factory.mktemp("portal") / "errors")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def sip(region: OpenIdProvider, portal: OpenIdProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("sip")
    clients = ["record-system", "bound", "certified", "mixed"]
    staff = {"kinds": ["staff"], "principals": ["SE2329990015"], "clients": clients}
    entries = [
        {"issuer": region.issuer, "jwksUri": region.jwks_uri, **staff, "acr": ["loa3"]},
        {"issuer": portal.issuer, "jwksUri": portal.jwks_uri, "kinds": ["citizen"], "clients": ["portal", "mixed"]},
    ]
    # Nobody listens on port 1.
    entries.append({"issuer": ABSENT, "jwksUri": "http://127.0.0.1:1/jwks", **staff})
    file = folder / "issuers.json"
    file.write_text(json.dumps([{**entry, "algorithms": ["ES256", "PS256"]} for entry in entries]))
    running = Service("sqlite", development(folder, issuers_file=file, trusted_proxies="127.0.0.1"))
    yield running
    running.stop()


@dataclass(frozen=True)
class Answer:
    status: int
    code: str
    challenge: str


def ask(sip: Service, token: str, path: str = PLANS, scheme: str = "Bearer", **headers: str) -> Answer:
    response: httpx.Response = sip.client.get(path, headers={"Authorization": f"{scheme} {token}", **headers})
    code = response.json()["type"].rpartition("/")[2] if response.status_code != 200 else ""
    return Answer(response.status_code, code, response.headers.get("www-authenticate", ""))


def refused(answer: Answer) -> bool:
    return (answer.status, answer.code) == (401, "token-not-valid") and 'error="invalid_token"' in answer.challenge


def dpop(sip: Service, token: str, key: Any = DPOP_KEY, path: str = PLANS, **more: Any) -> str:
    said = {"jti": secrets.token_hex(8), "htm": "GET", "htu": f"{sip.url}{path}", "iat": int(time.time())}
    ath = b64(hashlib.sha256(token.encode()).digest())
    head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": public(key)}
    return raw(json.dumps(head), json.dumps({**said, "ath": ath, **more}), key)


def give(region: OpenIdProvider, client: str = "record-system", resource: str = SIP, **more: Any) -> str:
    return region.token(client, resource, "journal:read journal:write", **more)


@pytest.mark.parametrize(("resource", "algorithm"), [(SIP, "ES256"), (SIP_RSA, "PS256")])
def test_staff(sip: Service, region: OpenIdProvider, resource: str, algorithm: str) -> None:
    token = give(region, resource=resource)
    written = read(token)
    assert (written.algorithm, written.header["typ"], written.claims["aud"]) == (algorithm, "at+jwt", "sip")
    assert ask(sip, token) == Answer(200, "", "")
    assert ask(sip, token, OWN).status == 403, "staff are no citizens"


def test_a_citizen(sip: Service, portal: OpenIdProvider) -> None:
    token = portal.token("portal", SIP, "citizen:read")
    assert ask(sip, token, OWN).status == 200
    assert ask(sip, token).status == 403


def test_a_citizen_who_has_logged_in_and_her_id_token(sip: Service, portal: OpenIdProvider) -> None:
    """The same log-in gives both: one says what she may do here, the other only who she was to the portal."""
    given = portal.log_in("portal", SIP, "citizen:read")
    assert read(given["access_token"]).claims["sub"] == "citizen"
    assert ask(sip, given["access_token"], OWN).status == 200
    assert given["id_token"].count(".") == 2
    assert refused(ask(sip, given["id_token"], OWN)) and refused(ask(sip, given["id_token"]))


def test_the_portals_issuer_makes_no_staff(sip: Service, portal: OpenIdProvider) -> None:
    token = portal.token("mixed", SIP, "citizen:read")
    assert read(token).claims["employeeHsaId"]
    assert refused(ask(sip, token)) and refused(ask(sip, token, OWN))


def test_nor_the_staffs_issuer_a_citizen(sip: Service, region: OpenIdProvider) -> None:
    token = give(region, "mixed")
    assert read(token).claims["personalIdentityNumber"]
    assert refused(ask(sip, token, OWN)) and refused(ask(sip, token))


def test_an_opaque_token(sip: Service, region: OpenIdProvider) -> None:
    token = give(region, resource=OPAQUE)
    assert "." not in token
    assert refused(ask(sip, token))


def test_another_audience(sip: Service, region: OpenIdProvider) -> None:
    token = give(region, resource=ELSEWHERE)
    assert read(token).claims["aud"] == "other"
    assert refused(ask(sip, token))


def test_anotherclient(sip: Service, region: OpenIdProvider) -> None:
    assert refused(ask(sip, give(region, "stranger")))


def test_an_ended_token_and_one_not_yet_begun(sip: Service, region: OpenIdProvider) -> None:
    """The provider's clock is moved, not ours: 300 s of life and 30 s of leeway are over, or have not come."""
    try:
        for ahead, holds in ((-340, False), (-320, True), (40, False), (20, True)):
            region.set_clock(ahead)
            assert (ask(sip, give(region)).status == 200) == holds, ahead
    finally:
        region.set_clock(0)


def test_dpop(sip: Service, region: OpenIdProvider) -> None:
    token = give(region, "bound", dpop=DPOP_KEY)
    assert read(token).claims["cnf"] == {"jkt": thumbprint(DPOP_KEY)}
    once = dpop(sip, token)
    assert ask(sip, token, scheme="DPoP", DPoP=once).status == 200
    again = ask(sip, token, scheme="DPoP", DPoP=once)
    assert (again.status, again.code) == (401, "proof-not-valid") and 'error="invalid_dpop_proof"' in again.challenge
    assert 'algs="ES256 ES384 PS256 EdDSA Ed25519"' in again.challenge
    assert ask(sip, token, f"{PLANS}?limit=5", "DPoP", DPoP=dpop(sip, token)).status == 200
    for wrong in (
        dpop(sip, token, htm="POST"),
        dpop(sip, token, htu=f"https://sip.example{PLANS}"),
        dpop(sip, token, path=OWN),
        dpop(sip, token, ath=b64(b"0" * 32)),
        dpop(sip, token, iat=int(time.time()) - 61),
        dpop(sip, token, key=CLIENT_KEY),
        "a.b.c",
    ):
        assert ask(sip, token, scheme="DPoP", DPoP=wrong).code == "proof-not-valid"
    assert ask(sip, token, scheme="DPoP").code == "proof-not-valid"


def test_a_stolen_bound_token(sip: Service, region: OpenIdProvider) -> None:
    """The thief has the token and a key of her own, and no proof by the right one."""
    token = give(region, "bound", dpop=DPOP_KEY)
    assert refused(ask(sip, token)), "as bearer"
    assert refused(ask(sip, token, DPoP=dpop(sip, token))), "as bearer with a proof beside"
    assert ask(sip, token, scheme="DPoP", DPoP=dpop(sip, token, CLIENT_KEY)).status == 401
    unbound = give(region)
    assert refused(ask(sip, unbound, scheme="DPoP", DPoP=dpop(sip, unbound)))


def test_a_token_bound_to_a_certificate(sip: Service, region: OpenIdProvider) -> None:
    certificate = x509.load_pem_x509_certificate(self_signed()[0])
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode().replace("\n", "")
    der = certificate.public_bytes(serialization.Encoding.DER)
    token = give(region, "certified", certificate=pem)
    assert read(token).claims["cnf"] == {"x5t#S256": b64(hashlib.sha256(der).digest())}
    shown = f":{b64encode(der).decode()}:"
    assert ask(sip, token, **{"Client-Cert": shown}).status == 200
    assert refused(ask(sip, token))
    assert refused(ask(sip, token, **{"Client-Cert": f":{b64encode(der + b'0').decode()}:"}))


def test_keys_are_rotated(sip: Service, region: OpenIdProvider) -> None:
    """A new key is used at once; the old one's tokens end when it is seen to be gone, cached or not."""
    before = give(region)
    assert ask(sip, before).status == 200
    region.rotate(private(craft.P256_PORTAL, "second", "ES256"), private(craft.RSA, "rsa", "PS256"))
    after = give(region)
    assert read(after).header["kid"] == "second"
    assert ask(sip, after).status == 200
    assert refused(ask(sip, before))
    region.rotate(private(craft.P256, "third", "ES256"), private(craft.RSA, "rsa", "PS256"))
    assert refused(ask(sip, give(region))), "and within thirty seconds the provider is not asked again"
    assert ask(sip, give(region, resource=SIP_RSA)).status == 200


def test_an_issuer_whose_keys_cannot_be_had(sip: Service, portal: OpenIdProvider) -> None:
    """Only the issuer could say whether the token holds: come again, and nothing until then. Others are not held up."""
    claims = {**STAFF, "iss": ABSENT, "sub": "u", "jti": "j", "aud": "sip", "client_id": "record-system"}
    now = int(time.time())
    token = craft.token({**claims, "iat": now, "exp": now + 300}, {"typ": "at+jwt", "alg": "ES256", "kid": "any"})
    response = sip.client.get(PLANS, headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 503 and response.json()["type"].endswith("/issuer-keys-unavailable")
    assert 1 <= int(response.headers["retry-after"]) <= 30
    assert ask(sip, portal.token("portal", SIP, "citizen:read"), OWN).status == 200


def test_a_provider_that_is_gone(sip: Service, portal: OpenIdProvider, region: OpenIdProvider) -> None:
    """Last in this file: the keys that were fetched go on holding."""
    token, another = give(region, resource=SIP_RSA), give(region, resource=SIP_RSA)
    assert ask(sip, token).status == 200
    region.stop()
    assert ask(sip, token).status == 200 and ask(sip, another).status == 200
    assert ask(sip, portal.token("portal", SIP, "citizen:read"), OWN).status == 200
