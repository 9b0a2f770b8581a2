"""No version holds a sealed number, or what finds somebody by it: they stand in the rows, and can be sealed anew there.

Revision ID: 0014
Revises: 0013
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.models.base import Json

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NUMBERS = {
    "participants": ("participant", ("sealed_number",)),
    "representations": ("representation", ("sealed_number", "reader_key")),
}
AT_ONCE = 500
Rows = dict[str, Any]


def postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def table(name: str, **columns: Any) -> sa.TableClause:
    """By hand, for what stands in it changes with the models; SQLite has no schemas."""
    made = (sa.column(column, kind) for column, kind in columns.items())
    return sa.table(name, *made, schema="journal" if postgresql() else None)


def guarded(work: Callable[[], None]) -> None:
    """Without the trigger by which a version never changes, for as long as this takes."""
    if postgresql():
        op.execute("ALTER TABLE journal.plan_version DISABLE TRIGGER only_grows")
        work()
        op.execute("ALTER TABLE journal.plan_version ENABLE TRIGGER only_grows")
        return
    op.execute("DROP TRIGGER plan_version_no_update")
    work()
    op.execute(
        "CREATE TRIGGER plan_version_no_update BEFORE UPDATE ON plan_version"
        " BEGIN SELECT RAISE(ABORT, 'the history only grows'); END"
    )


def each(change: Callable[[str, Rows], Rows]) -> None:
    """Every such part in every version of every plan, by the name of its collection."""
    version = table("plan_version", plan_id=sa.Uuid, version=sa.Integer, snapshot=Json)
    key, here = (version.c.plan_id, version.c.version), op.get_bind()
    last: tuple[Any, Any] | None = None
    while True:
        query = sa.select(version).order_by(*key).limit(AT_ONCE)
        found = here.execute(
            query.where(sa.tuple_(*key) > sa.tuple_(*map(sa.literal, last, [c.type for c in key]))) if last else query
        ).all()
        for row in found:
            old = row.snapshot
            new = old | {name: [change(name, part) for part in old[name]] for name in NUMBERS if name in old}
            if new != old:
                here.execute(version.update().where(key[0] == row.plan_id, key[1] == row.version).values(snapshot=new))
        if len(found) < AT_ONCE:
            return
        last = found[-1].plan_id, found[-1].version


def upgrade() -> None:
    def without(name: str, part: Rows) -> Rows:
        return {key: value for key, value in part.items() if key not in NUMBERS[name][1]}

    guarded(lambda: each(without))


def downgrade() -> None:
    """They are put back from the rows, as the program before this one reads them."""
    here, rows = op.get_bind(), {}
    for name, (of, columns) in NUMBERS.items():
        query = sa.select(table(of, id=sa.Uuid, **dict.fromkeys(columns, sa.Text)))
        rows[name] = {str(row.id): {one: getattr(row, one) for one in columns} for row in here.execute(query)}
    guarded(lambda: each(lambda name, part: part | rows[name].get(part["id"], {})))
