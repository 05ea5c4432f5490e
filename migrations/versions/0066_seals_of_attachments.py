"""The places of papers get seals: how long a paper is kept, and who explains it, is decided by where it is laid.

The service seals the rows that are there when it starts, once.

Revision ID: 0066
Revises: 0065
"""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty."""
    op.add_column("attachment", sa.Column("seal", sa.String(length=32), nullable=False, server_default=""))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("attachment", "seal")
