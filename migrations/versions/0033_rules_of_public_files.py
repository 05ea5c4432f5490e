"""By which rule of cleaning a file for the public was made; those that are there are older than all rules.

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was made before is made anew by the worker."""
    op.add_column("public_file", sa.Column("rule", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """The files stay."""
    op.drop_column("public_file", "rule")
