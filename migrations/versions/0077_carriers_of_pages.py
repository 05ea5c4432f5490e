"""How many pieces of each page's print carry the hidden mark.

Revision ID: 0077
Revises: 0076
"""

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

_TABLES = ("material_page", "material_page_remade")


def upgrade() -> None:
    """Add the column: unknown until a page is made anew."""
    for table in _TABLES:
        op.add_column(table, sa.Column("pieces", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    for table in _TABLES:
        op.drop_column(table, "pieces")
