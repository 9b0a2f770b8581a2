"""HSA-id: how units and persons are named in the national catalogue, `urn:oid:1.2.752.29.4.19`.

One shape, for tokens and for bodies: what could not stand in a token must not stand in a plan, where it would name
somebody who can never log in. `SE`, ten digits, a hyphen, and at most 18 capital letters and digits: 31 characters.
"""

# [0-9], not \d: \d also accepts the digits of other scripts.
HSA_ID = "SE[0-9]{10}-[0-9A-Z]{1,18}"
PRINCIPAL = "SE[0-9]{10}"


def principal_of(hsa_id: str) -> str:
    """The HSA-id of the principal (huvudman), with which its units' begin; a principal's own is itself."""
    return hsa_id.partition("-")[0]
