"""People and their groups.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "people_group",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people_group"),
        sa.UniqueConstraint("key", name="uq_people_group_key"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("kana", sa.String(length=128), nullable=False),
        sa.Column("title", sa.String(length=64), nullable=False),
        sa.Column("seat_number", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("has_accommodation", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("login", name="uq_person_login"),
    )
    op.create_table(
        "delegation",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("from_person", sa.String(length=26), nullable=False),
        sa.Column("to_person", sa.String(length=26), nullable=False),
        sa.Column("duties", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_by", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(["from_person"], ["person.id"], name="fk_delegation_from_person"),
        sa.ForeignKeyConstraint(["revoked_by"], ["person.id"], name="fk_delegation_revoked_by"),
        sa.ForeignKeyConstraint(["to_person"], ["person.id"], name="fk_delegation_to_person"),
        sa.PrimaryKeyConstraint("id", name="pk_delegation"),
    )
    op.create_index("ix_delegation_to_person", "delegation", ["to_person"], unique=False)
    op.create_table(
        "office",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_office_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_office"),
    )
    op.create_index("ix_office_person_role", "office", ["person_id", "role"], unique=False)
    op.create_table(
        "people_group_member",
        sa.Column("group_id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["people_group.id"], name="fk_people_group_member_group_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_people_group_member_person_id"),
        sa.PrimaryKeyConstraint("group_id", "person_id", name="pk_people_group_member"),
    )
    op.create_index("ix_people_group_member_person_id", "people_group_member", ["person_id"], unique=False)
    op.create_table(
        "retirement",
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("opened_by", sa.String(length=26), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("secrecy_by", sa.String(length=26), nullable=True),
        sa.Column("secrecy_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", sa.String(length=26), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name="fk_retirement_closed_by"),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name="fk_retirement_opened_by"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_retirement_person_id"),
        sa.ForeignKeyConstraint(["secrecy_by"], ["person.id"], name="fk_retirement_secrecy_by"),
        sa.PrimaryKeyConstraint("person_id", name="pk_retirement"),
    )
    op.create_table(
        "suspension",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.String(length=26), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_by", sa.String(length=26), nullable=True),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.Column("lifted_reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_suspension_decided_by"),
        sa.ForeignKeyConstraint(["lifted_by"], ["person.id"], name="fk_suspension_lifted_by"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_suspension_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_suspension"),
    )
    op.create_index("ix_suspension_person_id", "suspension", ["person_id"], unique=False)


def downgrade() -> None:
    """Take the tables away."""
    op.drop_index("ix_suspension_person_id", table_name="suspension")
    op.drop_table("suspension")
    op.drop_table("retirement")
    op.drop_index("ix_people_group_member_person_id", table_name="people_group_member")
    op.drop_table("people_group_member")
    op.drop_index("ix_office_person_role", table_name="office")
    op.drop_table("office")
    op.drop_index("ix_delegation_to_person", table_name="delegation")
    op.drop_table("delegation")
    op.drop_table("person")
    op.drop_table("people_group")
