"""The ledger is searched by day.

Revision ID: 0028
Revises: 0027
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index the records' moments."""
    op.create_index("ix_ledger_record_at", "ledger_record", ["at"])


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_ledger_record_at", table_name="ledger_record")
