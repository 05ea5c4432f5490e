"""Exceptions of every kind: applied for by the administrator, or begun first in an emergency; and their uses.

Revision ID: 0049
Revises: 0048
"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

IDS = ("applied_by", "word_of", "application", "device_id")
MOMENTS = ("starts_at", "confirm_by")


def upgrade() -> None:
    """Permits that are there were asked for by their holders; the service seals them anew at its start."""
    for name in IDS:
        op.add_column("permit", sa.Column(name, sa.String(length=26), nullable=True))
    for name in MOMENTS:
        op.add_column("permit", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("permit", sa.Column("conditions", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_permit_application", "permit", ["application"])
    op.create_table(
        "permit_opening",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("permit_id", sa.String(length=26), nullable=False),
        sa.Column("session_id", sa.String(length=26), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["permit_id"], ["permit.id"], name="fk_permit_opening_permit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_permit_opening"),
    )
    op.create_index("uq_permit_opening_session_permit", "permit_opening", ["session_id", "permit_id"], unique=True)
    op.create_table(
        "permit_review",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", sa.BigInteger(), nullable=False),
        sa.Column("reviewed_by", sa.String(length=26), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("seal", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["reviewed_by"], ["person.id"], name="fk_permit_review_reviewed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_permit_review"),
        sa.UniqueConstraint("number", name="uq_permit_review_number"),
    )
    op.create_table(
        "permit_copy",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("application", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("moved_at", sa.BigInteger(), nullable=True),
        sa.Column("moved_by", sa.String(length=26), nullable=True),
        sa.Column("seal", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_permit_copy_person_id"),
        sa.ForeignKeyConstraint(["moved_by"], ["person.id"], name="fk_permit_copy_moved_by"),
        sa.PrimaryKeyConstraint("id", name="pk_permit_copy"),
    )
    op.create_index("uq_permit_copy_application_person", "permit_copy", ["application", "person_id"], unique=True)


def downgrade() -> None:
    """Take them away; what is no PDF cannot be kept."""
    op.drop_table("permit_copy")
    op.drop_table("permit_review")
    op.drop_table("permit_opening")
    op.execute("DELETE FROM permit WHERE purpose NOT IN ('save', 'print')")
    op.drop_index("ix_permit_application", table_name="permit")
    for name in ("conditions", *reversed(MOMENTS), *reversed(IDS)):
        op.drop_column("permit", name)
