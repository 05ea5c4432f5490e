"""A permit's PDF is bound by a worker and kept sealed until its holder has taken it.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ID = sa.String(length=26)


def upgrade() -> None:
    """Make the table; nothing was kept before."""
    op.create_table(
        "permit_booklet",
        sa.Column("id", _ID, nullable=False),
        sa.Column("permit_id", _ID, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("issue_code", sa.String(length=16), nullable=False),
        sa.Column("made_for", sa.String(length=64), nullable=False),
        sa.Column("sealed_key", sa.Text(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("session_id", _ID, nullable=True),
        sa.Column("fetches", sa.Integer(), nullable=False),
        sa.Column("failure_code", sa.String(length=8), nullable=True),
        sa.Column("failure_sentence", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["permit_id"], ["permit.id"], name="fk_permit_booklet_permit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_permit_booklet"),
    )
    op.create_index("ix_permit_booklet_permit_id", "permit_booklet", ["permit_id"])
    op.create_index("ix_permit_booklet_state", "permit_booklet", ["state"])


def downgrade() -> None:
    """What is sealed becomes noise with its key."""
    op.drop_table("permit_booklet")
