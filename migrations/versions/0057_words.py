"""By which way of folding the words of a version were gathered for searching.

Revision ID: 0057
Revises: 0054
"""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the words of versions that are there are gathered by the worker."""
    op.add_column("material_version", sa.Column("fold", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("material_version", "fold")
