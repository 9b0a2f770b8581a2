"""The sealer: what it takes, what it refuses to build on, and the copy that it keeps; on each database."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from app import keys
from app.keys import SEALING
from app.models.seal import audit_checkpoint, audit_leaf
from app.repositories import exported_seals
from app.services import sealing
from app.services.seal_checking import Fault, Wrong
from app.services.sealing import SealBroken
from app.settings import Settings
from app.signatures import SealingKeys, new_key
from tests.house.sealed_log import Log, run

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


def test_a_copy_that_is_behind_catches_up_and_one_that_is_gone_is_missed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
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
            caplog.clear()
            log.copy.unlink()
            await log.seal()
            assert log.copy.read_bytes() == whole
            assert "there was no exported copy of 5 checkpoints" in caplog.text

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
