"""Which networks outside the trusted zones were checked in which session.

Revision ID: 0069
Revises: 0066
"""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0066"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table. Sessions that are open are asked once."""
    op.create_table(
        "checked_network",
        sa.Column("session_id", sa.String(length=26), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name="fk_checked_network_session_id"),
        sa.PrimaryKeyConstraint("session_id", "network", name="pk_checked_network"),
    )


def downgrade() -> None:
    """Take it away; the ledger tells of each check."""
    op.drop_table("checked_network")
