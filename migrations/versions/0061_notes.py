"""Members' own notes: a key of each person, and the noted pages that it seals.

Revision ID: 0061
Revises: 0062
"""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables, empty."""
    op.create_table(
        "note_key",
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("sealed_key", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_note_key"),
    )
    op.create_table(
        "noted_page",
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("material_id", sa.String(length=26), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "version_id", "page", name="pk_noted_page"),
    )
    op.create_index("ix_noted_page_version", "noted_page", ["version_id"], unique=False)
    op.create_index("ix_noted_page_person_material", "noted_page", ["person_id", "material_id"], unique=False)


def downgrade() -> None:
    """Take them away, with all notes."""
    op.drop_table("noted_page")
    op.drop_table("note_key")
