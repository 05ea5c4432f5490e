"""Memberships of groups begin and end at a moment, and those that are over are kept.

Revision ID: 0055
Revises: 0050
"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Those that are there go on without an end. Their seals are made anew when the service starts."""
    for column in ("starts_at", "ends_at"):
        op.add_column("people_group_member", sa.Column(column, sa.BigInteger(), nullable=True))
    op.create_table(
        "people_group_former",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("group_id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=True),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["people_group.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_people_group_former_group_id", "people_group_former", ["group_id"])


def downgrade() -> None:
    """Take them away. Whoever is not inside at this moment would be for ever, so their rows go first."""
    now = sa.text("(CAST(strftime('%s', 'now') AS INTEGER) * 1000000)")
    if op.get_bind().dialect.name == "postgresql":
        now = sa.text("(CAST(extract(epoch FROM now()) AS BIGINT) * 1000000)")
    member = sa.table("people_group_member", sa.column("starts_at"), sa.column("ends_at"))
    op.execute(sa.delete(member).where(sa.or_(member.c.starts_at > now, member.c.ends_at <= now)))
    op.drop_index("ix_people_group_former_group_id", table_name="people_group_former")
    op.drop_table("people_group_former")
    for column in ("ends_at", "starts_at"):
        op.drop_column("people_group_member", column)
