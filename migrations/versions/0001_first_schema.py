"""The first schema: plans and their parts, the mapping, the mirror, the audit log.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.models.base import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMAS = ("journal", "mapping", "mirror", "audit")
ROLE = "sip_citizen"
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        for schema in SCHEMAS:
            op.execute(f"CREATE SCHEMA {schema}")
    create_tables()
    if postgresql:
        guard_on_postgresql()
    else:
        guard_on_sqlite()


def guard_on_postgresql() -> None:
    """The citizen's role gets the mirror, her part of the audit log, and nothing else; the log only grows."""
    op.execute(
        f"DO $$ BEGIN CREATE ROLE {ROLE} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
    for schema in SCHEMAS:
        op.execute(f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC")
    op.execute(f"GRANT USAGE ON SCHEMA mirror, audit TO {ROLE}")
    op.execute(f"GRANT SELECT ON mirror.mirrored_plan, mirror.mirrored_consents, mirror.mirrored_person TO {ROLE}")
    op.execute(f"GRANT INSERT ON audit.audit_entry TO {ROLE}")
    op.execute(
        "GRANT SELECT (id, at, action, kind, outcome, person_key, plan_id, actor_kind, unit_name, principal,"
        f" principal_name, purpose) ON audit.audit_entry TO {ROLE}"
    )
    op.execute(
        "CREATE FUNCTION audit.only_grows() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$"
    )
    op.execute(
        "CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.audit_entry"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit.only_grows()"
    )


def guard_on_sqlite() -> None:
    """The log only grows; the citizen's connection is kept to the mirror by an authorizer in `app.engines`."""
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_entry_no_{change.lower()} BEFORE {change} ON audit_entry"
            " BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
        )


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        # The role belongs to the cluster and may be in use by another database: it loses its rights here and stays.
        for schema in reversed(SCHEMAS):
            op.execute(f"DROP SCHEMA {schema} CASCADE")
        return
    for table in TABLES:
        op.drop_table(table)


def create_tables() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=True),
        sa.Column("person_key", sa.String(length=64), nullable=True),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("principal", sa.String(length=64), nullable=True),
        sa.Column("principal_name", sa.Text(), nullable=True),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("trace_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        schema="audit",
    )
    op.create_index(
        op.f("ix_audit_entry_person_key_at"), "audit_entry", ["person_key", "at"], unique=False, schema="audit"
    )
    op.create_index(op.f("ix_audit_entry_plan_id_at"), "audit_entry", ["plan_id", "at"], unique=False, schema="audit")
    op.create_table(
        "kept_answer",
        sa.Column("client", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", JSON, nullable=False),
        sa.Column("sealed_body", sa.Text(), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("client", "key", name=op.f("pk_kept_answer")),
        schema="journal",
    )
    op.create_index(op.f("ix_kept_answer_kept_at"), "kept_answer", ["kept_at"], unique=False, schema="journal")
    op.create_table(
        "outbox_event",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=64), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("occurred_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_outbox_event")),
        sa.UniqueConstraint("id", name=op.f("uq_outbox_event_id")),
        schema="journal",
        sqlite_autoincrement=True,
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("sealed_number", sa.Text(), nullable=False),
        sa.Column("born", sa.Date(), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("key", name=op.f("uq_person_key")),
        schema="journal",
    )
    op.create_table(
        "mirrored_consents",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column("visible_since", UtcDateTime(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("etag", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_mirrored_consents")),
        schema="mirror",
    )
    op.create_index(
        op.f("ix_mirrored_consents_person_key"), "mirrored_consents", ["person_key"], unique=False, schema="mirror"
    )
    op.create_table(
        "mirrored_person",
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person_key", name=op.f("pk_mirrored_person")),
        schema="mirror",
    )
    op.create_table(
        "mirrored_plan",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column("visible_since", UtcDateTime(), nullable=False),
        sa.Column("visible_until", UtcDateTime(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("etag", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_mirrored_plan")),
        schema="mirror",
    )
    op.create_index(op.f("ix_mirrored_plan_person_key"), "mirrored_plan", ["person_key"], unique=False, schema="mirror")
    op.create_table(
        "plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            one_of(
                "planstatus",
                "initiated",
                "offered",
                "declined",
                "preparing",
                "summoned",
                "met",
                "established",
                "closed",
                "annulled",
            ),
            nullable=False,
        ),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column(
            "protected_identity",
            one_of("protectedidentity", "none", "confidentialityMarking", "protectedRegistration"),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("legal_bases", JSON, nullable=False),
        sa.Column("initiated_by_unit_id", sa.Uuid(), nullable=False),
        sa.Column("initiated_at", UtcDateTime(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("discharge_ready_at", UtcDateTime(), nullable=True),
        sa.Column("coordinator_id", sa.Uuid(), nullable=True),
        sa.Column("main_responsible_id", sa.Uuid(), nullable=True),
        sa.Column("overall_responsible", one_of("principaltype", "region", "municipality", "other"), nullable=True),
        sa.Column("first_follow_up_on", sa.Date(), nullable=True),
        sa.Column("approved_for_patient", sa.Boolean(), nullable=False),
        sa.Column("established_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column(
            "closing_reason",
            one_of(
                "closingreason",
                "no_longer_needed",
                "coordination_works",
                "consent_withdrawn",
                "consent_ended",
                "moved",
                "deceased",
                "replaced",
                "inactive",
            ),
            nullable=True,
        ),
        sa.Column("source_owner", sa.String(length=64), nullable=True),
        sa.Column("source_system", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["journal.person.id"], name=op.f("fk_plan_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint(
            "source_owner", "source_system", "source_id", name=op.f("uq_plan_source_owner_source_system_source_id")
        ),
        schema="journal",
    )
    op.create_index(op.f("ix_plan_person_id"), "plan", ["person_id"], unique=False, schema="journal")
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("held_at", UtcDateTime(), nullable=False),
        sa.Column("how_is_it_going", sa.Text(), nullable=False),
        sa.Column("helped", sa.Text(), nullable=True),
        sa.Column("hindered", sa.Text(), nullable=True),
        sa.Column("continued_coordination", sa.Boolean(), nullable=False),
        sa.Column("decision", one_of("followupdecision", "continue", "revise", "close"), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("withheld_from_patient", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_follow_up_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        schema="journal",
    )
    op.create_index(op.f("ix_follow_up_plan_id"), "follow_up", ["plan_id"], unique=False, schema="journal")
    op.create_table(
        "plan_reach",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column(
            "ground",
            one_of("ground", "initiator", "coordinator", "main_responsible", "participant", "called", "successor"),
            nullable=False,
        ),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_plan_reach_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_reach")),
        schema="journal",
    )
    op.create_index(op.f("ix_plan_reach_plan_id"), "plan_reach", ["plan_id"], unique=False, schema="journal")
    op.create_index(
        op.f("ix_plan_reach_unit_plan_id"), "plan_reach", ["unit", "plan_id"], unique=False, schema="journal"
    )
    op.create_table(
        "plan_version",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(length=64), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("snapshot", JSON, nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_plan_version_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "version", name=op.f("pk_plan_version")),
        schema="journal",
    )
    op.create_table(
        "summons",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("form", one_of("summonsform", "written", "oral"), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("meeting_at", UtcDateTime(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_summons_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summons")),
        schema="journal",
    )
    op.create_index(op.f("ix_summons_plan_id"), "summons", ["plan_id"], unique=False, schema="journal")
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("hsa_id", sa.String(length=64), nullable=True),
        sa.Column("principal_type", one_of("principaltype", "region", "municipality", "other"), nullable=False),
        sa.Column("principal_name", sa.Text(), nullable=False),
        sa.Column("principal_org_number", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_unit_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        schema="journal",
    )
    op.create_index(op.f("ix_unit_plan_id"), "unit", ["plan_id"], unique=False, schema="journal")
    op.create_table(
        "mapping_version",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("situation", sa.Text(), nullable=False),
        sa.Column("entries", JSON, nullable=False),
        sa.Column("written_by", sa.String(length=64), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_mapping_version_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "version", name=op.f("pk_mapping_version")),
        schema="mapping",
    )
    op.create_table(
        "deviation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("reported_by_unit_id", sa.Uuid(), nullable=False),
        sa.Column("concerns_unit_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["concerns_unit_id"], ["journal.unit.id"], name=op.f("fk_deviation_concerns_unit_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_deviation_plan_id")),
        sa.ForeignKeyConstraint(
            ["reported_by_unit_id"], ["journal.unit.id"], name=op.f("fk_deviation_reported_by_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviation")),
        schema="journal",
    )
    op.create_index(op.f("ix_deviation_plan_id"), "deviation", ["plan_id"], unique=False, schema="journal")
    op.create_table(
        "note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("author_unit_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_unit_id"], ["journal.unit.id"], name=op.f("fk_note_author_unit_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_note_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        schema="journal",
    )
    op.create_index(op.f("ix_note_plan_id"), "note", ["plan_id"], unique=False, schema="journal")
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("notified_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_notice_plan_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["journal.unit.id"], name=op.f("fk_notice_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        schema="journal",
    )
    op.create_index(op.f("ix_notice_plan_id"), "notice", ["plan_id"], unique=False, schema="journal")
    op.create_table(
        "participant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("kind", one_of("participantkind", "staff", "relative", "guardian"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("hsa_id", sa.String(length=64), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("sealed_number", sa.Text(), nullable=True),
        sa.Column(
            "protected_identity",
            one_of("protectedidentity", "none", "confidentialityMarking", "protectedRegistration"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_participant_plan_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["journal.unit.id"], name=op.f("fk_participant_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        schema="journal",
    )
    op.create_index(op.f("ix_participant_plan_id"), "participant", ["plan_id"], unique=False, schema="journal")
    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("kind", one_of("consentkind", "sip", "information_sharing", "relatives"), nullable=False),
        sa.Column(
            "given_by",
            one_of("consentgiver", "person", "guardian", "legal_representative", "assessment"),
            nullable=False,
        ),
        sa.Column("guardian_id", sa.Uuid(), nullable=True),
        sa.Column("form", one_of("consentform", "oral", "written", "electronic"), nullable=False),
        sa.Column("registered_by_id", sa.Uuid(), nullable=True),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("recipients", JSON, nullable=False),
        sa.Column("excluded", sa.Text(), nullable=True),
        sa.Column("relatives", JSON, nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column(
            "withdrawn_by",
            one_of("withdrawer", "person", "guardian", "legal_representative", "assessment"),
            nullable=True,
        ),
        sa.Column("withdrawal_registered_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawal_entered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["guardian_id"], ["journal.participant.id"], name=op.f("fk_consent_guardian_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_consent_plan_id")),
        sa.ForeignKeyConstraint(
            ["registered_by_id"], ["journal.participant.id"], name=op.f("fk_consent_registered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawal_registered_by_id"],
            ["journal.participant.id"],
            name=op.f("fk_consent_withdrawal_registered_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        schema="journal",
    )
    op.create_index(op.f("ix_consent_plan_id"), "consent", ["plan_id"], unique=False, schema="journal")
    op.create_table(
        "goal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("term", one_of("goalterm", "long", "short"), nullable=False),
        sa.Column(
            "life_area",
            one_of(
                "lifearea",
                "home",
                "leisure",
                "social_life",
                "community",
                "health",
                "communication",
                "occupation",
                "economy",
                "hygiene",
                "meals",
                "sleep",
                "mobility",
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("follow_up_responsible_id", sa.Uuid(), nullable=True),
        sa.Column("withheld_from_patient", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_responsible_id"], ["journal.participant.id"], name=op.f("fk_goal_follow_up_responsible_id")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["journal.goal.id"], name=op.f("fk_goal_parent_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_goal_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
        schema="journal",
    )
    op.create_index(op.f("ix_goal_plan_id"), "goal", ["plan_id"], unique=False, schema="journal")
    op.create_table(
        "handover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["from_id"], ["journal.participant.id"], name=op.f("fk_handover_from_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_handover_plan_id")),
        sa.ForeignKeyConstraint(["to_id"], ["journal.participant.id"], name=op.f("fk_handover_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        schema="journal",
    )
    op.create_index(op.f("ix_handover_plan_id"), "handover", ["plan_id"], unique=False, schema="journal")
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("summons_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("wished_profession", sa.Text(), nullable=True),
        sa.Column("reply", one_of("reply", "none", "attends", "declines"), nullable=False),
        sa.Column("representative_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("replied_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_invitation_plan_id")),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["journal.participant.id"], name=op.f("fk_invitation_representative_id")
        ),
        sa.ForeignKeyConstraint(["summons_id"], ["journal.summons.id"], name=op.f("fk_invitation_summons_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["journal.unit.id"], name=op.f("fk_invitation_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("summons_id", "unit_id", name=op.f("uq_invitation_summons_id_unit_id")),
        schema="journal",
    )
    op.create_index(op.f("ix_invitation_plan_id"), "invitation", ["plan_id"], unique=False, schema="journal")
    op.create_table(
        "meeting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("held_at", UtcDateTime(), nullable=False),
        sa.Column("form", one_of("meetingform", "physical", "digital", "hybrid"), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("chair_id", sa.Uuid(), nullable=False),
        sa.Column("chair_origin", one_of("chair_origin", "default", "agreed"), nullable=False),
        sa.Column("writer_id", sa.Uuid(), nullable=False),
        sa.Column("writer_origin", one_of("writer_origin", "default", "agreed"), nullable=False),
        sa.Column("main_responsible_id", sa.Uuid(), nullable=False),
        sa.Column("main_responsible_origin", one_of("main_responsible_origin", "default", "agreed"), nullable=False),
        sa.Column("what_matters", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["chair_id"], ["journal.participant.id"], name=op.f("fk_meeting_chair_id")),
        sa.ForeignKeyConstraint(
            ["main_responsible_id"], ["journal.participant.id"], name=op.f("fk_meeting_main_responsible_id")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_meeting_plan_id")),
        sa.ForeignKeyConstraint(["writer_id"], ["journal.participant.id"], name=op.f("fk_meeting_writer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        schema="journal",
    )
    op.create_index(op.f("ix_meeting_plan_id"), "meeting", ["plan_id"], unique=False, schema="journal")
    op.create_table(
        "intervention",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("responsible_kind", one_of("responsiblekind", "unit", "other", "person"), nullable=False),
        sa.Column("responsible_unit_id", sa.Uuid(), nullable=True),
        sa.Column("responsible_name", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("withheld_from_patient", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(responsible_kind = 'unit' AND responsible_unit_id IS NOT NULL AND responsible_name IS NULL)"
            " OR (responsible_kind = 'other' AND responsible_unit_id IS NULL AND responsible_name IS NOT NULL)"
            " OR (responsible_kind = 'person' AND responsible_unit_id IS NULL AND responsible_name IS NULL)",
            name=op.f("ck_intervention_one_responsible"),
        ),
        sa.ForeignKeyConstraint(["goal_id"], ["journal.goal.id"], name=op.f("fk_intervention_goal_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_intervention_plan_id")),
        sa.ForeignKeyConstraint(
            ["responsible_unit_id"], ["journal.unit.id"], name=op.f("fk_intervention_responsible_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervention")),
        schema="journal",
    )
    op.create_index(op.f("ix_intervention_plan_id"), "intervention", ["plan_id"], unique=False, schema="journal")
    op.create_table(
        "intervention_status",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("intervention_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state", one_of("interventionstate", "needed", "ongoing", "completed", "discontinued"), nullable=False
        ),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intervention_id"], ["journal.intervention.id"], name=op.f("fk_intervention_status_intervention_id")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["journal.plan.id"], name=op.f("fk_intervention_status_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervention_status")),
        schema="journal",
    )
    op.create_index(
        op.f("ix_intervention_status_plan_id"), "intervention_status", ["plan_id"], unique=False, schema="journal"
    )


# In the order in which they can be dropped.
TABLES = (
    "intervention_status",
    "intervention",
    "meeting",
    "invitation",
    "handover",
    "goal",
    "consent",
    "participant",
    "notice",
    "note",
    "deviation",
    "mapping_version",
    "unit",
    "summons",
    "plan_version",
    "plan_reach",
    "follow_up",
    "plan",
    "mirrored_plan",
    "mirrored_person",
    "mirrored_consents",
    "person",
    "outbox_event",
    "kept_answer",
    "audit_entry",
)
