"""Which papers were disposed of by two persons.

Revision ID: 0065
Revises: 0064
"""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "disposed_paper",
        sa.Column("material_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.String(length=26), nullable=False),
        sa.Column("decided_by", sa.String(length=26), nullable=False),
        sa.Column("level", sa.String(length=2), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("kept_until", sa.String(length=40), nullable=False),
        sa.Column("is_due", sa.Boolean(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_disposed_paper_asked_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_disposed_paper_decided_by"),
        sa.ForeignKeyConstraint(["material_id"], ["material.id"], name="fk_disposed_paper_material_id"),
        sa.PrimaryKeyConstraint("material_id", name="pk_disposed_paper"),
    )


def downgrade() -> None:
    """Take it away; what was destroyed stays so, and the ledger tells of it."""
    op.drop_table("disposed_paper")
