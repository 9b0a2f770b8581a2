"""The audit log is sealed by the service itself; and sealed, verified and exported by command; on each database."""

import asyncio
import json
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from app import cli, tending
from app.keys import SEALING
from app.models.audit import audit_entry
from app.settings import Settings
from tests.house.sealed_log import Log, run
from tests.service import Service


def test_the_service_seals_by_itself(settings: Settings, database_kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tending, "MINUTE_SECONDS", 0.05)
    service = Service(database_kind, settings, migrated=True)

    async def sealed() -> None:
        async with Log(settings) as log:
            await log.add(3)
            for _ in range(100):
                await asyncio.sleep(0.05)
                held = await log.check()
                # The copy follows when the segment is committed.
                if not held.unsealed and held.exported == held.segments:
                    break
            assert (await log.require_whole()).entries == 3

    try:
        run(sealed())
    finally:
        service.stop()


def test_the_commands(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("mode", "data_dir", "database_url"):
        monkeypatch.setenv(f"SIP_{name.upper()}", str(getattr(settings, name)))

    def sip(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli.app, ["audit", *words])
        return done.exit_code, done.output

    async def add() -> None:
        async with Log(settings) as log:
            await log.add(5)

    async def rewrite() -> None:
        async with Log(settings) as log:
            await log.rewrite(update(audit_entry).values(unit="SE2329990015-E000000009999"))

    nothing = "and there is no exported copy: a log that was emptied is like this too\n"
    assert sip("verify") == (1, f"sip: nothing is sealed (0 entries are not yet), {nothing}")
    run(add())
    assert sip("verify") == (1, f"sip: nothing is sealed (5 entries are not yet), {nothing}")
    assert sip("seal") == (0, '{"sealed": 5}\n')
    code, told = sip("verify")
    assert (code, told.count("\n")) == (0, 1)
    assert "5 entries in 1 segments" in told and "agrees up to segment 1; 0 not yet sealed" in told
    exported = json.loads(sip("export")[1])
    assert exported["written"] == 0
    mine = tmp_path / "mine.jsonl"
    mine.write_bytes(Path(exported["file"]).read_bytes())
    Path(exported["file"]).rename(tmp_path / "aside")
    assert sip("verify") == (
        1,
        "sip: there is no exported copy, without which a log whose end is cut off looks whole: give --exported FILE\n",
    )
    (tmp_path / "aside").rename(exported["file"])
    (settings.keys / SEALING).unlink()
    assert sip("verify", "--exported", str(mine), f"--key={exported['key']}")[0] == 0
    assert "not ours" in sip("verify")[1], "another key was made"
    run(rewrite())
    code, told = sip("verify", "--exported", str(mine), f"--key={exported['key']}")
    assert (code, told.count("\n")) == (1, 1)
    assert told.startswith("sip: segment 1 (2026-03-03 07:59:") and "): changed: an entry in it is not" in told
    mine.write_text("a letter\n" + mine.read_text())
    code, told = sip("verify", "--exported", str(mine), f"--key={exported['key']}")
    assert code == 1 and "not a checkpoint" in told
