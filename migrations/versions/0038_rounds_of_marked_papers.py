"""Rounds over the papers of 完全性2 or 可用性2 alone.

Revision ID: 0038
Revises: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; every round of before went over everything."""
    op.add_column("object_round", sa.Column("is_marked", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take it away, with the rounds that would look like full ones."""
    op.execute("DELETE FROM object_round WHERE is_marked")
    op.drop_column("object_round", "is_marked")
