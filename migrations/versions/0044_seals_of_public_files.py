"""Files for the public get seals: by which rule one was made, and what it holds, is what two persons decide by.

The service seals the rows that are there when it starts, once.

Revision ID: 0044
Revises: 0043
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty."""
    op.add_column("public_file", sa.Column("seal", sa.String(length=32), nullable=False, server_default=""))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("public_file", "seal")
