"""What a caller is told who is nobody: the three rules, and the challenge that goes with each.

They tell what is asked for, and nothing of what was wrong with what came.
"""

from app.domain.rule import Rule
from app.http.compact import KEY_OF_ALGORITHM

NOT_LOGGED_IN = Rule(
    "not-logged-in",
    "Anropet saknar åtkomstintyg: logga in och skicka det i fältet Authorization.",
    "The call carries no access token: log in and send it in the Authorization header.",
    "RFC 6750 2.1",
)
TOKEN_NOT_VALID = Rule(
    "token-not-valid",
    "Åtkomstintyget gäller inte här.",
    "The access token does not hold here.",
    "RFC 6750 3.1; RFC 9068 4",
)
PROOF_NOT_VALID = Rule(
    "proof-not-valid",
    "DPoP-beviset saknas eller gäller inte för det här anropet: gör ett nytt för varje anrop.",
    "The DPoP proof is missing or does not hold for this call: make a new one for each call.",
    "RFC 9449 7.1",
)
_DPOP = f'DPoP realm="sip", algs="{" ".join(KEY_OF_ALGORITHM)}"'
# What `WWW-Authenticate` says for each rule. RFC 6750 3.1: no error code when there was no token to be wrong.
CHALLENGES = {
    NOT_LOGGED_IN.id: f'Bearer realm="sip", {_DPOP}',
    TOKEN_NOT_VALID.id: f'Bearer realm="sip", error="invalid_token", {_DPOP}, error="invalid_token"',
    PROOF_NOT_VALID.id: f'Bearer realm="sip", {_DPOP}, error="invalid_dpop_proof"',
}
