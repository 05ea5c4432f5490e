"""New tablets that take the place of others, handed out in a day.

Revision ID: 0054
Revises: 0053
"""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "fleet_tablet",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("asset", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("device_id", sa.String(length=26), nullable=True),
        sa.Column("former_id", sa.String(length=26), nullable=True),
        sa.Column("ends_on", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("listed_at", sa.BigInteger(), nullable=False),
        sa.Column("listed_by", sa.String(length=26), nullable=False),
        sa.Column("moved_at", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_fleet_tablet_person_id"),
        sa.ForeignKeyConstraint(["listed_by"], ["person.id"], name="fk_fleet_tablet_listed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_fleet_tablet"),
    )
    op.create_index("ix_fleet_tablet_state", "fleet_tablet", ["state"])


def downgrade() -> None:
    """Take it away; devices that were approved stay approved."""
    op.drop_table("fleet_tablet")
