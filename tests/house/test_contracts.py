"""The committed contracts are what the code generates; they meet the national profile, and break nobody's client."""

import json
import re
from pathlib import Path

import pytest

from app import main
from app.cli import changelog
from tests.contract.breaking import breaks
from tests.contract.profile import RULES

OPENAPI = Path(__file__).parent.parent.parent / "openapi"
# Left out, each is what it was; it is said no more, because generated clients sent it of themselves and so took back
# what another system had noted (`documentation/in-step.md`).
NOT_SAID = re.compile(r"(POST|PUT) /[\w/{}-]+: body(/\S+)?/(protectedIdentity|withheldFromPatient): no default")


@pytest.mark.parametrize(("name", "make"), [("journal", main.journal_api), ("citizen", main.citizen_api)])
def test_the_committed_contract_is_the_generated_one(name: str, make: object) -> None:
    assert callable(make)
    committed = json.loads((OPENAPI / f"{name}.json").read_text())
    assert make().openapi() == committed, "run: make contracts"


@pytest.mark.parametrize("make", [main.journal_api, main.citizen_api])
def test_the_generated_contract_meets_the_national_profile(make: object) -> None:
    """One by one, and that each check can fail: `tests/contract/test_profile.py`."""
    assert callable(make)
    contract = make().openapi()
    assert {name: list(check(contract)) for name, check in RULES.items()} == {name: [] for name in RULES}


@pytest.mark.parametrize(("name", "make"), [("journal", main.journal_api), ("citizen", main.citizen_api)])
def test_nothing_breaks_the_released_contract(name: str, make: object) -> None:
    """Each kind of break, and each addition that is free: `tests/contract/test_breaking.py`."""
    released = changelog.last_released(OPENAPI, name, int(main.VERSION.split(".")[0]))
    assert released is not None, "a major version without a released contract"
    assert callable(make)
    found = breaks(json.loads(released.read_text()), make().openapi())
    assert [one for one in found if not NOT_SAID.fullmatch(one)] == []
