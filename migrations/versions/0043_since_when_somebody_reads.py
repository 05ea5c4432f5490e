"""Since when somebody reads: readers, and people of groups; suspensions are sealed.

Revision ID: 0043
Revises: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

MOMENTS = (("material_reader", "added_at"), ("people_group_member", "added_at"))


def upgrade() -> None:
    """Rows that are there have always been; an empty seal fits nothing until the service seals the row at its start."""
    for table, column in MOMENTS:
        op.add_column(table, sa.Column(column, sa.BigInteger(), nullable=True))
    op.add_column("suspension", sa.Column("seal", sa.String(length=32), nullable=False, server_default=""))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("suspension", "seal")
    for table, column in reversed(MOMENTS):
        op.drop_column(table, column)
