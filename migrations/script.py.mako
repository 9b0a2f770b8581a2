"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
"""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


# Born safe: `env.py` gives up a lock that it cannot have within five seconds, and runs all in one transaction.
# Add a column as nullable or with a default that is constant; fill it in batches; make it required in a later revision.
# A new table of the citizen's side needs its GRANT here and its line in `app/walls.py`.
def upgrade() -> None:
    ${upgrades if upgrades else "raise NotImplementedError"}


def downgrade() -> None:
    ${downgrades if downgrades else "raise NotImplementedError"}
