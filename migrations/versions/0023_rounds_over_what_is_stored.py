"""Rounds over stored objects: how far each came, and what it found.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "object_round",
        sa.Column("id", sa.String(length=26), nullable=False, primary_key=True),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("after", sa.String(length=200), nullable=False),
        sa.Column("looked", sa.Integer(), nullable=False),
        sa.Column("looked_bytes", sa.BigInteger(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("object_round")
