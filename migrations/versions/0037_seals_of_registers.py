"""Entries of registers and the steps of their history get seals.

The service seals the rows that are there when it starts, once.

Revision ID: 0037
Revises: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

TABLES = ("register_entry", "register_change")


def upgrade() -> None:
    """An empty seal fits nothing until the row is sealed."""
    for table in TABLES:
        op.add_column(table, sa.Column("seal", sa.String(length=32), nullable=False, server_default=""))


def downgrade() -> None:
    """The seals go."""
    for table in TABLES:
        op.drop_column(table, "seal")
