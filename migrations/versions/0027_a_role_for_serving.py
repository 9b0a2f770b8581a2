"""A role for serving: whoever logs in with it changes neither tables nor rights, nor what the audit log holds.

Revision ID: 0027
Revises: 0026
"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

SCHEMAS = "journal, mapping, mirror, audit"
ROLE = "sip_service"
# By what serving does with them (`app.rights`); a table that comes later is granted by the migration that makes it.
GRANTED = {
    "SELECT": "audit.audit_pruning audit.erased_source",
    "SELECT, INSERT": "audit.audit_entry audit.audit_leaf audit.audit_checkpoint audit.audit_sample"
    " audit.audit_sample_entry audit.audit_sample_outcome journal.plan_version journal.reach_turn"
    " mapping.mapping_version journal.source_identifier journal.statistics_quarter journal.statistics_figures",
    "SELECT, INSERT, UPDATE": "journal.person journal.plan journal.unit journal.participant journal.consent"
    " journal.representation journal.age_exception journal.block journal.emergency_access journal.offer"
    " journal.summons journal.invitation journal.summons_reply journal.meeting journal.goal journal.goal_result"
    " journal.intervention journal.intervention_status journal.follow_up journal.deviation journal.deviation_step"
    " journal.handover journal.takeover journal.plan_copy journal.note journal.notice journal.number_change"
    " journal.outbox_event mirror.mirrored_person journal.calendar_subscription journal.webhook journal.webhook_key"
    " journal.webhook_progress",
    "SELECT, INSERT, DELETE": "journal.plan_deadline mirror.mirrored_reader mirror.mirrored_number",
    "SELECT, INSERT, UPDATE, DELETE": "journal.plan_reach mirror.mirrored_plan mirror.mirrored_consents"
    " mirror.mirrored_summonses journal.kept_answer journal.plan_import journal.webhook_delivery",
    # The numbers of rows that are added.
    "USAGE": "journal.outbox_event_number_seq journal.reach_turn_id_seq journal.plan_reach_id_seq"
    " journal.plan_deadline_id_seq",
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    # Roles are the whole server's: another owner, or a superuser for an owner without CREATEROLE, may have made it. And
    # whoever makes it is not to be in it, whatever this server gives to makers of roles: she would be taken for a login
    # that serves, and has more rights than one may have.
    op.execute(
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN"
        " PERFORM set_config(name, '', true) FROM pg_settings WHERE name = 'createrole_self_grant';"
        f" CREATE ROLE {ROLE} NOLOGIN; END IF;"
        " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
    op.execute(f"GRANT USAGE ON SCHEMA {SCHEMAS} TO {ROLE}")
    for rights, names in GRANTED.items():
        kind = "SEQUENCE" if rights == "USAGE" else "TABLE"
        op.execute(f"GRANT {rights} ON {kind} {', '.join(names.split())} TO {ROLE}")


def downgrade() -> None:
    """The role may be in use by another database: it loses its rights here and stays."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for kind in ("SEQUENCES", "TABLES"):
        op.execute(f"REVOKE ALL ON ALL {kind} IN SCHEMA {SCHEMAS} FROM {ROLE}")
    op.execute(f"REVOKE ALL ON SCHEMA {SCHEMAS} FROM {ROLE}")
