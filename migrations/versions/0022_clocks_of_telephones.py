"""By how much the clock of each authenticator app is wrong; nothing is known of those that are there.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Learned at the next sign-in."""
    op.add_column("totp_key", sa.Column("drift_steps", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """The window of the service of before is around the right time."""
    op.drop_column("totp_key", "drift_steps")
