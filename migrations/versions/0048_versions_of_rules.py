"""What a version of a rule corrects, whether it was withdrawn, and which office wrote a rule.

Revision ID: 0048
Revises: 0047
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Versions that are there correct the one before them; their seals are made anew at the service's start."""
    op.add_column("rule_version", sa.Column("corrects", sa.Integer(), nullable=True))
    op.add_column("rule_version", sa.Column("withdrawn_at", sa.BigInteger(), nullable=True))
    op.add_column("written_rule", sa.Column("written_as", sa.String(length=16), nullable=False, server_default=""))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("written_rule", "written_as")
    op.drop_column("rule_version", "withdrawn_at")
    op.drop_column("rule_version", "corrects")
