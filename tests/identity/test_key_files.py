"""The key files: made once, by one, for the owner alone, and never overwritten."""

import hashlib
import hmac
import os
import stat
import threading
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from app import keys
from app.domain.refusal import Invalid
from app.keys import DEVELOPMENT_SIGNING, NUMBERS, PSEUDONYM, SEALING, CannotOpen, KeyFault
from app.settings import Settings

NUMBER = "199707119880"


@pytest.fixture
def production(tmp_path: Path) -> Settings:
    return Settings(mode="production", data_dir=tmp_path / "data")


def contents(settings: Settings) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in settings.keys.iterdir()}


def test_development_makes_what_is_missing_for_the_owner_alone(development: Settings) -> None:
    old = os.umask(0)
    try:
        keys.load(development)
    finally:
        os.umask(old)
    assert set(contents(development)) == {PSEUDONYM, NUMBERS, SEALING, DEVELOPMENT_SIGNING}, "no draft is left"
    assert stat.S_IMODE(development.keys.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in development.keys.iterdir()} == {0o600}


def test_a_second_start_finds_the_same_ring(development: Settings) -> None:
    first, before = keys.load(development), contents(development)
    second = keys.load(development)
    assert contents(development) == before
    assert first.person_key(NUMBER) == second.person_key(NUMBER)
    assert second.open(first.seal(NUMBER)) == NUMBER


@pytest.mark.parametrize("name", [PSEUDONYM, NUMBERS])
def test_production_makes_nothing(production: Settings, name: str) -> None:
    keys.make_keys(production)
    (production.keys / name).unlink()
    with pytest.raises(KeyFault, match=rf"{name}.*sip keys"):
        keys.load(production)
    assert not (production.keys / name).exists()


def test_production_knows_no_signing_key(production: Settings) -> None:
    keys.load(Settings(mode="development", data_dir=production.data_dir))
    assert (production.keys / DEVELOPMENT_SIGNING).exists()
    assert keys.load(production).signing is None


def test_making_keys_never_overwrites(production: Settings) -> None:
    assert [file.name for file in keys.make_keys(production)] == [PSEUDONYM, NUMBERS, SEALING]
    before = contents(production)
    assert keys.make_keys(production) == []
    assert contents(production) == before
    (production.keys / NUMBERS).write_bytes(b"")
    assert keys.make_keys(production) == [], "not even an empty file"
    assert (production.keys / NUMBERS).read_bytes() == b""


def test_two_that_start_together_agree(tmp_path: Path) -> None:
    """Both are held until both have seen that the file is missing: there a plain write would lose a key."""
    for round_ in range(20):
        settings = Settings(mode="production", data_dir=tmp_path / str(round_))
        gate = threading.Barrier(2, timeout=10)
        new = keys._new_pseudonym

        def late(new=new, gate=gate) -> bytes:
            gate.wait()
            return new()

        made: list[bool] = []
        maker = [
            threading.Thread(target=lambda late=late, s=settings, m=made: m.append(keys._make(s.keys, PSEUDONYM, late)))
            for _ in range(2)
        ]
        for thread in maker:
            thread.start()
        for thread in maker:
            thread.join()
        assert sorted(made) == [False, True], "one made it, and the other knows that it did not"
        assert list(contents(settings)) == [PSEUDONYM]


def test_the_loser_of_the_race_reads_the_winners_key(production: Settings) -> None:
    keys.make_keys(production)
    winner = keys.load(production).person_key(NUMBER)
    assert keys._write(production.keys, PSEUDONYM, keys._new_pseudonym()) is False
    assert keys.load(production).person_key(NUMBER) == winner


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o644, 0o666, 0o610])
@pytest.mark.parametrize("name", [PSEUDONYM, NUMBERS, DEVELOPMENT_SIGNING])
def test_a_file_open_to_others_is_refused(development: Settings, name: str, mode: int) -> None:
    keys.load(development)
    (development.keys / name).chmod(mode)
    with pytest.raises(KeyFault, match=f"{name}.*chmod 600"):
        keys.load(development)


def test_the_same_in_production(production: Settings) -> None:
    keys.make_keys(production)
    (production.keys / NUMBERS).chmod(0o640)
    with pytest.raises(KeyFault, match="chmod 600"):
        keys.load(production)


@pytest.mark.parametrize("content", [b"", b"canary", b"AAAA", b"A" * 200, b"\xff\xfe", b'{"kty":"oct","k":"canary"}'])
@pytest.mark.parametrize("name", [PSEUDONYM, NUMBERS, DEVELOPMENT_SIGNING])
def test_a_file_without_a_key_is_refused_and_not_shown(development: Settings, name: str, content: bytes) -> None:
    keys.load(development)
    (development.keys / name).write_bytes(content)
    with pytest.raises(KeyFault, match=name) as fault:
        keys.load(development)
    assert "canary" not in str(fault.value)


def test_a_folder_in_place_of_a_file_is_refused(production: Settings) -> None:
    keys.make_keys(production)
    (production.keys / NUMBERS).unlink()
    (production.keys / NUMBERS).mkdir(mode=0o700)
    with pytest.raises(KeyFault, match=NUMBERS):
        keys.load(production)


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"")
    with pytest.raises(KeyFault, match="cannot be made"):
        keys.load(Settings(mode="development", data_dir=tmp_path / "data"))


def test_the_person_key_is_an_hmac_with_a_prefix_of_its_own(development: Settings) -> None:
    ring = keys.load(development)
    secret = urlsafe_b64decode((development.keys / PSEUDONYM).read_bytes())
    assert len(secret) == 32
    assert ring.person_key(NUMBER) == hmac.new(secret, b"personnummer:199707119880", hashlib.sha256).hexdigest()
    assert ring.person_key(NUMBER) != ring.person_key("194208179814")


@pytest.mark.parametrize("written", ["19970711-9880", "9707119880", "199707119881", "", "١٩٩٧٠٧١١٩٨٨٠"])
def test_another_way_to_write_the_number_is_refused(development: Settings, written: str) -> None:
    with pytest.raises(Invalid):
        keys.load(development).person_key(written)


def test_a_key_on_top_seals_and_the_old_one_still_opens(development: Settings) -> None:
    sealed = keys.load(development).seal(NUMBER)
    file = development.keys / NUMBERS
    old, new = file.read_text(), Fernet.generate_key().decode()
    file.write_text(f"{new}\n{old}")
    ring = keys.load(development)
    assert ring.open(sealed) == NUMBER
    assert Fernet(new).decrypt(ring.seal(NUMBER).encode()).decode() == NUMBER
    file.write_text(new)
    with pytest.raises(CannotOpen):
        keys.load(development).open(sealed)


def test_two_seals_differ_and_a_changed_one_does_not_open(development: Settings) -> None:
    ring = keys.load(development)
    sealed = ring.seal(NUMBER)
    assert sealed != ring.seal(NUMBER) and NUMBER not in sealed
    for broken in (sealed[:-4] + "AAA=", sealed[1:], "", "å", "\ud800"):
        with pytest.raises(CannotOpen):
            ring.open(broken)


def test_no_key_is_in_the_rings_repr(development: Settings) -> None:
    assert repr(keys.load(development)) == "KeyRing()"
