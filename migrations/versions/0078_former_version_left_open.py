"""Whether a replacement leaves its former version open to the paper's readers.

Revision ID: 0078
Revises: 0077
"""

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column: no replacement of before leaves anything open."""
    op.add_column(
        "material_replacement", sa.Column("former_open", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """Drop it; no former version is open any more."""
    op.drop_column("material_replacement", "former_open")
