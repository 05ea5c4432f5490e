"""By which way the pages of a version are known, to be found again in another one.

Revision ID: 0064
Revises: 0061
"""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the pages of versions that are there are made known by the worker."""
    op.add_column("material_version", sa.Column("known", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("material_version", "known")
