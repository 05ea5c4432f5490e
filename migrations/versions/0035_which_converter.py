"""Which converter made a version's pages, and the pages of versions that are being made anew.

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Pages that are there were made by a converter without a number: the worker makes them anew."""
    op.add_column("material_version", sa.Column("converter", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("material_version", sa.Column("making", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "material_page_remade",
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("width_points", sa.Float(), nullable=False),
        sa.Column("height_points", sa.Float(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("converter", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["material_version.id"], name="fk_material_page_remade_version_id"),
        sa.PrimaryKeyConstraint("version_id", "number", name="pk_material_page_remade"),
    )
    op.create_table(
        "material_remaking",
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("converter", sa.Integer(), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["material_version.id"], name="fk_material_remaking_version_id"),
        sa.PrimaryKeyConstraint("version_id", name="pk_material_remaking"),
    )


def downgrade() -> None:
    """Pages that were made anew lie where an older edition does not look for them: it converts nothing again."""
    op.drop_table("material_remaking")
    op.drop_table("material_page_remade")
    op.drop_column("material_version", "making")
    op.drop_column("material_version", "converter")
