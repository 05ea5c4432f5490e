"""How long one paper or the papers of one meeting are kept.

Revision ID: 0076
Revises: 0075
"""

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "own_keeping",
        sa.Column("about_id", sa.String(length=26), nullable=False),
        sa.Column("value", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("set_by", sa.String(length=26), nullable=False),
        sa.Column("decided_by", sa.String(length=26), nullable=True),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_own_keeping_decided_by"),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name="fk_own_keeping_set_by"),
        sa.PrimaryKeyConstraint("about_id", name="pk_own_keeping"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("own_keeping")
