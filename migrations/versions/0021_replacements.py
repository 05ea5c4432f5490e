"""Which version took the place of which, and digests of pages by which two versions are compared.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was replaced before has no row, and cannot be put back; its pages cannot be compared."""
    op.create_table(
        "material_replacement",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("material_id", sa.String(length=26), nullable=False),
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("former_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("seal", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["material_id"], ["material.id"], name="fk_material_replacement_material_id"),
        sa.ForeignKeyConstraint(["version_id"], ["material_version.id"], name="fk_material_replacement_version_id"),
        sa.ForeignKeyConstraint(["former_id"], ["material_version.id"], name="fk_material_replacement_former_id"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_material_replacement_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_material_replacement"),
    )
    op.create_index("ix_material_replacement_material_id", "material_replacement", ["material_id"], unique=False)
    op.add_column("material_page", sa.Column("digest", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Versions that wait stay where they are: not the ones that readers get."""
    op.drop_column("material_page", "digest")
    op.drop_index("ix_material_replacement_material_id", table_name="material_replacement")
    op.drop_table("material_replacement")
