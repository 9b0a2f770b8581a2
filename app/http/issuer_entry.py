"""One issuer as it stands in the operator's list: every member that may stand there, and nothing else.

What an entry leaves unsaid is the less, but for two defaults that ask for nothing. No constraint: most issuers cannot
bind a token yet. And no `acr`: what a level of log-in is called differs from issuer to issuer, so the operator has to
say which are enough, and any is until then. What is made of an entry is `http.issuers`' business.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

Kind = Literal["staff", "citizen", "system"]
Algorithm = Literal["ES256", "ES384", "PS256", "EdDSA", "Ed25519"]
Constraint = Literal["none", "dpop", "mtls"]
# These have a meaning of their own in every token, so none of them can stand for a person, a unit or a purpose.
_REGISTERED = frozenset(
    ("iss", "aud", "exp", "iat", "nbf", "jti", "sub", "client_id", "scope", "acr", "cnf", "authorization_details")
)
_STRICT = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)
_Text = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[!-~]+$")]


class ClaimNames(BaseModel):
    """What an issuer calls the claims. The defaults are Inera's, who has none for the units that a system follows; a
    staff token need not have the commission."""

    model_config = _STRICT

    person: _Text = "employeeHsaId"
    commission: _Text = "commissionHsaId"
    unit: _Text = "healthCareUnitHsaId"
    principal: _Text = "healthCareProviderHsaId"
    purpose: _Text = "commissionPurpose"
    personnummer: _Text = "personalIdentityNumber"
    units: _Text = "healthCareUnitHsaIds"

    @property
    def staff(self) -> frozenset[str]:
        """Those that make a token a member of staff's."""
        return frozenset((self.person, self.commission, self.unit, self.principal, self.purpose))

    @model_validator(mode="after")
    def _each_its_own(self) -> "ClaimNames":
        names = self.staff | {self.personnummer, self.units}
        if len(names) < len(ClaimNames.model_fields) or names & _REGISTERED:
            raise ValueError("each claim needs a name of its own that is not a registered one")
        return self


class Entry(BaseModel):
    model_config = ConfigDict(**_STRICT, alias_generator=to_camel)

    issuer: Annotated[str, Field(max_length=255, pattern=r"^https://[!-~]+$")]
    audience: _Text | None = None
    algorithms: Annotated[list[Algorithm], Field(min_length=1)]
    kinds: Annotated[list[Kind], Field(min_length=1)]
    principals: list[Annotated[str, Field(pattern=r"^SE[0-9]{10}$")]] = []
    clients: Annotated[list[_Text], Field(min_length=1)]
    acr: Annotated[list[_Text], Field(min_length=1)] | None = None
    sender_constraint: Constraint = "none"
    # A plain file name: the key set lies beside the list, and no path can lead away from it.
    jwks: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]*$")] | None = None
    jwks_uri: Annotated[str, Field(max_length=2048)] | None = None
    claims: ClaimNames = ClaimNames()

    @model_validator(mode="after")
    def _closed(self) -> "Entry":
        if "staff" in self.kinds and "citizen" in self.kinds:
            raise ValueError("one issuer mints tokens for staff or for citizens, never for both")
        if "staff" in self.kinds and not self.principals:
            raise ValueError("an issuer of staff tokens must name the principals it may speak for")
        if (self.jwks is None) == (self.jwks_uri is None):
            raise ValueError("an issuer's keys are in a file (jwks) or at an address (jwksUri), one of the two")
        return self
