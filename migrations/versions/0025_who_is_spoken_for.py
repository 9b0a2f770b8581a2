"""Who registered a step of a deviation for another unit, and one more kind of what is due.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

NEW = "revision_to_begin"
KINDS = (
    *("summons_due", "summons_to_answer", "summons_unanswered", "documentation_due", "copies_to_give"),
    *("intervention_to_start", "follow_up_due", "closure_to_decide", "yearly_review", "consent_ending"),
    *("consent_ended", "plan_stale", "handover_to_answer", "deviation_to_address", "notice_to_acknowledge"),
)
CHECK, POINTS = "ck_plan_deadline_deadlinekind", "fk_deviation_step_registered_by_id"


def upgrade() -> None:
    """What is due of whom by the new rules: `sip republish`, which every new rule asks for, then says it."""
    with op.batch_alter_table("deviation_step", schema=_schema()) as batch:
        batch.add_column(sa.Column("registered_by_id", sa.Uuid()))
        batch.create_foreign_key(op.f(POINTS), "participant", ["registered_by_id"], ["id"], referent_schema=_schema())
    _choose((*KINDS, NEW))


def downgrade() -> None:
    due = "journal.plan_deadline" if _schema() else "plan_deadline"
    op.execute(f"DELETE FROM {due} WHERE kind = '{NEW}'")
    _choose(KINDS)
    with op.batch_alter_table("deviation_step", schema=_schema()) as batch:
        batch.drop_constraint(op.f(POINTS), type_="foreignkey")
        batch.drop_column("registered_by_id")


def _choose(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("plan_deadline", schema=_schema()) as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.create_check_constraint(op.f(CHECK), sa.column("kind").in_(kinds))


def _schema() -> str | None:
    """SQLite has no schemas, and the batch asks the database by the name that it is given."""
    return "journal" if op.get_bind().dialect.name == "postgresql" else None
