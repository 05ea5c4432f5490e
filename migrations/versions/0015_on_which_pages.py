"""A version says on which pages something was found.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of files of before it is not known: nobody looked."""
    op.add_column("material_version", sa.Column("finding_pages", sa.Text(), nullable=True))


def downgrade() -> None:
    """The codes stay."""
    op.drop_column("material_version", "finding_pages")
