"""Samples of the audit log: drawn by the log's own seal, kept with what was found in them, never taken back.

A draw that pleases nobody can be made again, and draws others; both then stand in the list, for whoever asks how the
checks are made.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.domain.action import Action
from app.domain.auditing import Kind, require_auditor
from app.domain.policy import OUT_OF_REACH
from app.domain.refusal import Conflict, Unreachable
from app.domain.sampling import NOT_SEALED_YET, drawn, require_outcome, require_period
from app.repositories import audit_samples, seals
from app.schemas.journal.audit_sample import (
    AuditSampleIn,
    AuditSampleOut,
    AuditSampleWholeOut,
    SampleOutcomeIn,
    SampleOutcomeOut,
)
from app.services import audit
from app.services.audit_checks import shown
from app.services.judging import noting_denial
from app.services.work import Work


@dataclass(frozen=True, slots=True)
class Drawn:
    """A new sample; or the answer that was kept for a retry."""

    id: UUID
    kept: Row[Any] | None = None


async def draw(work: Work, body: AuditSampleIn) -> Drawn:
    """Draws among what the principal's own staff were let do."""
    with noting_denial(work, Action.AUDIT_SAMPLE):
        require_auditor(work.actor)
    if work.kept is not None:
        await audit.record_check(work, Action.AUDIT_SAMPLE)
        return Drawn(work.kept.plan_id, work.kept)
    newest = await seals.last(work.connection)
    if newest is None:
        raise Conflict(NOT_SEALED_YET)
    checkpoint, _ = newest
    require_period(body.since, body.until, checkpoint.closed_until)
    where = (work.actor.principal, body.since, body.until, body.unit)
    population = await audit_samples.population(work.connection, *where)
    sample_id = work.new_id("samples")
    places = drawn(checkpoint.root_hash, sample_id, population, body.size)
    entries = await audit_samples.at_places(work.connection, *where, places)
    sample = {
        "id": sample_id,
        "principal": work.actor.principal,
        "drawn_by": work.actor.person,
        "drawn_at": work.received_at,
        "since": body.since,
        "until": body.until,
        "unit": body.unit,
        "size": body.size,
        "population": population,
        "checkpoint": checkpoint.number,
        "root": checkpoint.root_hash,
    }
    await audit_samples.add(work.connection, sample, entries)
    await audit.record_check(work, Action.AUDIT_SAMPLE, Kind.WRITE)
    return Drawn(sample_id)


async def decide(work: Work, sample_id: UUID, body: SampleOutcomeIn) -> AuditSampleWholeOut:
    """What was found. Said again with the same words it is the same; otherwise the earlier stays beside it."""
    with noting_denial(work, Action.AUDIT_SAMPLE):
        await _require_hers(work, sample_id)
    require_outcome(body.outcome, body.text)
    before = (await audit_samples.outcomes(work.connection, [sample_id]))[sample_id]
    if not before or (before[-1]["outcome"], before[-1]["text"]) != (body.outcome, body.text):
        values = {"id": work.new_id("outcomes"), "sample_id": sample_id, "at": work.received_at}
        values |= {"person": work.actor.person}
        await audit_samples.add_outcome(work.connection, values | {"outcome": body.outcome, "text": body.text})
    await audit.record_check(work, Action.AUDIT_SAMPLE, Kind.WRITE)
    return await whole(work, sample_id)


async def show(work: Work, sample_id: UUID) -> AuditSampleWholeOut:
    with noting_denial(work, Action.AUDIT_SAMPLE):
        await _require_hers(work, sample_id)
    await audit.record_check(work, Action.AUDIT_SAMPLE)
    return await whole(work, sample_id)


async def page(work: Work, number: int, limit: int) -> tuple[list[AuditSampleOut], int]:
    """One page of the principal's samples, newest first: the record that checks were made."""
    with noting_denial(work, Action.AUDIT_SAMPLE):
        require_auditor(work.actor)
    rows, total = await audit_samples.page(work.connection, work.actor.principal, number, limit)
    found = await audit_samples.outcomes(work.connection, [row["id"] for row in rows])
    await audit.record_check(work, Action.AUDIT_SAMPLE)
    return [AuditSampleOut(**_values(row, found[row["id"]])) for row in rows], total


async def whole(work: Work, sample_id: UUID) -> AuditSampleWholeOut:
    """For whoever has been judged already."""
    row = await _require_hers(work, sample_id)
    outcomes = (await audit_samples.outcomes(work.connection, [sample_id]))[sample_id]
    entries = await audit_samples.entries(work.connection, sample_id)
    there = [shown(one, work.actor.principal, work.keys) for one in entries if one["id"] is not None]
    return AuditSampleWholeOut(**_values(row, outcomes), entries=there, no_longer_kept=len(entries) - len(there))


async def _require_hers(work: Work, sample_id: UUID) -> Any:
    require_auditor(work.actor)
    row = await audit_samples.find(work.connection, work.actor.principal, sample_id)
    if row is None:
        raise Unreachable(OUT_OF_REACH)
    return row


def _values(row: Any, outcomes: list[Any]) -> dict[str, Any]:
    same = ("id", "since", "until", "unit", "size", "drawn_at", "drawn_by", "population", "checkpoint", "root")
    told = [SampleOutcomeOut(**{name: one[name] for name in ("at", "person", "outcome", "text")}) for one in outcomes]
    return {name: row[name] for name in same} | {"outcomes": told}
