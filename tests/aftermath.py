"""What must hold after every test of the service, whatever the test was about.

The mirror of every plan is what the plan, recomputed, says it should be; who has a plan within reach is what the policy
says; every version has one audit entry and one event; what the service did by itself is told in words; and no log line
holds a canary, a personnummer, a token or a proof.
"""

import json
import re
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.domain.auditing import Kind
from app.domain.deadline import Deadline, deadlines
from app.domain.event import Event
from app.domain.lifecycle import consent_until, settled
from app.domain.plan import Plan
from app.domain.purpose import OTHER_OF_OURS, own
from app.domain.reach import Reach, reach
from app.models.audit import audit_entry
from app.models.deadline import plan_deadline
from app.models.history import plan_version
from app.models.mirror import mirrored_consents, mirrored_person, mirrored_plan, mirrored_reader, mirrored_summonses
from app.models.outbox import outbox_event
from app.models.plan import plan as plan_row
from app.models.reach import plan_reach
from app.repositories import history, plans
from app.services import publishing
from tests.callers import CANARY
from tests.service import Service

# Twelve digits that could be a personnummer, wherever they stand.
NUMBER = re.compile(r"(?<![0-9A-Fa-f-])(19|20)[0-9]{2}(0[1-9]|1[0-2])[0-9]{2}-?9[89][0-9]{2}(?![0-9A-Fa-f])")

# The beginnings of a header and of claims, as base64url, which is what every signed token and proof looks like.
SIGNED = re.compile(r"eyJ[A-Za-z0-9_-]*\.eyJ")


def check(service: Service, began: UUID, lines: int) -> None:
    service.run(_check_plans(service, began))
    for line in service.logs.lines[lines:]:
        assert not SIGNED.search(line), "a token or a proof in a log line"
        # Our lines are JSON, where a letter beyond ASCII may stand as its number.
        assert CANARY not in line and json.dumps(CANARY)[1:-1] not in line, "a canary in a log line"
        assert not NUMBER.search(line), "a personnummer in a log line"


async def _check_plans(service: Service, began: UUID) -> None:
    async with service.database.journal() as connection:
        # Made or changed since, whenever it was made; an erased one has nothing left. What only time, or making it
        # anew, has told of is as of then, and no test's change. By its event or by its entry: either may be missing.
        told = (outbox_event.c.id >= began, outbox_event.c.type != Event.REACH_CHANGED)
        written = (audit_entry.c.id >= began, audit_entry.c.kind == Kind.WRITE, audit_entry.c.outcome == "allowed")
        newer = (
            select(outbox_event.c.plan_id)
            .where(*told)
            .union(select(audit_entry.c.plan_id).where(*written, audit_entry.c.plan_id.is_not(None)))
        )
        for plan_id in (await connection.execute(newer)).scalars().all():
            plan = await plans.load(connection, plan_id)
            if plan is None:
                continue
            await _check_copies(connection, plan)
            await _check_readers(connection, plan)
            await _check_reach(connection, plan)
            stands = select(plan_row.c.consent_until).where(plan_row.c.id == plan_id)
            assert (await connection.execute(stands)).scalar_one() == consent_until(plan), f"consent of {plan_id}"
            await _check_traces(connection, plan)
        await _check_own_words(connection, began)


async def _check_own_words(connection: Any, began: UUID) -> None:
    """Whatever the service has done by itself to somebody's plan, there are words for her of why."""
    by_itself = (audit_entry.c.actor_kind == "service", audit_entry.c.person_key.is_not(None))
    query = select(audit_entry.c.purpose).where(audit_entry.c.id >= began, *by_itself).distinct()
    for purpose in (await connection.execute(query)).scalars():
        assert own(purpose) is not OTHER_OF_OURS, f"no words for {purpose!r}"


async def _check_copies(connection: Any, plan: Plan) -> None:
    standing = settled(plan, plan.changed_at)
    adopted = await history.version(connection, plan, plan.revises) if plan.revises else None
    for table, made in (
        (mirrored_plan, publishing.plan_copy(standing, adopted, plan.changed_at)),
        (mirrored_consents, publishing.consents_copy(standing, plan.changed_at)),
        (mirrored_summonses, publishing.summonses_copy(standing, plan.changed_at)),
    ):
        row = (await connection.execute(select(table).where(table.c.plan_id == plan.id))).one_or_none()
        stored = None if row is None else {name: row._mapping[name] for name in row._mapping if name != "plan_id"}
        assert stored == made, f"{table.name} of {plan.id} is not what the plan says"
        if stored is not None:
            assert CANARY.encode() not in stored["body"], f"a canary in {table.name}"


async def _check_readers(connection: Any, plan: Plan) -> None:
    """Who reads for her, and whether she is protected, as the citizen's side knows it."""
    made = [row | {"plan_id": plan.id} for row in publishing.readers(settled(plan, plan.changed_at))]
    stored = await connection.execute(select(mirrored_reader).where(mirrored_reader.c.plan_id == plan.id))
    order = itemgetter("representation_id", "since")
    assert sorted(map(dict, stored.mappings()), key=order) == sorted(made, key=order), f"readers of {plan.id}"
    for key in {plan.person.key, plan.person.log_key}:
        hers = select(mirrored_person.c.protected).where(mirrored_person.c.person_key == key)
        assert (await connection.execute(hers)).scalar_one() is plan.person.protected, f"protection in {plan.id}"


async def _check_reach(connection: Any, plan: Plan) -> None:
    """Who has it within reach, and what is due of it."""
    adopted = await history.version(connection, plan, plan.revises) if plan.revises else None
    due = deadlines(plan, adopted=adopted)
    for kind, table, rows_said in ((Reach, plan_reach, reach(plan)), (Deadline, plan_deadline, due)):
        names = kind.__slots__
        rows = await connection.execute(select(*(table.c[name] for name in names)).where(table.c.plan_id == plan.id))
        stored = sorted(repr(tuple(row)) for row in rows)
        said = sorted(repr(tuple(getattr(row, name) for name in names)) for row in rows_said)
        assert stored == said, f"{table.name} of {plan.id} is not what the rule says"


async def _check_traces(connection: Any, plan: Plan) -> None:
    """Every version left one version row, one event and one audit entry: none missing, none twice."""
    versions = list(range(1, plan.version + 1))
    rows = select(plan_version.c.version).where(plan_version.c.plan_id == plan.id).order_by(plan_version.c.version)
    assert list((await connection.execute(rows)).scalars()) == versions
    # What time alone has done to a plan's reach is told of, and is no version.
    told = (outbox_event.c.plan_id == plan.id, outbox_event.c.type != Event.REACH_CHANGED)
    events = select(outbox_event.c.version).where(*told).order_by(outbox_event.c.number)
    assert list((await connection.execute(events)).scalars()) == versions
    emergencies = select(func.count()).where(
        plan_version.c.plan_id == plan.id, plan_version.c.change == Event.EMERGENCY_OPENED
    )
    openings = (await connection.execute(emergencies)).scalar_one()
    left = audit_entry.c.plan_id == plan.id, audit_entry.c.outcome == "allowed"
    written = select(func.count()).where(*left, audit_entry.c.kind == "Skriva")
    opened = select(func.count()).where(*left, audit_entry.c.action == "journal:emergency.open")
    # To be given the answer once more is no version, and in the log as what it is.
    assert (await connection.execute(written)).scalar_one() == plan.version - openings
    assert (await connection.execute(opened)).scalar_one() >= openings
