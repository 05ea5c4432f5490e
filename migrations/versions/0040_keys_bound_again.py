"""Which device a tablet was until its browser lost the key.

Revision ID: 0040
Revises: 0039
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nothing that waits now is such a request."""
    op.add_column("device", sa.Column("replaces_id", sa.String(26), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("device", "replaces_id")
