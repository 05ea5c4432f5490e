"""A session knows from where its key was proven, and which of its cookies cannot be on their way any more.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_COLUMNS = ("settled_at", "next_settled_at", "elsewhere_at")


def upgrade() -> None:
    """Add three moments, empty, and the table of places."""
    for column in _COLUMNS:
        op.add_column("session", sa.Column(column, sa.BigInteger(), nullable=True))
    op.create_table(
        "session_place",
        sa.Column("session_id", sa.String(length=26), sa.ForeignKey("session.id"), primary_key=True),
        sa.Column("place", sa.String(length=32), primary_key=True),
        sa.Column("met_at", sa.BigInteger(), nullable=False),
        sa.Column("refused_at", sa.BigInteger(), nullable=True),
        sa.Column("proven_at", sa.BigInteger(), nullable=True),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("session_place")
    for column in _COLUMNS:
        op.drop_column("session", column)
