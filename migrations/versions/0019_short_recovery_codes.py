"""Recovery codes are short and kept by a slow hash; lists of before stay good by the hash that they have.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_CODE = sa.table("recovery_code", sa.column("code_hash"), sa.column("confirmed_at"))


def upgrade() -> None:
    """A list that was shown and not confirmed is made anew by its owner."""
    op.execute(sa.delete(_CODE).where(_CODE.c.confirmed_at.is_(None)))
    op.add_column("recovery_code", sa.Column("sign", sa.String(length=1), nullable=False, server_default=""))
    op.add_column("recovery_code", sa.Column("argon2", sa.Text(), nullable=False, server_default=""))
    op.add_column("recovery_code", sa.Column("sealed_code", sa.Text(), nullable=False, server_default=""))
    op.add_column("recovery_code", sa.Column("shown_in", sa.String(length=26), nullable=False, server_default=""))
    with op.batch_alter_table("recovery_code") as code:  # no table points to this one
        code.alter_column("code_hash", existing_type=sa.String(length=64), nullable=True)
        for name in ("sign", "argon2", "sealed_code", "shown_in"):
            code.alter_column(name, server_default=None)


def downgrade() -> None:
    """Short codes open nothing in the service of before: their owners make a new list."""
    op.execute(sa.delete(_CODE).where(_CODE.c.code_hash.is_(None)))
    with op.batch_alter_table("recovery_code") as code:
        code.alter_column("code_hash", existing_type=sa.String(length=64), nullable=False)
        for name in ("shown_in", "sealed_code", "argon2", "sign"):
            code.drop_column(name)
