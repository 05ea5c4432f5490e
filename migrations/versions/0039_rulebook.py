"""The council's written rules and notices: versions, and who has acknowledged which.

Revision ID: 0039
Revises: 0038
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "written_rule",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("concerned", sa.String(16), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(26), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(26), nullable=True),
        sa.Column("seal", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_written_rule_created_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_written_rule_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_written_rule")),
    )
    op.create_table(
        "rule_version",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("rule_id", sa.String(26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(120), nullable=False),
        sa.Column("in_force_on", sa.String(10), nullable=False),
        sa.Column("in_force_at", sa.BigInteger(), nullable=False),
        sa.Column("is_asked", sa.Boolean(), nullable=False),
        sa.Column("review_on", sa.String(10), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("written_by", sa.String(26), nullable=False),
        sa.Column("seal", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["rule_id"], ["written_rule.id"], name=op.f("fk_rule_version_rule_id")),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_rule_version_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_version")),
        sa.UniqueConstraint("rule_id", "number", name="uq_rule_version_number"),
    )
    op.create_table(
        "rule_receipt",
        sa.Column("rule_id", sa.String(26), nullable=False),
        sa.Column("person_id", sa.String(26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["rule_id"], ["written_rule.id"], name=op.f("fk_rule_receipt_rule_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rule_receipt_person_id")),
        sa.PrimaryKeyConstraint("rule_id", "person_id", "number", name=op.f("pk_rule_receipt")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("rule_receipt")
    op.drop_table("rule_version")
    op.drop_table("written_rule")
