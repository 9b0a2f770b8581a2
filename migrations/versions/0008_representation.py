"""Who reads for somebody else: representations, exceptions from the age limits, and the citizen's side of them.

Revision ID: 0008
Revises: 0007
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from app.models.base import Json, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ROLE = "sip_citizen"
KINDS = ("guardian", "legal_guardian", "administrator", "authorised")
PROTECTED = ("none", "confidentialityMarking", "protectedRegistration")
EXCEPTIONS = ("guardian_reads", "guardian_barred", "reads_own")
COPIES = ("mirrored_plan", "mirrored_consents", "mirrored_summonses")


def postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


@contextmanager
def altered(table: str) -> Iterator[BatchOperations]:
    """On SQLite, which has no schemas, the table is made anew and the rows moved; on PostgreSQL it is altered."""
    with op.batch_alter_table(table, schema="mirror" if postgresql() else None) as batch:
        yield batch


def one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def part_table(name: str, *columns: sa.Column, points: dict[str, str]) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        *columns,
        sa.Column("ended_at", UtcDateTime()),
        sa.Column("ended_by_id", sa.Uuid()),
        sa.Column("end_reason", sa.Text()),
        *(
            sa.ForeignKeyConstraint([column], [f"journal.{table}.id"], name=op.f(f"fk_{name}_{column}"))
            for column, table in ({"plan_id": "plan", "ended_by_id": "participant"} | points).items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        schema="journal",
    )
    op.create_index(op.f(f"ix_{name}_plan_id"), name, ["plan_id"], schema="journal")


def upgrade() -> None:
    part_table(
        "representation",
        sa.Column("kind", one_of("representativekind", *KINDS), nullable=False),
        sa.Column("reader_key", sa.String(64), nullable=False),
        sa.Column("sealed_number", sa.Text(), nullable=False),
        sa.Column("scope", Json, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("registered_by_id", sa.Uuid(), nullable=False),
        sa.Column("protected_identity", one_of("protectedidentity", *PROTECTED), nullable=False),
        points={"registered_by_id": "participant"},
    )
    part_table(
        "age_exception",
        sa.Column("kind", one_of("ageexceptionkind", *EXCEPTIONS), nullable=False),
        sa.Column("representation_id", sa.Uuid()),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        points={"representation_id": "representation", "decided_by_id": "participant"},
    )
    op.create_table(
        "mirrored_reader",
        sa.Column("representation_id", sa.Uuid(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime()),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("reader_key", sa.String(64), nullable=False),
        sa.Column("person_key", sa.String(64), nullable=False),
        sa.Column("kind", one_of("representativekind", *KINDS), nullable=False),
        sa.Column("scope", Json, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("representation_id", "since", name=op.f("pk_mirrored_reader")),
        schema="mirror",
    )
    for column in ("plan_id", "reader_key"):
        op.create_index(op.f(f"ix_mirrored_reader_{column}"), "mirrored_reader", [column], schema="mirror")
    for table in COPIES:
        with altered(table) as batch:
            batch.add_column(sa.Column("represented_since", UtcDateTime()))
    if postgresql():
        op.execute(f"GRANT SELECT ON mirror.mirrored_reader TO {ROLE}")


def downgrade() -> None:
    """Who reads for somebody else is lost; what she reads herself is not."""
    for table in COPIES:
        with altered(table) as batch:
            batch.drop_column("represented_since")
    op.drop_table("mirrored_reader", schema="mirror")
    op.drop_table("age_exception", schema="journal")
    op.drop_table("representation", schema="journal")
