"""Which pages' words were recognised by machine.

Revision ID: 0071
Revises: 0070
"""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, and to versions how often it was done: never so far."""
    op.add_column("material_version", sa.Column("recognised", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "material_page_recognised",
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("making", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("has_number", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["material_version.id"], name="fk_material_page_recognised_version_id"
        ),
        sa.PrimaryKeyConstraint("version_id", "number", name="pk_material_page_recognised"),
    )


def downgrade() -> None:
    """Take both away; the words' objects stay with the version until it is destroyed, and nothing reads them."""
    op.drop_table("material_page_recognised")
    op.drop_column("material_version", "recognised")
