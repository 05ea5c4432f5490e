"""Versions of rules keep a sealed digest of their text; alarms and the watch over unusual use are sealed.

Revision ID: 0050
Revises: 0049
"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

SEALED = ("alarm", "alarm_watch", "alarm_answer", "habit_cursor", "habit_event", "habit_place")


def upgrade() -> None:
    """The service makes the digests at its start, of the versions that fit the seal of before; and the new seals.

    SQLite reads what stands behind a long text through all of the text, so there the text moves to the end.
    """
    op.add_column("rule_version", sa.Column("parts_digest", sa.String(length=64), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "sqlite":
        order = ("withdrawn_at", "parts_digest", "parts")
        with op.batch_alter_table("rule_version", recreate="always", partial_reordering=[order]):
            pass
    for table in SEALED:
        op.add_column(table, sa.Column("seal", sa.String(length=32), nullable=False, server_default=""))


def downgrade() -> None:
    """Take them away. Where the text stands in its table means nothing to the service of before."""
    for table in reversed(SEALED):
        op.drop_column(table, "seal")
    op.drop_column("rule_version", "parts_digest")
