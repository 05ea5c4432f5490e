"""Versions of rules keep a digest of their text, which is sealed in its place.

Revision ID: 0050
Revises: 0049
"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The service makes the digests at its start, of the versions that fit the seal of before.

    SQLite reads what stands behind a long text through all of the text, so there the text moves to the end.
    """
    op.add_column("rule_version", sa.Column("parts_digest", sa.String(length=64), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "sqlite":
        order = ("withdrawn_at", "parts_digest", "parts")
        with op.batch_alter_table("rule_version", recreate="always", partial_reordering=[order]):
            pass


def downgrade() -> None:
    """Take them away. Where the text stands in its table means nothing to the service of before."""
    op.drop_column("rule_version", "parts_digest")
