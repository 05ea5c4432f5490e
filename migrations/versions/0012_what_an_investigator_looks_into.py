"""What an investigator looks into is written down with the office, and who issued a letter with whom it let in.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_LETTER = (sa.column("person_id"), sa.column("issued_by"), sa.column("burned_at"))


def upgrade() -> None:
    """Offices of before say nothing of it."""
    op.add_column("office", sa.Column("scope", sa.String(length=200), nullable=False, server_default=""))
    with op.batch_alter_table("office") as office:
        office.alter_column("scope", server_default=None)
    op.add_column("person", sa.Column("enrolled_by", sa.String(length=26), nullable=True))
    letter, person = sa.table("enrolment_letter", *_LETTER), sa.table("person", sa.column("id"), sa.column("enrolled_by"))
    used = sa.select(letter.c.person_id, letter.c.issued_by).where(letter.c.burned_at.is_not(None))
    for person_id, issued_by in op.get_bind().execute(used.order_by(letter.c.burned_at)).all():
        op.get_bind().execute(sa.update(person).where(person.c.id == person_id).values(enrolled_by=issued_by))


def downgrade() -> None:
    """The ledger still has it."""
    op.drop_column("person", "enrolled_by")
    op.drop_column("office", "scope")
