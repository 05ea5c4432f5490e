"""Whom somebody shows their notes.

Revision ID: 0073
Revises: 0072
"""

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; nobody shows anything yet."""
    op.create_table(
        "note_share",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("owner_id", sa.String(length=26), nullable=False),
        sa.Column("material_id", sa.String(length=26), nullable=False),
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=True),
        sa.Column("group_id", sa.String(length=26), nullable=True),
        sa.Column("shared_at", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_note_share"),
    )
    op.create_index("ix_note_share_material", "note_share", ["material_id"])
    op.create_index("ix_note_share_owner", "note_share", ["owner_id"])


def downgrade() -> None:
    """Take it away; who has shared their notes has to share them again."""
    op.drop_table("note_share")
