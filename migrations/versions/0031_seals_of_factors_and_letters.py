"""Passwords, authenticators, recovery codes, letters and what is under way with them get seals.

The service seals the rows that are there when it starts, once. An authenticator also keeps the steps used before, and
an enrolment when it was finished.

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_TABLES = ("password", "totp_key", "recovery_code", "enrolment_letter", "enrolment", "pending_sign_in")


def upgrade() -> None:
    """Add the columns, empty."""
    for table in _TABLES:
        op.add_column(table, sa.Column("seal", sa.String(length=32), nullable=False, server_default=""))
    op.add_column("enrolment", sa.Column("finished_at", sa.BigInteger(), nullable=True))
    op.add_column("totp_key", sa.Column("former_steps", sa.String(length=80), nullable=False, server_default=""))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("totp_key", "former_steps")
    op.drop_column("enrolment", "finished_at")
    for table in reversed(_TABLES):
        op.drop_column(table, "seal")
