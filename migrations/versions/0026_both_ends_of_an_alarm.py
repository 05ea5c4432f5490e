"""An alarm knows both ends: the browser that it came from, and the session that was there before.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of alarms of before only the one end is known."""
    op.add_column("alarm", sa.Column("browser", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("alarm", sa.Column("other_session_id", sa.String(length=26), nullable=True))


def downgrade() -> None:
    """The ledger still has both."""
    op.drop_column("alarm", "other_session_id")
    op.drop_column("alarm", "browser")
