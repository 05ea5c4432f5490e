"""Which readers a paper has because they answer for its item.

Revision ID: 0060
Revises: 0059
"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table. Readers of before stay where they are, as if they had been named by hand."""
    op.create_table(
        "explained_reader",
        sa.Column("material_id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("was_named", sa.Boolean(), nullable=False),
        sa.Column("seal", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["material_id"], ["material.id"], name="fk_explained_reader_material_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_explained_reader_person_id"),
        sa.PrimaryKeyConstraint("material_id", "person_id", name="pk_explained_reader"),
    )


def downgrade() -> None:
    """Take it away; the papers keep the readers that they have."""
    op.drop_table("explained_reader")
