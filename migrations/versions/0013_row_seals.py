"""Rows that carry decisions get a seal. The service seals those that are there when it starts, once.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TABLES = ("material", "material_version", "material_reader", "permit", "office", "people_group_member", "delegation")


def upgrade() -> None:
    """Add the column, empty."""
    for table in _TABLES:
        op.add_column(table, sa.Column("seal", sa.String(length=32), nullable=False, server_default=""))


def downgrade() -> None:
    """Take it away."""
    for table in _TABLES:
        op.drop_column(table, "seal")
