"""Identifiers (domain rules of that name): their shapes, and that no test or example names anybody who may exist."""

import json
import re
from pathlib import Path

import pytest

from app.domain import personnummer
from app.domain.hsa_id import HSA_ID, PRINCIPAL
from tests.domain.plans import CLINIC_HSA, PrincipalType, uid, unit

CASES = sorted((Path(__file__).parent.parent.parent / "demo" / "cases").glob("*.json"))


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("SE2321000131-P000000123456", True),
        ("SE2329990015-A", True),
        ("SE2329990015-" + "Z" * 18, True),
        ("SE2329990015-" + "Z" * 19, False),
        ("SE2329990015-", False),
        ("SE232999001-A", False),
        ("SE23299900155-A", False),
        ("se2329990015-a", False),
        ("SE2329990015-Å", False),
        ("NO2329990015-A", False),
        ("SE٢٣٢٩٩٩٠٠١٥-A", False),
        ("SE2329990015-A\n", False),
        ("", False),
    ],
)
def test_an_hsa_id_is_the_principals_number_and_the_units_own(text: str, is_one: bool) -> None:
    assert (re.fullmatch(HSA_ID, text) is not None) is is_one


def test_a_principal_is_named_by_its_organisation_number() -> None:
    found = unit(uid(1), CLINIC_HSA, PrincipalType.REGION).principal_hsa_id
    assert found is not None and re.fullmatch(PRINCIPAL, found)
    assert not re.fullmatch(PRINCIPAL, CLINIC_HSA) and not re.fullmatch(PRINCIPAL, "SE232999001")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_number_in_an_example_is_one_that_nobody_has(path: Path) -> None:
    """Birth numbers 980 to 999 are set apart for tests."""
    text = path.read_text()
    numbers = re.findall(r"(?<!\d)(?:19|20)\d{10}(?!\d)", text)
    assert json.loads(text)["person"]["personnummer"] in numbers
    for number in numbers:
        assert personnummer.born(number)
        assert 980 <= int(number[8:11]) <= 999, path.name
