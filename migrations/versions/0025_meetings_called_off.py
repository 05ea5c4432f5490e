"""Meetings that do not take place as they were called.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_COLUMNS = ("called_off", "called_off_at", "called_off_reason", "formerly_at")


def upgrade() -> None:
    """Every meeting that is there takes place as it was called."""
    for name, length in (("called_off", 10), ("called_off_reason", 200)):
        op.add_column("meeting", sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
    for name in ("called_off_at", "formerly_at"):
        op.add_column("meeting", sa.Column(name, sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """What was cancelled stands as if it took place; what was put off stays on its new day."""
    for name in _COLUMNS:
        op.drop_column("meeting", name)
