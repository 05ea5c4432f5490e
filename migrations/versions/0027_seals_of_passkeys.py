"""Passkeys and security keys get a seal. The service seals those that are there when it starts, once.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty."""
    op.add_column("security_key", sa.Column("seal", sa.String(length=32), nullable=False, server_default=""))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("security_key", "seal")
