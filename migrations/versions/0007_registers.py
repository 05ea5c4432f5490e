"""Registers, and running numbers that any series may have.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; permits go on counting where they are."""
    op.create_table(
        "running_number",
        sa.Column("series", sa.String(length=64), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name="pk_running_number"),
    )
    former = sa.table("permit_number", sa.column("year"), sa.column("last"))
    numbers = sa.table("running_number", sa.column("series"), sa.column("last"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(former.c.year, former.c.last)).all():
        connection.execute(sa.insert(numbers).values(series=f"permit:{row.year}", last=row.last))
    op.drop_table("permit_number")
    op.create_table(
        "register_entry",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("register", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name="fk_register_entry_created_by"),
        sa.PrimaryKeyConstraint("id", name="pk_register_entry"),
        sa.UniqueConstraint("register", "number", name="uq_register_entry_number"),
    )
    op.create_index("ix_register_entry_state", "register_entry", ["register", "state"], unique=False)
    op.create_table(
        "register_change",
        sa.Column("entry_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name="fk_register_change_by"),
        sa.ForeignKeyConstraint(["entry_id"], ["register_entry.id"], name="fk_register_change_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", "number", name="pk_register_change"),
    )


def downgrade() -> None:
    """Take the tables away; permits keep their numbers."""
    op.create_table(
        "permit_number",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_permit_number"),
    )
    former = sa.table("permit_number", sa.column("year"), sa.column("last"))
    numbers = sa.table("running_number", sa.column("series"), sa.column("last"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(numbers.c.series, numbers.c.last)).all():
        owner, _, year = row.series.partition(":")
        if owner == "permit":
            connection.execute(sa.insert(former).values(year=int(year), last=row.last))
    op.drop_table("register_change")
    op.drop_index("ix_register_entry_state", table_name="register_entry")
    op.drop_table("register_entry")
    op.drop_table("running_number")
