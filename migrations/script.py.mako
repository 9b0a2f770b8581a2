"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
"""

revision = "${up_revision}"
down_revision = "${down_revision}"
branch_labels = None
depends_on = None


# What is to be done is done with `op`, from alembic. Born safe: `env.py` gives up a lock that it cannot have within
# five seconds, and runs all in one transaction.
# Add a column as nullable or with a default that is constant; fill it in batches; make it required in a later revision.
# A new table of the citizen's side needs its GRANT here and its line in `app/walls.py`.
def upgrade() -> None:
    ${upgrades if upgrades else "raise NotImplementedError"}


def downgrade() -> None:
    ${downgrades if downgrades else "raise NotImplementedError"}
