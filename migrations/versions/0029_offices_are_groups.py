"""Whoever holds an office is in its group: nobody is in 議員 and 執行部 by hand any more. Groups get a seal.

Revision ID: 0029
Revises: 0028
"""

import json
import secrets
import time

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_OFFICES = "SELECT id FROM people_group WHERE key IN ('members', 'executives')"
_FORMER = (
    "SELECT g.key, m.person_id FROM people_group g LEFT JOIN people_group_member m ON m.group_id = g.id "
    "WHERE g.key IN ('members', 'executives') ORDER BY g.key, m.person_id"
)
_JOB = sa.table(
    "job",
    *map(sa.column, ("id", "kind", "subject", "payload", "state", "priority", "attempts", "steps_done")),
    *map(sa.column, ("run_after", "created_at")),
)


def upgrade() -> None:
    """Add the column, empty, and take out who was put into a group that is an office. A job tells what changed by it."""
    _ask_to_tell()
    op.add_column("people_group", sa.Column("seal", sa.String(length=32), nullable=False, server_default=""))
    op.execute(f"DELETE FROM people_group_member WHERE group_id IN ({_OFFICES})")


def _ask_to_tell() -> None:
    """Keep who was inside for the worker, which compares it with who holds the office, for ledger and board."""
    former: dict[str, list[str]] = {}
    for key, person_id in op.get_bind().execute(sa.text(_FORMER)):
        former.setdefault(key, []).extend([person_id] if person_id is not None else [])
    if not former:
        return  # no council yet
    moment = time.time_ns() // 1000
    payload = json.dumps({key: " ".join(people) for key, people in former.items()})
    row = {"id": secrets.token_hex(13), "kind": "office_groups", "subject": "office_groups", "payload": payload}
    row |= {"state": "queued", "priority": 1, "attempts": 0, "steps_done": 0, "run_after": moment, "created_at": moment}
    op.get_bind().execute(sa.insert(_JOB).values(row))


def downgrade() -> None:
    """Take it away. Rows are not sealed by a revision, so members have to be put in again by hand."""
    op.drop_column("people_group", "seal")
