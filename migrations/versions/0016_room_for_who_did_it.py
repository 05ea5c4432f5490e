"""An alarm has room for the ID and the offices of whoever did it.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Longer than before: nothing is cut."""
    _make_room(300)


def downgrade() -> None:
    """The ledger has the whole words."""
    _make_room(100)


def _make_room(characters: int) -> None:
    """By a second column: SQLite would make the whole table anew, and others point to it."""
    op.add_column("alarm", sa.Column("words", sa.String(length=characters), nullable=False, server_default=""))
    op.execute(f"UPDATE alarm SET words = substr(detail, 1, {characters})")  # noqa: S608 - a number of ours
    op.drop_column("alarm", "detail")
    op.execute("ALTER TABLE alarm RENAME COLUMN words TO detail")
