"""A paper copy that was counted as destroyed names its entry in the register of disposals.

Revision ID: 0070
Revises: 0068
"""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; copies of before have no entry."""
    op.add_column("permit_copy", sa.Column("entry", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("permit_copy", "entry")
