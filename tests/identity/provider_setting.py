"""What a provider of the tests is told: its clients, the resources that it gives tokens for, its keys."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from . import craft
from .openid import RETURN_TO, private

CLIENT_KEY = ec.generate_private_key(ec.SECP256R1())
SIP, SIP_RSA, OPAQUE, ELSEWHERE = (f"https://{name}.example/" for name in ("sip", "sip-rsa", "sip-opaque", "other"))
STAFF = {
    "employeeHsaId": "SE2329990015-1A2B",
    "healthCareUnitHsaId": "SE2329990015-U1",
    "healthCareProviderHsaId": "SE2329990015",
    "commissionHsaId": "SE2329990015-M1",
    "commissionPurpose": "Vård och behandling",
    "acr": "loa3",
}
CITIZEN = {"personalIdentityNumber": "199707119880"}


def resource(scope: str, algorithm: str = "ES256", audience: str = "sip", form: str = "jwt") -> dict[str, Any]:
    signed = {"jwt": {"sign": {"alg": algorithm}}} if form == "jwt" else {}
    return {"scope": scope, "audience": audience, "accessTokenFormat": form, "accessTokenTTL": 300, **signed}


def client(name: str, **more: Any) -> dict[str, Any]:
    return {
        "client_id": name,
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "jwks": {"keys": [craft.jwk(CLIENT_KEY, "client", alg="ES256", use="sig")]},
        "grant_types": ["client_credentials", "authorization_code"],
        "response_types": ["code"],
        "redirect_uris": [RETURN_TO],
        "id_token_signed_response_alg": "ES256",
        **more,
    }


def told_of(issuer: str, scope: str, claims: dict[str, Any], clients: list[dict[str, Any]]) -> dict[str, Any]:
    resources = {
        SIP: resource(scope),
        SIP_RSA: resource(scope, "PS256"),
        ELSEWHERE: resource(scope, audience="other"),
        OPAQUE: resource(scope, form="opaque"),
    }
    keys = [private(craft.P256, "first", "ES256"), private(craft.RSA, "rsa", "PS256")]
    named = {client["client_id"]: claims for client in clients}
    return {"issuer": issuer, "clients": clients, "keys": keys, "claims": named, "resources": resources}
