"""The sealer: what it takes, what it refuses to build on, what the service and the commands do; on each database."""

import asyncio
import json
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from app import cli, keys, main
from app.db import address
from app.keys import SEALING, KeyFault
from app.models.audit import audit_entry
from app.models.seal import audit_checkpoint, audit_leaf
from app.repositories import exported_seals
from app.repositories.migrations import migrate
from app.services import sealing
from app.services.seal_checking import Fault, Wrong
from app.services.sealing import SealBroken
from app.settings import Settings
from app.signatures import SealingKeys, new_key
from tests.conftest import database_url
from tests.house.sealed_log import Log, run
from tests.service import Service, development


@pytest.fixture
def settings(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[Settings]:
    """A migrated database of its own."""
    name = f"seals_{uuid4().hex[:8]}"
    made = development(tmp_path, database_url=database_url(request, database_kind, name))
    migrate(address(made))
    yield made
    if database_kind == "postgresql":
        request.getfixturevalue("cluster").drop_database(name)


# --- what it takes ---------------------------------------------------------------------------------------------------


def test_an_empty_log_has_no_segment(settings: Settings) -> None:
    async def once() -> None:
        async with Log(settings) as log:
            assert await log.seal() == await log.seal(everything=True) == 0
            held = await log.check()
            assert (held.entries, held.segments, held.unsealed, held.until) == (0, 0, 0, None)

    run(once())


def test_each_entry_is_sealed_once_in_the_order_of_time_and_id(settings: Settings) -> None:
    async def once() -> None:
        async with Log(settings) as log:
            made = await log.add(9)
            assert (await log.check()).unsealed == 9
            assert await log.seal() == 9
            assert [row.entry_id for row in await log.sealed()] == [
                one["id"] for one in sorted(made, key=lambda one: (one["at"], one["id"]))
            ]
            assert await log.seal() == 0
            held = await log.require_whole()
            assert (held.segments, held.until) == (1, log.now - timedelta(minutes=1)), "nothing new, no checkpoint"

    run(once())


def test_what_is_committed_late_comes_in_the_next_segment(settings: Settings) -> None:
    """An older time and an older id than what is sealed already."""

    async def once() -> None:
        async with Log(settings) as log:
            await log.add(3)
            assert await log.seal() == 3
            late = await log.add(2, late=timedelta(minutes=3))
            newer = await log.add(2)
            assert await log.seal() == 4
            ids = [row.entry_id for row in await log.sealed()]
            assert set(ids[3:]) == {one["id"] for one in late + newer}
            await log.require_whole()

    run(once())


def test_what_comes_when_its_time_is_closed_is_sealed_too_and_reported(settings: Settings) -> None:
    async def once() -> None:
        async with Log(settings) as log:
            await log.add(3)
            await log.seal()
            await log.add(1, late=timedelta(hours=1))
            assert await log.seal() == 0, "the minute's look does not see it"
            assert await log.seal(everything=True) == 1, "the day's does"
            fault = await log.fault()
            assert fault and (fault.segment, fault.wrong) == (2, Wrong.ADDED)

    run(once())


def test_a_backlog_is_sealed_page_by_page(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "SEGMENT", 7)

    async def once() -> None:
        async with Log(settings) as log:
            await log.add(30, late=timedelta(days=3))
            assert await log.seal() == 30
            assert (await log.require_whole()).segments == 5
            await log.add(14)
            assert await log.seal() == 14, "the last page is full: the next is empty"
            assert await log.seal() == 0
            assert (await log.require_whole()).segments == 7
            await log.add(1, late=timedelta(minutes=1))
            await log.seal()
            await log.require_whole()

    run(once())


# --- what it refuses -------------------------------------------------------------------------------------------------


def test_it_builds_on_nothing_that_is_not_right(settings: Settings) -> None:
    async def once() -> None:
        async with Log(settings) as log:
            await log.add(3)
            await log.seal()
            await log.add(3)
            for column, value in (("root_hash", "0" * 64), ("key", "x"), ("peaks", b""), ("peaks", b"0" * 64)):
                async with log.begin() as connection:
                    right = (await connection.execute(select(audit_checkpoint))).mappings().one()
                await log.rewrite(update(audit_checkpoint).values({column: value}))
                log.copy.rename(log.copy.with_suffix(".away"))
                with pytest.raises(SealBroken, match="segment 1"):
                    await log.seal()
                log.copy.with_suffix(".away").rename(log.copy)
                await log.rewrite(update(audit_checkpoint).values(dict(right)))
            log.keys = SealingKeys.read(new_key())
            with pytest.raises(SealBroken, match="segment 1"):
                await log.seal()

    run(once())


def test_it_does_not_go_on_where_the_copy_knows_more(settings: Settings) -> None:
    """A restored backup: going on would give the copy two segments of the same number."""

    async def once() -> None:
        async with Log(settings) as log:
            for _ in range(2):
                await log.add(2)
                await log.seal()
            exported = log.copy.read_bytes()
            await log.rewrite(
                delete(audit_checkpoint).where(audit_checkpoint.c.number == 2),
                delete(audit_leaf).where(audit_leaf.c.sequence > 1),
            )
            with pytest.raises(SealBroken, match="segment 2 of the exported copy"):
                await log.seal()
            assert log.copy.read_bytes() == exported

    run(once())


def test_a_key_on_top_signs_and_the_old_one_is_still_ours(settings: Settings) -> None:
    async def once() -> None:
        file = settings.keys / SEALING
        async with Log(settings) as log:
            await log.add(2)
            await log.seal()
            old = log.keys
            file.write_text(f"{new_key()}\n{file.read_text()}")
            log.keys = keys.load_sealing(settings)
            assert log.keys.key != old.key and old.key in log.keys.ours
            await log.add(2)
            await log.seal()
            await log.require_whole()
            with pytest.raises(Fault, match=r"segment 2 .* signature"):
                await log.check(trusted=old.ours)

    run(once())


@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
@pytest.mark.parametrize("table", [audit_leaf, audit_checkpoint], ids=str)
def test_the_seals_only_grow_too(settings: Settings, change: str, table: object) -> None:
    async def once() -> None:
        async with Log(settings) as log:
            await log.add(1)
            await log.seal()
            assert table in (audit_leaf, audit_checkpoint)
            name, column = (table.name if log.database.is_sqlite else table.fullname), next(iter(table.c)).name
            with pytest.raises(DBAPIError, match="the audit log only grows"):
                async with log.begin() as connection:
                    await connection.execute(text(change.format(name, column, column)))

    run(once())


# --- the copy --------------------------------------------------------------------------------------------------------


def test_a_copy_that_is_behind_catches_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "SEGMENT", 2)

    async def once() -> None:
        async with Log(settings) as log:
            await log.add(9)
            await log.seal()
            whole = log.copy.read_bytes()
            for kept in range(0, len(whole), 97):
                log.copy.write_bytes(whole[:kept])
                await log.seal()
                assert [one.line() for one in exported_seals.read(log.copy)] == whole.splitlines(keepends=True)
                await log.require_whole()
            log.copy.unlink()
            await log.seal()
            assert log.copy.read_bytes() == whole

    run(once())


def test_a_copy_may_begin_late_and_each_line_binds_what_is_before_it(settings: Settings, tmp_path: Path) -> None:
    async def once() -> None:
        async with Log(settings) as log:
            for _ in range(4):
                await log.add(2)
                await log.seal()
            mine = tmp_path / "mine"
            mine.write_bytes(log.copy.read_bytes().splitlines(keepends=True)[2])
            held = await log.check(mine)
            assert (held.exported, held.segments) == (3, 4)
            for damaged in (b"x\n" + mine.read_bytes(), b"\n" + mine.read_bytes()):
                mine.write_bytes(damaged)
                with pytest.raises(exported_seals.CopyDamaged, match="before line 2"):
                    await log.check(mine)
            log.copy.write_bytes(b"a letter\n" * 2000)
            with pytest.raises(exported_seals.CopyDamaged):
                await log.seal()

    run(once())


# --- the key file ----------------------------------------------------------------------------------------------------


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


# --- the service and the commands ------------------------------------------------------------------------------------


def test_the_service_seals_by_itself(settings: Settings, database_kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "SWEEP_SECONDS", 0.05)
    service = Service(database_kind, settings, migrated=True)

    async def sealed() -> None:
        async with Log(settings) as log:
            await log.add(3)
            for _ in range(100):
                await asyncio.sleep(0.05)
                if not (await log.check()).unsealed:
                    break
            assert (await log.require_whole()).entries == 3

    try:
        run(sealed())
    finally:
        service.stop()


def test_the_citizens_side_needs_no_sealing_key(settings: Settings, database_kind: str) -> None:
    keys.make_keys(settings)
    (settings.keys / SEALING).write_text("none")
    Service(database_kind, settings, "citizen", migrated=True).stop()
    with pytest.raises(KeyFault):
        main.build(settings, "journal")
    assert not settings.seals.exists()


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

    assert sip("verify")[1].startswith("0 entries in 0 segments are as they were sealed; there is no exported copy; 0")
    run(add())
    assert "5 not yet sealed" in sip("verify")[1]
    assert sip("seal") == (0, '{"sealed": 5}\n')
    code, told = sip("verify")
    assert (code, told.count("\n")) == (0, 1)
    assert "5 entries in 1 segments" in told and "agrees up to segment 1; 0 not yet sealed" in told
    exported = json.loads(sip("export")[1])
    assert exported["written"] == 0
    mine = tmp_path / "mine.jsonl"
    mine.write_bytes(Path(exported["file"]).read_bytes())
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
