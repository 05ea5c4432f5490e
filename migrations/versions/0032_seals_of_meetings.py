"""Meetings, the groups that attend them, and booklets of permits get seals.

The service seals the rows that are there when it starts, once.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_TABLES = ("meeting", "meeting_group", "permit_booklet")


def upgrade() -> None:
    """Add the columns, empty."""
    for table in _TABLES:
        op.add_column(table, sa.Column("seal", sa.String(length=32), nullable=False, server_default=""))


def downgrade() -> None:
    """Take them away."""
    for table in reversed(_TABLES):
        op.drop_column(table, "seal")
