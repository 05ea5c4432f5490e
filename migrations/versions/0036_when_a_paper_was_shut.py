"""When a paper was last withdrawn, or raised in its label: permits from before are over.

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of former raises nothing is kept, and a paper that is withdrawn now gets it when restored."""
    op.add_column("material", sa.Column("shut_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("material", "shut_at")
