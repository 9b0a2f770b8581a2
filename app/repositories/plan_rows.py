"""A plan's rows: which table holds which parts, and how all of them are read in one statement and put together.

One statement, because a plan that is read in several may be torn by a change in between. What was not asked for is
`NOT_READ`, and whoever looks at it is stopped: it must never be taken for nothing there.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from typing import Any, NoReturn
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Table, Text, case, cast, func, literal, select, union_all

from app.domain.person import Person
from app.domain.plan import PARTS, Plan
from app.models.age_exception import age_exception
from app.models.base import Json
from app.models.block import block
from app.models.consent import consent
from app.models.copy import plan_copy
from app.models.deviation import deviation, deviation_step
from app.models.emergency_access import emergency_access
from app.models.follow_up import follow_up, goal_result
from app.models.goal import goal
from app.models.handover import handover
from app.models.intervention import intervention, intervention_status
from app.models.meeting import meeting
from app.models.note import note
from app.models.notice import notice
from app.models.offer import offer
from app.models.participant import participant
from app.models.person import person
from app.models.plan import plan
from app.models.representation import representation
from app.models.summons import invitation, summons, summons_reply
from app.models.takeover import takeover
from app.models.unit import unit
from app.repositories.decoding import decoded

TABLES: dict[str, Table] = {
    "units": unit,
    "participants": participant,
    "consents": consent,
    "representations": representation,
    "age_exceptions": age_exception,
    "blocks": block,
    "emergency_accesses": emergency_access,
    "offers": offer,
    "summonses": summons,
    "invitations": invitation,
    "summons_replies": summons_reply,
    "meetings": meeting,
    "goals": goal,
    "interventions": intervention,
    "intervention_statuses": intervention_status,
    "follow_ups": follow_up,
    "goal_results": goal_result,
    "deviations": deviation,
    "deviation_steps": deviation_step,
    "handovers": handover,
    "takeovers": takeover,
    "copies": plan_copy,
    "notes": note,
    "notices": notice,
}
if TABLES.keys() != PARTS.keys():
    raise RuntimeError("a kind of part without a table would be accepted and never written")
NOT_COLUMNS = frozenset({"person", *PARTS})
ROOT = [field.name for field in fields(Plan) if field.name not in NOT_COLUMNS]
Among = Callable[[ColumnElement[Any]], ColumnElement[bool]]  # whether a column holds the id of a plan that is asked for


class _NotRead(tuple[Any, ...]):
    """Stands where there may be parts, in a plan of which others were read."""

    def _stop(self, *_: object) -> NoReturn:
        raise AssertionError("these parts of the plan were not read")

    __iter__ = __len__ = __getitem__ = __contains__ = __add__ = __radd__ = _stop  # type: ignore[assignment]


NOT_READ = _NotRead()


def _document(table: Table, sqlite: bool) -> tuple[Select[Any], Any]:
    """One row as a JSON object, in the way of either database."""
    if not sqlite:
        row = table.alias(f"{table.name}_row")
        return select(cast(func.to_jsonb(row.table_valued()), Text)), row
    pairs = [
        item
        for column in table.c
        for item in (literal(column.name), func.json(column) if column.type is Json else column)
    ]
    return select(cast(func.json_object(*pairs), Text)), table


def _persons(sqlite: bool) -> Select[Any]:
    """The row that a plan was entered under, with the number that she has now, and the protection."""
    current = person.alias("current_row")
    hers = [person.c.id, *(current.c[name] for name in ("key", "sealed_number", "born", "protected"))]
    # Its type must be said to PostgreSQL, which takes a name of any.
    pairs = [item for column in hers for item in (cast(literal(column.name), Text), column)]
    for name, entered in (("key", "key"), ("sealed_number", "number"), ("born", "born")):
        former = case((person.c.key != current.c.key, person.c[name]))
        pairs += [cast(literal(f"entered_{entered}"), Text), former]
    document = func.json_object(*pairs) if sqlite else func.jsonb_build_object(*pairs)
    query = select(cast(document, Text), literal("person"))
    return query.select_from(person).join(current, current.c.id == func.coalesce(person.c.current_id, person.c.id))


def statement(names: Iterable[str], sqlite: bool, among: Among) -> Any:
    """The roots, the persons and the parts of those names, as (JSON, collection) rows."""
    selects = []
    for name in names:
        query, row = _document(TABLES[name], sqlite)
        selects.append(query.add_columns(literal(name).label("part")).where(among(row.c.plan_id)))
    query, row = _document(plan, sqlite)
    selects.append(query.add_columns(literal("plan")).where(among(row.c.id)))
    owners = select(plan.c.person_id).where(among(plan.c.id))
    selects.append(_persons(sqlite).where(person.c.id.in_(owners)))
    return union_all(*selects)


def put_together(names: Sequence[str], rows: Iterable[Row[Any]]) -> dict[UUID, Plan]:
    """The plans of those rows, by id; `names` are the parts that were read."""
    parts: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    roots: list[dict[str, Any]] = []
    persons: dict[str, Person] = {}
    for document, part in rows:
        row = json.loads(document)
        if part == "plan":
            roots.append(row)
        elif part == "person":
            persons[row["id"]] = Person(**decoded(Person, row))
        else:
            parts[row["plan_id"], part].append(row)
    found = {}
    for root in roots:
        values: dict[str, Any] = dict.fromkeys(PARTS, NOT_READ)
        for name in names:
            kind = PARTS[name]
            read = (kind(**decoded(kind, row)) for row in parts[root["id"], name])
            values[name] = tuple(sorted(read, key=lambda one: one.id))  # UUIDv7: oldest first, as `plan.in_order`
        one = Plan(**decoded(Plan, root, NOT_COLUMNS), person=persons[root["person_id"]], **values)
        found[one.id] = one
    return found
