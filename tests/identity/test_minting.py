"""Tokens of the development issuer, from the mint to the verifier."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app import keys
from app.domain.actor import Citizen, Staff, System
from app.domain.refusal import Unauthenticated
from app.http import issuers, minting
from app.http.minting import MintingFault
from app.http.tokens import Verifier
from app.settings import Settings

from .asking import ask
from .craft import NOW

PERSON, UNIT = "SE2329990015-1A2B", "SE2329990015-U1"


def verify(settings: Settings, token: str, now: float | None = None) -> Staff | Citizen | System:
    return ask(Verifier(issuers.load(settings, keys.load(settings))), token, now)


def test_staff(development: Settings) -> None:
    token = minting.staff(development, keys.load(development), person=PERSON, unit=UNIT)
    assert verify(development, token) == Staff(
        person=PERSON,
        unit=UNIT,
        principal="SE2329990015",
        purpose="Vård och behandling",
        client="development",
        scopes=frozenset({"journal:read", "journal:write"}),
    )


def test_a_unit_belongs_to_the_principal_that_is_spoken_for(development: Settings) -> None:
    """An issuer that may speak for a region must not name a municipality's unit: the policy goes by the unit."""
    with pytest.raises(minting.MintingFault):
        minting.staff(development, keys.load(development), person=PERSON, unit=UNIT, principal="SE2321000016")


def test_citizen(development: Settings) -> None:
    token = minting.citizen(development, keys.load(development), personnummer="201205229832")
    assert verify(development, token) == Citizen(
        personnummer="201205229832",
        born=date(2012, 5, 22),
        client="development",
        scopes=frozenset({"citizen:read"}),
    )


def test_system(development: Settings) -> None:
    token = minting.system(development, keys.load(development), client="feed")
    assert verify(development, token) == System(client="feed", scopes=frozenset({"events:read"}))
    bound = minting.system(development, keys.load(development), client="feed", units=[UNIT])
    assert verify(development, bound) == System(
        client="feed", scopes=frozenset({"events:read"}), units=frozenset({UNIT})
    )


def test_a_token_lives_900_seconds(development: Settings) -> None:
    token = minting.system(development, keys.load(development), now=NOW)
    verify(development, token, NOW + 929)
    with pytest.raises(Unauthenticated):
        verify(development, token, NOW + 930)


def test_production_mints_nothing(development: Settings) -> None:
    ring = keys.load(development)
    production = Settings(mode="production", data_dir=development.data_dir)
    with pytest.raises(MintingFault, match="development mode only"):
        minting.system(production, ring)
    with pytest.raises(MintingFault):
        minting.system(development, keys.load(production))


def test_production_refuses_what_development_minted(development: Settings, configured: Callable[..., Settings]) -> None:
    """Even on the same keys folder, and even when the issuer's name stands in the token."""
    token = minting.staff(development, keys.load(development), person=PERSON, unit=UNIT)
    with pytest.raises(Unauthenticated):
        verify(configured(), token)


def test_another_installations_token_is_nobodys(development: Settings, tmp_path: Path) -> None:
    other = Settings(mode="development", data_dir=tmp_path / "other")
    token = minting.system(other, keys.load(other))
    with pytest.raises(Unauthenticated):
        verify(development, token)


@pytest.mark.parametrize("unit", ["SE2329990015", "se2329990015-u1", "SE2329990015-", ""])
def test_a_token_that_would_be_refused_is_not_minted(development: Settings, unit: str) -> None:
    with pytest.raises(MintingFault, match=r"hsa-id|text"):
        minting.staff(development, keys.load(development), person=PERSON, unit=unit)


def test_nor_one_for_a_number_that_is_none(development: Settings) -> None:
    with pytest.raises(MintingFault) as fault:
        minting.citizen(development, keys.load(development), personnummer="199707119881")
    assert "1997" not in str(fault.value)
