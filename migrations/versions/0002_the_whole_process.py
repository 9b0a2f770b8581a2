"""The whole process: offers, trails of answers, revision, results, take-overs, copies, deadlines, calendars.

Revision ID: 0002
Revises: 0001
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations
from sqlalchemy.dialects.postgresql import JSONB

from app.models.base import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROLE = "sip_citizen"
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
GROUNDS = ("initiator", "coordinator", "main_responsible", "participant", "called", "successor")
NEW_GROUNDS = ("mapped", "notified", "principal")
REPLIES = ("none", "attends", "declines")
NEW_REPLIES = ("forwarded", "wrong_recipient")
GIVERS = ("person", "guardian", "legal_representative", "assessment")
KINDS = (
    *("summons_due", "summons_to_answer", "summons_unanswered", "documentation_due", "copies_to_give"),
    *("intervention_to_start", "follow_up_due", "closure_to_decide", "yearly_review", "consent_ending"),
    *("consent_ended", "plan_stale", "handover_to_answer", "deviation_to_address", "notice_to_acknowledge"),
)
# In the order in which they can be dropped.
PART_TABLES = ("goal_result", "summons_reply", "deviation_step", "takeover", "plan_copy", "offer")


def one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def schema(name: str = "journal") -> str | None:
    return name if postgresql() else None


@contextmanager
def altered(table: str) -> Iterator[BatchOperations]:
    """On SQLite the table is made anew and the rows moved; on PostgreSQL it is altered in place."""
    with op.batch_alter_table(table, schema=schema()) as batch:
        yield batch


def choose(batch: BatchOperations, table: str, column: str, values: tuple[str, ...], name: str = "") -> None:
    """The check of a column that holds one of these values, in place of the one that was there."""
    check = op.f(f"ck_{table}_{name or column}")
    batch.drop_constraint(check, type_="check")
    batch.create_check_constraint(check, sa.column(column).in_(values))


def point(batch: BatchOperations, table: str, column: str, target: str) -> None:
    name = op.f(f"fk_{table}_{column}")
    batch.create_foreign_key(name, target, [column], ["id"], referent_schema=schema())


def upgrade() -> None:
    alter_tables()
    create_parts()
    create_deadlines()
    create_mirror()
    where = "consent" if not postgresql() else "journal.consent"
    op.execute(f"""UPDATE {where} SET information = '["plan", "mapping"]' WHERE kind = 'information_sharing'""")


def alter_tables() -> None:
    with altered("plan") as batch:
        batch.add_column(sa.Column("held_back_until", UtcDateTime()))
        batch.add_column(sa.Column("held_back_reason", sa.Text()))
        batch.add_column(sa.Column("held_back_by_id", sa.Uuid()))
        batch.add_column(sa.Column("revises", sa.Integer()))
        batch.add_column(sa.Column("closing_text", sa.Text()))
        batch.add_column(sa.Column("annulled_at", UtcDateTime()))
        batch.add_column(sa.Column("annulment_reason", sa.Text()))
    with altered("participant") as batch:
        functions = one_of("stafffunction", "care_contact", "lead_case_manager")
        batch.add_column(sa.Column("function", functions))
    with altered("consent") as batch:
        batch.add_column(sa.Column("information", JSON, nullable=False, server_default="[]"))
        batch.add_column(sa.Column("assessment", sa.Text()))
    with altered("summons") as batch:
        batch.add_column(occasion())
    with altered("invitation") as batch:
        batch.add_column(sa.Column("forwarded_from_id", sa.Uuid()))
        point(batch, "invitation", "forwarded_from_id", "invitation")
        choose(batch, "invitation", "reply", REPLIES + NEW_REPLIES)
    with altered("meeting") as batch:
        batch.add_column(occasion())
        batch.add_column(sa.Column("attendee_ids", JSON, nullable=False, server_default="[]"))
        batch.add_column(sa.Column("person_attended", sa.Boolean()))
    with altered("goal") as batch:
        batch.add_column(sa.Column("citizen_text", sa.Text()))
    with altered("intervention") as batch:
        batch.add_column(sa.Column("citizen_text", sa.Text()))
        batch.add_column(sa.Column("depends_on", JSON, nullable=False, server_default="[]"))
    with altered("follow_up") as batch:
        batch.add_column(sa.Column("interventions_continue", sa.Boolean()))
        batch.add_column(sa.Column("attendee_ids", JSON, nullable=False, server_default="[]"))
        batch.add_column(sa.Column("citizen_text", sa.Text()))
    with altered("handover") as batch:
        batch.add_column(sa.Column("refused_at", UtcDateTime()))
        batch.add_column(sa.Column("withdrawn_at", UtcDateTime()))
    with altered("notice") as batch:
        batch.add_column(sa.Column("acknowledged_at", UtcDateTime()))
        batch.add_column(sa.Column("acknowledged_by", sa.String(64)))
    with altered("plan_reach") as batch:
        batch.alter_column("unit", existing_type=sa.String(64), nullable=True)
        batch.add_column(sa.Column("principal", sa.String(64)))
        batch.create_index(op.f("ix_plan_reach_principal_plan_id"), ["principal", "plan_id"])
        choose(batch, "plan_reach", "ground", GROUNDS + NEW_GROUNDS)


def occasion() -> sa.Column[Any]:
    kinds = one_of("occasion", "planning", "follow_up")
    return sa.Column("occasion", kinds, nullable=False, server_default="planning")


def part_table(name: str, *columns: sa.Column[Any], points: dict[str, str], more: tuple[Any, ...] = ()) -> None:
    """A table of one kind of part, with foreign keys from these columns to these tables."""
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        *columns,
        *(
            sa.ForeignKeyConstraint([column], [f"journal.{target}.id"], name=op.f(f"fk_{name}_{column}"))
            for column, target in ({"plan_id": "plan"} | points).items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        *more,
        schema="journal",
    )
    op.create_index(op.f(f"ix_{name}_plan_id"), name, ["plan_id"], schema="journal")


def create_parts() -> None:
    part_table(
        "offer",
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        sa.Column("offered_by_unit_id", sa.Uuid(), nullable=False),
        sa.Column("answer", one_of("offeranswer", "none", "accepted", "declined"), nullable=False),
        sa.Column("answered_at", UtcDateTime()),
        sa.Column("answered_by", one_of("consentgiver", *GIVERS)),
        sa.Column("reason", sa.Text()),
        points={"offered_by_unit_id": "unit"},
    )
    part_table(
        "summons_reply",
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("reply", one_of("reply", *REPLIES, *NEW_REPLIES), nullable=False),
        sa.Column("answered_by_unit_id", sa.Uuid(), nullable=False),
        sa.Column("representative_id", sa.Uuid()),
        sa.Column("forwarded_to_unit_id", sa.Uuid()),
        sa.Column("reason", sa.Text()),
        sa.Column("replied_at", UtcDateTime(), nullable=False),
        points={
            "invitation_id": "invitation",
            "answered_by_unit_id": "unit",
            "representative_id": "participant",
            "forwarded_to_unit_id": "unit",
        },
    )
    part_table(
        "goal_result",
        sa.Column("follow_up_id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", one_of("goaloutcome", "achieved", "partly_achieved", "not_achieved"), nullable=False),
        sa.Column("text", sa.Text()),
        points={"follow_up_id": "follow_up", "goal_id": "goal"},
        more=(sa.UniqueConstraint("follow_up_id", "goal_id", name=op.f("uq_goal_result_follow_up_id_goal_id")),),
    )
    part_table(
        "deviation_step",
        sa.Column("deviation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", one_of("deviationstepkind", "addressed", "answered", "closed"), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        points={"deviation_id": "deviation", "unit_id": "unit"},
    )
    part_table(
        "takeover",
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        points={"from_id": "participant", "to_id": "participant"},
    )
    part_table(
        "plan_copy",
        sa.Column("recipient_id", sa.Uuid()),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("form", one_of("copyform", "paper", "mail", "digital", "read_aloud"), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        points={"recipient_id": "participant"},
    )


def create_deadlines() -> None:
    op.create_table(
        "plan_deadline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("kind", one_of("deadlinekind", *KINDS), nullable=False),
        sa.Column("ground", one_of("ground", *GROUNDS, *NEW_GROUNDS)),
        sa.Column("unit", sa.String(64)),
        sa.Column("principal", sa.String(64)),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime()),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_plan_deadline_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_deadline")),
        schema="journal",
    )
    for columns in (("plan_id",), ("unit", "due_at"), ("principal", "due_at"), ("kind", "since")):
        name = op.f(f"ix_plan_deadline_{'_'.join(columns)}")
        op.create_index(name, "plan_deadline", list(columns), schema="journal")
    op.create_table(
        "calendar_subscription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("unit", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("principal", sa.String(64), nullable=False),
        sa.Column("client", sa.String(200), nullable=False),
        sa.Column("may_take_over", sa.Boolean(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_subscription")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_subscription_digest")),
        schema="journal",
    )
    name = op.f("ix_calendar_subscription_unit_person")
    op.create_index(name, "calendar_subscription", ["unit", "person"], schema="journal")


def create_mirror() -> None:
    op.create_table(
        "mirrored_summonses",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("person_key", sa.String(64), nullable=False),
        sa.Column("visible_since", UtcDateTime(), nullable=False),
        sa.Column("visible_until", UtcDateTime()),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("etag", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_mirrored_summonses")),
        schema="mirror",
    )
    name = op.f("ix_mirrored_summonses_person_key")
    op.create_index(name, "mirrored_summonses", ["person_key"], schema="mirror")
    if postgresql():
        op.execute(f"GRANT SELECT ON mirror.mirrored_summonses TO {ROLE}")


def downgrade() -> None:
    """What only this revision can say is lost: a forwarded summons becomes a declined one."""
    where = "journal." if postgresql() else ""
    op.drop_table("mirrored_summonses", schema="mirror")
    for table in ("calendar_subscription", "plan_deadline", *PART_TABLES):
        op.drop_table(table, schema="journal")
    old, new = ", ".join(f"'{one}'" for one in NEW_GROUNDS), ", ".join(f"'{one}'" for one in NEW_REPLIES)
    op.execute(f"DELETE FROM {where}plan_reach WHERE ground IN ({old})")
    op.execute(f"UPDATE {where}invitation SET reply = 'declines' WHERE reply IN ({new})")
    with altered("plan_reach") as batch:
        choose(batch, "plan_reach", "ground", GROUNDS)
        batch.drop_index(op.f("ix_plan_reach_principal_plan_id"))
        batch.drop_column("principal")
        batch.alter_column("unit", existing_type=sa.String(64), nullable=False)
    with altered("invitation") as batch:
        choose(batch, "invitation", "reply", REPLIES)
        batch.drop_constraint(op.f("fk_invitation_forwarded_from_id"), type_="foreignkey")
        batch.drop_column("forwarded_from_id")
    for table, check, columns in (
        ("notice", "", ("acknowledged_by", "acknowledged_at")),
        ("handover", "", ("withdrawn_at", "refused_at")),
        ("follow_up", "", ("citizen_text", "attendee_ids", "interventions_continue")),
        ("intervention", "", ("depends_on", "citizen_text")),
        ("goal", "", ("citizen_text",)),
        ("meeting", "occasion", ("person_attended", "attendee_ids", "occasion")),
        ("summons", "occasion", ("occasion",)),
        ("consent", "", ("assessment", "information")),
        ("participant", "stafffunction", ("function",)),
        ("plan", "", ("annulment_reason", "annulled_at", "closing_text", "revises")),
        ("plan", "", ("held_back_by_id", "held_back_reason", "held_back_until")),
    ):
        with altered(table) as batch:
            if check:
                batch.drop_constraint(op.f(f"ck_{table}_{check}"), type_="check")
            for column in columns:
                batch.drop_column(column)
