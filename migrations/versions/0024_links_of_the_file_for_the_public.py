"""Where the links of a file for the public lead, for the two persons who release it.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Files that are there already were made before links were noted."""
    op.add_column("public_file", sa.Column("addresses", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take the column away."""
    op.drop_column("public_file", "addresses")
