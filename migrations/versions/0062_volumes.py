"""A paper copy's papers bound as one PDF.

Revision ID: 0062
Revises: 0060
"""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0060"
branch_labels = None
depends_on = None

_ID = sa.String(length=26)


def upgrade() -> None:
    """Add the table; nothing was bound together before."""
    op.create_table(
        "permit_volume",
        sa.Column("id", _ID, nullable=False),
        sa.Column("copy_id", _ID, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("made_for", sa.String(length=64), nullable=False),
        sa.Column("sealed_key", sa.Text(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("session_id", _ID, nullable=True),
        sa.Column("fetches", sa.Integer(), nullable=False),
        sa.Column("failure_code", sa.String(length=8), nullable=True),
        sa.Column("failure_sentence", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["copy_id"], ["permit_copy.id"], name="fk_permit_volume_copy_id"),
        sa.PrimaryKeyConstraint("id", name="pk_permit_volume"),
    )
    op.create_index("ix_permit_volume_copy_id", "permit_volume", ["copy_id"])
    op.create_index("ix_permit_volume_state", "permit_volume", ["state"])


def downgrade() -> None:
    """What is sealed becomes noise with its key."""
    op.drop_table("permit_volume")
