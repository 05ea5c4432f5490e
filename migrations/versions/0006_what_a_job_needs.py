"""Jobs keep what their handler needs, how far they are, and that nobody wants them any more.

Revision ID: 0006
Revises: 0005
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, and write the payloads of jobs that were asked for before."""
    op.add_column("job", sa.Column("payload", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("job", sa.Column("steps_done", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("job", sa.Column("steps", sa.Integer(), nullable=True))
    op.add_column("job", sa.Column("withdrawn_at", sa.BigInteger(), nullable=True))
    job = sa.table("job", sa.column("id"), sa.column("kind"), sa.column("subject"), sa.column("payload"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(job.c.id, job.c.kind, job.c.subject)).all():
        version_id, _, number = row.subject.partition(":")
        payload = {"version_id": version_id} | ({"number": int(number)} if row.kind == "sharpen4" else {})
        connection.execute(sa.update(job).where(job.c.id == row.id).values(payload=json.dumps(payload)))


def downgrade() -> None:
    """Take the columns away. What a subject does not say is lost with them."""
    for name in ("withdrawn_at", "steps", "steps_done", "payload"):
        op.drop_column("job", name)
