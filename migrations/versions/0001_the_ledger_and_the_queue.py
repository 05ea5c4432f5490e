"""The ledger and the queue of jobs.

Revision ID: 0001
Revises: nothing
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "job",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_after", sa.BigInteger(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("leased_by", sa.String(length=64), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
    )
    op.create_index("ix_job_kind", "job", ["kind"], unique=False)
    op.create_index("ix_job_state", "job", ["state"], unique=False)
    op.create_index("ix_job_subject", "job", ["subject"], unique=False)
    op.create_table(
        "ledger_checkpoint",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_ledger_checkpoint"),
    )
    op.create_table(
        "ledger_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_head"),
    )
    op.create_table(
        "ledger_record",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.String(length=26), nullable=True),
        sa.Column("material_id", sa.String(length=26), nullable=True),
        sa.Column("issue_code", sa.String(length=16), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_ledger_record"),
        sa.UniqueConstraint("issue_code", name="uq_ledger_record_issue_code"),
    )
    op.create_index("ix_ledger_record_actor", "ledger_record", ["actor_id", "seq"], unique=False)
    op.create_index("ix_ledger_record_kind", "ledger_record", ["kind", "seq"], unique=False)
    op.create_index("ix_ledger_record_material", "ledger_record", ["material_id", "seq"], unique=False)


def downgrade() -> None:
    """Take the tables away."""
    op.drop_index("ix_ledger_record_material", table_name="ledger_record")
    op.drop_index("ix_ledger_record_kind", table_name="ledger_record")
    op.drop_index("ix_ledger_record_actor", table_name="ledger_record")
    op.drop_table("ledger_record")
    op.drop_table("ledger_head")
    op.drop_table("ledger_checkpoint")
    op.drop_index("ix_job_subject", table_name="job")
    op.drop_index("ix_job_state", table_name="job")
    op.drop_index("ix_job_kind", table_name="job")
    op.drop_table("job")
