"""A release belongs to one version of a paper: the one that was current when it was given.

Revision ID: 0011
Revises: 0010
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_MATERIAL = sa.table(
    "material",
    *(sa.column(name) for name in ("id", "current_version_id", "released_version_id", "released_at", "released_by")),
)
_PROPOSAL = sa.table("proposal", *(sa.column(name) for name in ("id", "kind", "payload")))


def upgrade() -> None:
    """What residents can read now is the current version, so that one keeps the release."""
    op.add_column("material", sa.Column("released_version_id", sa.String(length=26), nullable=True))
    released = sa.update(_MATERIAL).where(_MATERIAL.c.released_at.is_not(None))
    op.get_bind().execute(released.values(released_version_id=_MATERIAL.c.current_version_id))


def downgrade() -> None:
    """A release that was waiting for a new version to be released would open that one, so it ends here."""
    connection = op.get_bind()
    is_open = _MATERIAL.c.released_version_id == _MATERIAL.c.current_version_id
    ended = sa.update(_MATERIAL).where(sa.not_(sa.func.coalesce(is_open, sa.false())))
    connection.execute(ended.values(released_at=None, released_by=None))
    op.drop_column("material", "released_version_id")
    connection.execute(sa.delete(_PROPOSAL).where(_PROPOSAL.c.kind == "release"))
    for row in connection.execute(sa.select(_PROPOSAL).where(_PROPOSAL.c.kind == "label_change")).mappings().all():
        payload = json.loads(row["payload"])
        payload.pop("version_id", None)
        connection.execute(sa.update(_PROPOSAL).where(_PROPOSAL.c.id == row["id"]).values(payload=json.dumps(payload)))
