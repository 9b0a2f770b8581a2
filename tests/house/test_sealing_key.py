"""The key that signs the checkpoints of the audit log: whose it is, and who needs it."""

import stat
from pathlib import Path

import pytest

from app import keys, main
from app.keys import SEALING, KeyFault
from app.settings import Settings
from app.signatures import new_key
from tests.service import Service, development


@pytest.mark.parametrize(
    "content",
    ["", "canary", "AAAA", f"{new_key()}x", f"{new_key()}\ncanary"],
    ids=["empty", "a word", "too short", "one more", "a second line"],
)
def test_a_file_without_a_sealing_key_is_refused_and_not_shown(tmp_path: Path, content: str) -> None:
    settings = development(tmp_path)
    keys.load_sealing(settings)
    (settings.keys / SEALING).write_text(content)
    with pytest.raises(KeyFault, match=SEALING) as fault:
        keys.load_sealing(settings)
    assert "canary" not in str(fault.value)


def test_the_sealing_key_is_the_owners_alone(tmp_path: Path) -> None:
    settings = development(tmp_path)
    ring = keys.load_sealing(settings)
    file = settings.keys / SEALING
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text().strip() not in repr(ring)
    file.chmod(0o640)
    with pytest.raises(KeyFault, match="chmod 600"):
        keys.load_sealing(settings)
    file.unlink()
    with pytest.raises(KeyFault, match="sip keys"):
        keys.load_sealing(Settings(mode="production", data_dir=tmp_path))
    assert not file.exists()


def test_the_citizens_side_needs_no_sealing_key(settings: Settings, database_kind: str) -> None:
    keys.make_keys(settings)
    (settings.keys / SEALING).write_text("none")
    Service(database_kind, settings, "citizen", migrated=True).stop()
    with pytest.raises(KeyFault):
        main.build(settings, "journal")
    assert not settings.seals.exists()
