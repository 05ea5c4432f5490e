"""What an office that is given for a matter reaches: whose records, of which time, which registers.

Revision ID: 0051
Revises: 0055
"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Offices that are there name nothing, and so reach nothing until two persons give them anew."""
    op.add_column("office", sa.Column("remit", sa.String(length=4000), nullable=False, server_default=""))
    with op.batch_alter_table("office") as office:
        office.alter_column("remit", server_default=None)


def downgrade() -> None:
    """The ledger still has it."""
    op.drop_column("office", "remit")
