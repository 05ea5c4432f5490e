"""When the end of an office was entered: a late one opens nothing that a sitting closes.

Revision ID: 0046
Revises: 0045
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of offices that are there, an end was entered when it came."""
    op.add_column("office", sa.Column("end_given_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("office", "end_given_at")
