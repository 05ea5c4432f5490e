"""When an office was entered: a term that begins earlier gave nothing until then.

Revision ID: 0042
Revises: 0041
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; offices that are there gave what they give from their beginning."""
    op.add_column("office", sa.Column("given_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("office", "given_at")
