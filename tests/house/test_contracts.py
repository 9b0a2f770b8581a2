"""The committed contracts are what the code generates."""

import json
from pathlib import Path

import pytest

from app import main

OPENAPI = Path(__file__).parent.parent.parent / "openapi"


@pytest.mark.parametrize(("name", "make"), [("journal", main.journal_api), ("citizen", main.citizen_api)])
def test_the_committed_contract_is_the_generated_one(name: str, make: object) -> None:
    assert callable(make)
    committed = json.loads((OPENAPI / f"{name}.json").read_text())
    assert make().openapi() == committed, "run: make contracts"
