"""The file for the public: what a version's pages show and nothing besides.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Files of versions that are released already are made by the worker."""
    op.create_table(
        "public_file",
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.String(length=300), nullable=False),
        sa.Column("pictures", sa.Text(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["material_version.id"], name="fk_public_file_version_id"),
        sa.PrimaryKeyConstraint("version_id", name="pk_public_file"),
    )


def downgrade() -> None:
    """The files stay in the store, where nothing opens them."""
    op.drop_table("public_file")
