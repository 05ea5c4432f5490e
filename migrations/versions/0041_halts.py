"""Stopping the council at once: each time, by whom, how far, and until when.

Revision ID: 0041
Revises: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "halt",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("depth", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("began_by", sa.String(length=26), nullable=True),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("in_force", sa.String(length=3), nullable=True),
        sa.Column("ended_by", sa.String(length=26), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("seal", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["began_by"], ["person.id"], name="fk_halt_began_by"),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name="fk_halt_ended_by"),
        sa.PrimaryKeyConstraint("id", name="pk_halt"),
        sa.UniqueConstraint("in_force", name="uq_halt_in_force"),
    )


def downgrade() -> None:
    """Take it away: an older edition knows no stop, and would go on as if there were none."""
    op.drop_table("halt")
