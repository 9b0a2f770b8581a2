"""Pruning of the audit log: what may go and what may not, and that everything that is left can still be proved."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from app import cli
from app.models.audit import audit_entry
from app.models.mirror import mirrored_number, mirrored_person
from app.models.person import person
from app.models.pruning import audit_pruning
from app.models.seal import audit_leaf
from app.repositories import audit
from app.services import pruning
from app.services.pruning import NotPruned, Pruned
from app.services.seal_checking import Fault, Wrong
from app.settings import Settings
from tests.house.sealed_log import Log, entry, run

# Real time is the database's own: what is five years old here is so there.
BEGAN, NOW = datetime(2019, 1, 10, 8, 0, tzinfo=UTC), datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
OLD, RECENT = 6, 3  # segments: one a month from BEGAN on, and then one a day up to NOW
EACH = 4
LINKS = {"first": "between", "between": "now"}


def month(number: int) -> datetime:
    return BEGAN + timedelta(days=30 * number)


async def filled(log: Log) -> None:
    for number in range(OLD + RECENT):
        log.now = month(number) if number < OLD else NOW - timedelta(days=OLD + RECENT - number)
        await log.add(EACH)
        await log.seal()
    log.now = NOW


async def prune(log: Log, before: datetime) -> Pruned:
    return await pruning.prune(log.begin, log.keys, log.settings.seals, before, lambda: log.now)


async def refused(log: Log, before: datetime) -> str:
    """Why not; and nothing has been removed."""
    there = await log.committed()
    with pytest.raises((NotPruned, Fault)) as no:
        await prune(log, before)
    assert await log.committed() == there
    return str(no.value)


async def rows(log: Log, table: Any) -> list[Any]:
    async with log.begin() as connection:
        return list((await connection.execute(select(table))).mappings())


# --- what goes, and what holds afterwards ----------------------------------------------------------------------------


@pytest.mark.parametrize("at_once", [1, 2 * EACH, 10_000])
def test_whole_old_segments_go_and_the_rest_is_still_proved(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(pruning, "AT_ONCE", at_once)

    async def once() -> None:
        async with Log(settings) as log:
            await filled(log)
            leaves, copied = await log.sealed(), log.copy.read_bytes()
            assert await prune(log, month(4) - timedelta(days=1)) == Pruned(4, 4 * EACH)
            gone = {row.entry_id for row in leaves[: 4 * EACH]}
            kept = {row.entry_id for row in leaves[4 * EACH :]}
            assert kept <= await log.committed() and not gone & await log.committed()
            assert await log.sealed() == leaves and log.copy.read_bytes() == copied, "seals stay"
            told = [one for one in await rows(log, audit_entry) if one["action"] == "sip:audit.prune"]
            assert len(told) == {1: 4, 2 * EACH: 2, 10_000: 1}[at_once]
            assert {(one["kind"], one["client"]) for one in told} == {("Radera", "sip audit prune")}
            held = await log.check()
            assert (held.pruned, held.segments, held.entries, held.unsealed) == (4, 9, 5 * EACH, len(told))
            # Life goes on: sealing, and pruning again.
            await log.seal()
            assert (await log.check()).unsealed == 0
            assert await prune(log, month(OLD)) == Pruned(2, 2 * EACH)
            assert await prune(log, month(OLD)) == Pruned(0, 0)
            await log.seal()
            held = await log.check()
            assert (held.pruned, held.exported) == (OLD, held.segments)

    run(once())


def test_a_log_that_takes_long_to_check_and_to_prune_holds_afterwards(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service goes on sealing: what is said to have been done when the command began would come too late."""
    monkeypatch.setattr(pruning, "AT_ONCE", EACH)

    async def once() -> None:
        async with Log(settings) as log:
            await filled(log)

            def long(step: Any) -> Any:
                async def done(*args: Any) -> Any:
                    told = await step(*args)
                    await log.minutes(7)
                    return told

                return done

            with monkeypatch.context() as patch:
                for step in ("check", "_remove"):
                    patch.setattr(pruning, step, long(getattr(pruning, step)))
                assert await prune(log, month(OLD)) == Pruned(OLD, OLD * EACH)
            assert await log.fault() is None
            await log.seal(everything=True)
            assert (await log.check()).unsealed == 0
            told = [one["at"] for one in await rows(log, audit_entry) if one["action"] == "sip:audit.prune"]
            assert sorted(told) == [one["pruned_at"] for one in await rows(log, audit_pruning)]
            assert len(set(told)) == OLD
            assert await prune(log, month(OLD) + timedelta(days=1)) == Pruned(0, 0)

    run(once())


def test_a_segment_with_one_later_entry_stays_and_so_does_all_that_comes_after_it(settings: Settings) -> None:
    async def once() -> None:
        async with Log(settings) as log:
            await filled(log)
            assert await prune(log, month(2) - timedelta(seconds=61)) == Pruned(2, 2 * EACH)
            newest = max(one["at"] for one in await rows(log, audit_entry) if one["at"] < month(3) - timedelta(days=9))
            # From before the instant, and not at it.
            assert await prune(log, newest) == Pruned(0, 0)
            assert await prune(log, newest + timedelta(microseconds=1)) == Pruned(1, EACH)

    run(once())


async def kept(log: Log, *rows: tuple[Any, dict[str, Any]]) -> None:
    async with log.begin() as connection:
        for table, values in rows:
            await connection.execute(insert(table).values(values))


def test_what_is_kept_of_whoever_is_erased_goes_with_the_last_entry_that_needs_it(settings: Settings) -> None:
    """First, between and now are three numbers of one; the log's entries are about the first and the last of them."""

    async def about(log: Log, key: str, number: int) -> None:
        log.now = month(number)
        async with log.begin() as connection:
            await audit.add(connection, [entry(log.now, log.chance) | {"person_key": key}])
        await log.seal()

    async def left(log: Log) -> tuple[set[str], set[str]]:
        people = {one["person_key"] for one in await rows(log, mirrored_person)}
        return {one["former_key"] for one in await rows(log, mirrored_number)}, people

    async def once() -> None:
        async with Log(settings) as log:
            await about(log, "first", 0)
            await about(log, "now", 1)
            await about(log, "reads", 2)
            await kept(
                log,
                *((mirrored_number, {"former_key": one, "person_key": of}) for one, of in LINKS.items()),
                *((mirrored_person, {"person_key": one, "protected": False}) for one in ("now", "alive", "reads")),
                (person, {"id": uuid4(), "key": "alive", "sealed_number": "", "born": BEGAN, "protected": False}),
            )
            log.now = NOW
            assert await prune(log, month(0) - timedelta(days=1)) == Pruned(0, 0)
            assert await left(log) == ({"first", "between"}, {"now", "alive", "reads"})
            assert await prune(log, month(1) - timedelta(days=1)) == Pruned(1, 1)
            assert await left(log) == (set(), {"now", "alive", "reads"})
            assert await prune(log, month(2) - timedelta(days=1)) == Pruned(1, 1)
            assert await left(log) == (set(), {"alive", "reads"})
            await prune(log, month(3))
            assert await left(log) == (set(), {"alive"})

    run(once())


# --- what does not go ------------------------------------------------------------------------------------------------


def test_nothing_younger_than_five_years_goes(settings: Settings) -> None:
    async def once() -> None:
        async with Log(settings) as log:
            await filled(log)
            limit = datetime(2021, 3, 3, 8, 0, tzinfo=UTC)
            assert "kept for 5 years" in await refused(log, limit + timedelta(microseconds=1))
            assert "kept for 5 years" in await refused(log, NOW)
            assert await prune(log, limit) == Pruned(OLD, OLD * EACH)

    run(once())


def test_nothing_goes_while_something_of_that_time_is_not_sealed(settings: Settings) -> None:
    async def once() -> None:
        async with Log(settings) as log:
            log.now = month(0)
            await log.add(EACH)
            log.now = NOW
            assert "not there" in await refused(log, month(1)), "not even a copy"
            log.now = month(0)
            await log.seal()
            log.now = month(1)
            await log.add(1)
            log.now = NOW
            assert "not sealed" in await refused(log, month(2))
            assert await prune(log, month(1) - timedelta(days=1)) == Pruned(1, EACH)

    run(once())


def test_nothing_goes_without_its_checkpoint_in_the_exported_copy(settings: Settings) -> None:
    async def once() -> None:
        async with Log(settings) as log:
            await filled(log)
            lines = log.copy.read_bytes().splitlines(keepends=True)
            log.copy.write_bytes(b"".join(lines[:2]))
            assert "ends with segment 2" in await refused(log, month(4))
            log.copy.unlink()
            assert "not there" in await refused(log, month(1))

    run(once())


@pytest.mark.parametrize("place", [0, -1])
def test_nothing_goes_of_a_log_that_does_not_hold(settings: Settings, place: int) -> None:
    """What has been changed is evidence, in the old part or in the new one."""

    async def once() -> None:
        async with Log(settings) as log:
            await filled(log)
            changed = (await log.sealed())[place].entry_id
            await log.rewrite(update(audit_entry).where(audit_entry.c.id == changed).values(client="x"))
            assert "changed" in await refused(log, month(4))

    run(once())


def test_the_database_itself_lets_nothing_else_go(settings: Settings) -> None:
    """Whoever asks, with the triggers in place: not what no pruning covers, nor what is young, nor what is unsealed."""

    async def removed(log: Log, entry_id: Any) -> bool:
        try:
            async with log.begin() as connection:
                await connection.execute(delete(audit_entry).where(audit_entry.c.id == entry_id))
        except DBAPIError as no:
            assert "the audit log only grows" in str(no)
            return False
        return True

    async def once() -> None:
        async with Log(settings) as log:
            await filled(log)
            sealed = await log.sealed()
            log.now = month(1)
            unsealed = (await log.add(1))[0]["id"]
            assert not await removed(log, sealed[0].entry_id), "no pruning"
            row = {"last_segment": 99, "tree_size": 10**6, "pruned_at": NOW, "entry_id": uuid4()}
            async with log.begin() as connection:
                await connection.execute(insert(audit_pruning).values(row))
            assert not await removed(log, sealed[-1].entry_id), "young"
            assert not await removed(log, unsealed)
            assert await removed(log, sealed[0].entry_id)
            for statement in (update(audit_entry).values(client="x"), delete(audit_pruning), delete(audit_leaf)):
                with pytest.raises(DBAPIError, match="the audit log only grows"):
                    async with log.begin() as connection:
                        await connection.execute(statement)

    run(once())


# --- what an administrator may try -----------------------------------------------------------------------------------


async def forged(log: Log, segments: int, **more: Any) -> None:
    """The oldest segments removed by hand, and a pruning noted as if it had been one."""
    size = segments * EACH
    gone = select(audit_leaf.c.entry_id).where(audit_leaf.c.sequence < size)
    row = {"last_segment": segments, "tree_size": size, "pruned_at": NOW, "entry_id": uuid4()} | more
    await log.rewrite(insert(audit_pruning).values(row), delete(audit_entry).where(audit_entry.c.id.in_(gone)))


def test_a_pruning_that_the_log_does_not_tell_of_is_found(settings: Settings) -> None:
    async def once() -> None:
        async with Log(settings) as log:
            await filled(log)
            await forged(log, 2)
            fault = await log.fault()
            assert fault is not None and (fault.segment, fault.wrong) == (2, Wrong.MISSING)
            assert "does not tell" in str(fault)

    run(once())


def test_a_pruning_before_the_time_is_found(settings: Settings) -> None:
    async def once() -> None:
        async with Log(settings) as log:
            await filled(log)
            await forged(log, OLD + 1)
            fault = await log.fault()
            assert fault is not None and (fault.segment, fault.wrong) == (OLD + 1, Wrong.MISSING)
            assert "before its time" in str(fault)

    run(once())


def test_an_entry_that_is_left_or_put_where_all_was_pruned_is_found(settings: Settings) -> None:
    async def once() -> None:
        async with Log(settings) as log:
            await filled(log)
            leaf = (await log.sealed())[EACH]
            kept = next(one for one in await rows(log, audit_entry) if one["id"] == leaf.entry_id)
            await prune(log, month(4) - timedelta(days=1))
            await log.rewrite(insert(audit_entry).values(dict(kept)))
            fault = await log.fault()
            assert fault is not None and (fault.segment, fault.wrong) == (2, Wrong.ADDED)

    run(once())


def test_what_is_left_is_guarded_as_before(settings: Settings) -> None:
    """After a pruning every change of what is left, of a leaf and of the kept peaks is found in its segment."""

    async def once() -> None:
        for what in ("entry", "leaf", "peaks"):
            async with Log(settings) as log:
                if what == "entry":
                    await filled(log)
                    await prune(log, month(4) - timedelta(days=1))
                    entry = (await log.sealed())[5 * EACH].entry_id
                    value = next(one["client"] for one in await rows(log, audit_entry) if one["id"] == entry)
                    at = audit_entry.c.id == entry
                    await log.rewrite(update(audit_entry).where(at).values(client="x"))
                    mend, segment = update(audit_entry).where(at).values(client=value), 6
                elif what == "leaf":
                    at = audit_leaf.c.sequence == EACH
                    value = (await log.sealed())[EACH].entry_id
                    await log.rewrite(delete(audit_leaf).where(at))
                    mend, segment = insert(audit_leaf).values(sequence=EACH, entry_id=value), 2
                else:
                    table = "audit.audit_checkpoint" if not log.database.is_sqlite else "audit_checkpoint"
                    swapped = (
                        f"UPDATE {table} SET peaks = (SELECT peaks FROM {table} WHERE number = 1) WHERE number = 4"
                    )
                    await log.rewrite(text(swapped))
                    mend, segment = None, 4
                fault = await log.fault()
                assert fault is not None and fault.segment == segment, what
                if mend is not None:
                    await log.rewrite(mend)
                    await log.check()

    run(once())


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_commands_prune_and_verify(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("MODE", "development"),
        ("DATA_DIR", settings.data_dir),
        ("DATABASE_URL", settings.database_url),
    ):
        monkeypatch.setenv(f"SIP_{name}", str(value))

    async def fill() -> None:
        async with Log(settings) as log:
            await filled(log)

    run(fill())
    done = CliRunner().invoke(cli.app, ["audit", "prune", "--before", "2019-05-01"])
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"segments": 4, "entries": 4 * EACH}), done.stderr
    told = CliRunner().invoke(cli.app, ["audit", "verify"])
    assert told.exit_code == 0, told.stderr
    assert f"{5 * EACH} entries in 5 segments" in told.stdout and "4 segments before them are pruned" in told.stdout
    young = CliRunner().invoke(cli.app, ["audit", "prune", "--before", f"{datetime.now(UTC):%Y-%m-%d}"])
    assert young.exit_code == 1 and "kept for 5 years" in young.stderr
    assert CliRunner().invoke(cli.app, ["audit", "prune"]).exit_code == 2
