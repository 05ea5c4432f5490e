"""Acts of two persons come into one table: changes of labels, resets of factors.

Revision ID: 0008
Revises: 0007
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.String(length=26)
_PROPOSAL = sa.table(
    "proposal",
    *(
        sa.column(name)
        for name in ("id", "kind", "subject", "payload", "reason", "state")
        + ("asked_by", "asked_at", "decided_by", "decided_at")
    ),
)
_SHARED = ("id", "reason", "state", "asked_by", "asked_at", "decided_by", "decided_at")
_CHANGE = sa.table("label_change", *(sa.column(name) for name in (*_SHARED, "material_id", "from_label", "to_label", "names_3a")))
_RESET = sa.table("factor_reset", *(sa.column(name) for name in (*_SHARED, "person_id")))
_LETTER = sa.table("enrolment_letter", sa.column("reset_id"), sa.column("burned_at"))


def upgrade() -> None:
    """Make the table, bring over what was asked and decided under the same ids, and drop the old tables."""
    _make_proposal()
    connection = op.get_bind()
    for row in connection.execute(sa.select(_CHANGE)).mappings().all():
        payload = {"from_label": row["from_label"], "to_label": row["to_label"]}
        _bring(row, "label_change", row["material_id"], payload, row["state"])
    open_about: set[str] = set()
    for row in connection.execute(sa.select(_RESET).order_by(_RESET.c.asked_at, _RESET.c.id)).mappings().all():
        # Two could ask at one moment before; the first one stands.
        is_second = row["state"] == "asked" and row["person_id"] in open_about
        open_about |= {row["person_id"]} if row["state"] == "asked" else set()
        # That a reset was used up is told by its letter now.
        state = "stale" if is_second else "confirmed" if row["state"] == "done" else row["state"]
        _bring(row, "factor_reset", row["person_id"], {}, state)
    _point_letters_to("proposal")
    op.drop_table("factor_reset")
    op.drop_table("label_change")


def _bring(row: sa.RowMapping, kind: str, subject: str, payload: dict[str, str | None], state: str) -> None:
    values = {name: row[name] for name in _SHARED}
    values |= {"kind": kind, "subject": subject, "payload": json.dumps(payload), "reason": row["reason"][:200]}
    op.get_bind().execute(sa.insert(_PROPOSAL).values(values | {"state": state}))


def downgrade() -> None:
    """Bring both back. The old tables know no state but asked, confirmed, refused and (resets) done."""
    _make_label_change()
    _make_factor_reset()
    connection = op.get_bind()
    used = set(connection.scalars(sa.select(_LETTER.c.reset_id).where(_LETTER.c.burned_at.is_not(None))))
    for row in connection.execute(sa.select(_PROPOSAL)).mappings().all():
        state = row["state"] if row["state"] in {"asked", "confirmed"} else "refused"
        values = {name: row[name] for name in _SHARED} | {"state": state}
        if row["kind"] == "label_change":
            payload = json.loads(row["payload"])
            values |= payload | {"material_id": row["subject"], "names_3a": payload["to_label"] == "3A"}
            connection.execute(sa.insert(_CHANGE).values(values))
        elif row["kind"] == "factor_reset":
            is_done = state == "confirmed" and row["id"] in used
            values |= {"person_id": row["subject"], "state": "done" if is_done else state}
            connection.execute(sa.insert(_RESET).values(values))
    _point_letters_to("factor_reset")
    op.drop_table("proposal")


def _point_letters_to(table: str) -> None:
    """On SQLite the table of letters is written anew, and nothing may point to it then: enrolments step aside."""
    connection = op.get_bind()
    enrolment = sa.Table("enrolment", sa.MetaData(), autoload_with=connection)
    under_way = connection.execute(sa.select(enrolment)).mappings().all()
    connection.execute(sa.delete(enrolment))
    with op.batch_alter_table("enrolment_letter") as letters:
        letters.drop_constraint("fk_enrolment_letter_reset_id", type_="foreignkey")
        letters.create_foreign_key("fk_enrolment_letter_reset_id", table, ["reset_id"], ["id"])
    for row in under_way:
        connection.execute(sa.insert(enrolment).values(dict(row)))


def _make_proposal() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", _ID, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by", _ID, nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", _ID, nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_proposal_asked_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_proposal_decided_by"),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
    )
    is_open = sa.text("state = 'asked'")
    op.create_index(
        "uq_proposal_open", "proposal", ["kind", "subject"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_index("ix_proposal_subject", "proposal", ["kind", "subject"])
    op.create_index("ix_proposal_waiting", "proposal", ["state", "asked_at"])


def _make_factor_reset() -> None:
    op.create_table(
        "factor_reset",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by", _ID, nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", _ID, nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_factor_reset_asked_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_factor_reset_decided_by"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_factor_reset_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_factor_reset"),
    )
    op.create_index("ix_factor_reset_person_id", "factor_reset", ["person_id"])


def _make_label_change() -> None:
    op.create_table(
        "label_change",
        sa.Column("id", _ID, nullable=False),
        sa.Column("material_id", _ID, nullable=False),
        sa.Column("from_label", sa.String(length=2), nullable=True),
        sa.Column("to_label", sa.String(length=2), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by", _ID, nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", _ID, nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("names_3a", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_label_change_asked_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_label_change_decided_by"),
        sa.ForeignKeyConstraint(["material_id"], ["material.id"], name="fk_label_change_material_id"),
        sa.PrimaryKeyConstraint("id", name="pk_label_change"),
    )
    op.create_index("ix_label_change_material_id", "label_change", ["material_id"])
    op.create_index("ix_label_change_state", "label_change", ["state"])
