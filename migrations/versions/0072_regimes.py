"""Under whose rules a paper stands.

Revision ID: 0072
Revises: 0071
"""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of papers that are there the source tells it."""
    op.add_column("material", sa.Column("regime", sa.String(length=9), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("material", "regime")
