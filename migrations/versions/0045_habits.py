"""What of people's use is told as unusual: how far the ledger was looked through, events, and from where people read.

Revision ID: 0045
Revises: 0044
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three tables; the first look begins at the ledger's end of that moment."""
    op.create_table(
        "habit_cursor",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_habit_cursor")),
    )
    op.create_table(
        "habit_event",
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_habit_event_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_habit_event")),
    )
    op.create_table(
        "habit_place",
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("place", sa.String(length=8), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_habit_place_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "place", name=op.f("pk_habit_place")),
    )


def downgrade() -> None:
    """Take them away."""
    for table in ("habit_place", "habit_event", "habit_cursor"):
        op.drop_table(table)
