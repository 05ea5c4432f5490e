"""On which side a paper is bound.

Revision ID: 0068
Revises: 0069
"""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0069"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; papers that are there are bound at the left, as nearly all are."""
    op.add_column("material", sa.Column("binding", sa.String(length=5), nullable=False, server_default="left"))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("material", "binding")
