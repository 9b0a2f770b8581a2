"""The national REST API-profil on a contract: one small check for each requirement that a document can be held to.

`RULES` has them by the requirement's id. A check takes the OpenAPI document and gives what is wrong, one line a place;
nothing means that the requirement is met. `tests/contract/test_profile.py` holds both contracts to all of them, and
shows of each that it can fail. What a document cannot show stands in `documentation/rest-api-profil.md`.
"""

from tests.contract.profile import about, addresses, messages, names, operations, queries
from tests.contract.profile.reading import RULES, Json

MODULES = (about, addresses, messages, names, operations, queries)
__all__ = ["MODULES", "RULES", "Json"]
