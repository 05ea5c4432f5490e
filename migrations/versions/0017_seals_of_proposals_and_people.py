"""Proposals and people get a seal. The service seals those that are there when it starts, once.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TABLES = ("proposal", "person")


def upgrade() -> None:
    """Add the column, empty."""
    for table in _TABLES:
        op.add_column(table, sa.Column("seal", sa.String(length=32), nullable=False, server_default=""))


def downgrade() -> None:
    """Take it away."""
    for table in _TABLES:
        op.drop_column(table, "seal")
