"""Who stopped a device because it is infected, or may be: somebody else clears it.

Revision ID: 0053
Revises: 0051
"""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the service seals the devices anew at its start."""
    op.add_column("device", sa.Column("stopped_by", sa.String(26), nullable=True))


def downgrade() -> None:
    """Take it away. What is stopped as infected stays stopped, in the way that was known before."""
    op.execute("UPDATE device SET state = 'suspended' WHERE state = 'infected'")
    op.drop_column("device", "stopped_by")
