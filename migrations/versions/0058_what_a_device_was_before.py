"""When a device was stopped as infected, and what it was before: one that was suspended stays so when it is cleared.

Revision ID: 0058
Revises: 0057
"""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; the service seals the devices anew at its start."""
    op.add_column("device", sa.Column("stopped_at", sa.BigInteger(), nullable=True))
    op.add_column("device", sa.Column("stopped_while", sa.String(10), nullable=True))


def downgrade() -> None:
    """Take them away. What is stopped as infected stays stopped."""
    op.drop_column("device", "stopped_while")
    op.drop_column("device", "stopped_at")
