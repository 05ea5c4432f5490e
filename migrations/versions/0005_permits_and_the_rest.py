"""Permits, and what rests on everything else.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "permit_number",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_permit_number"),
    )
    op.create_table(
        "permit",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("material_id", sa.String(length=26), nullable=False),
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("wanted_until", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.String(length=26), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("max_uses", sa.Integer(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_permit_decided_by"),
        sa.ForeignKeyConstraint(["material_id"], ["material.id"], name="fk_permit_material_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_permit_person_id"),
        sa.ForeignKeyConstraint(["version_id"], ["material_version.id"], name="fk_permit_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_permit"),
        sa.UniqueConstraint("number", name="uq_permit_number"),
    )
    op.create_index("ix_permit_material_id", "permit", ["material_id"], unique=False)
    op.create_index("ix_permit_person_version", "permit", ["person_id", "version_id"], unique=False)
    op.create_index("ix_permit_state", "permit", ["state"], unique=False)


def downgrade() -> None:
    """Take the tables away."""
    op.drop_index("ix_permit_state", table_name="permit")
    op.drop_index("ix_permit_person_version", table_name="permit")
    op.drop_index("ix_permit_material_id", table_name="permit")
    op.drop_table("permit")
    op.drop_table("permit_number")
