"""What the council decides of the policy's values: what is in force, and every decision that led to it.

Revision ID: 0047
Revises: 0046
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "standards_in_force",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("seal", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_standards_in_force"),
    )
    op.create_table(
        "standard_decision",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=26), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("former", sa.Text(), nullable=False),
        sa.Column("clause", sa.String(length=40), nullable=False),
        sa.Column("grounds", sa.String(length=200), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.String(length=26), nullable=False),
        sa.Column("decided_by", sa.String(length=26), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_standard_decision_asked_by_person"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_standard_decision_decided_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_standard_decision"),
    )


def downgrade() -> None:
    """Take them away: an older edition goes by the file alone."""
    op.drop_table("standard_decision")
    op.drop_table("standards_in_force")
