"""Who of the executive answers for which item of an agenda.

Revision ID: 0059
Revises: 0058
"""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table. Items without a row are answered for by the whole executive, as before."""
    op.create_table(
        "agenda_explainer",
        sa.Column("item_id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("seal", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name="fk_agenda_explainer_item_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_agenda_explainer_person_id"),
        sa.PrimaryKeyConstraint("item_id", "person_id", name="pk_agenda_explainer"),
    )


def downgrade() -> None:
    """Take it away; the papers keep the readers that they have."""
    op.drop_table("agenda_explainer")
