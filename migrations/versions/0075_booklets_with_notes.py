"""Whether a permit's PDF has its holder's own notes.

Revision ID: 0075
Revises: 0073
"""

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0073"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column: those of before have none. Their seals are renewed at the next start."""
    op.add_column("permit_booklet", sa.Column("has_notes", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take it away; a booklet whose seal was renewed does not fit any more, and is bound anew."""
    op.drop_column("permit_booklet", "has_notes")
