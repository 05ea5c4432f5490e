"""Each office that looks after an alarm deals with it for itself.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ID = sa.String(length=26)
_HANDLING = ("handled_by", "handled_at", "note")
_ALARM = sa.table("alarm", *(sa.column(name) for name in ("id", *_HANDLING)))
_WATCH = sa.table("alarm_watch", *(sa.column(name) for name in ("alarm_id", "role", *_HANDLING)))
_ANSWER = sa.table("alarm_answer", *(sa.column(name) for name in ("alarm_id", "session_id", "answer", "at")))


def upgrade() -> None:
    """All alarms of before were the administrator's."""
    connection = op.get_bind()
    old = connection.execute(sa.select(_ALARM)).mappings().all()
    answers = _take_answers()
    with op.batch_alter_table("alarm") as alarm:
        alarm.drop_index("ix_alarm_handled_at")
        alarm.drop_constraint("fk_alarm_handled_by", type_="foreignkey")
        for name in _HANDLING:
            alarm.drop_column(name)
    op.create_table(
        "alarm_watch",
        sa.Column("alarm_id", _ID, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("handled_by", _ID, nullable=True),
        sa.Column("handled_at", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], name="fk_alarm_watch_alarm_id"),
        sa.ForeignKeyConstraint(["handled_by"], ["person.id"], name="fk_alarm_watch_handled_by"),
        sa.PrimaryKeyConstraint("alarm_id", "role", name="pk_alarm_watch"),
    )
    op.create_index("ix_alarm_watch_role_handled", "alarm_watch", ["role", "handled_at"])
    _put_back(answers)
    for row in old:
        values = {"alarm_id": row["id"], "role": "administrator", **{name: row[name] for name in _HANDLING}}
        connection.execute(sa.insert(_WATCH).values(values))


def downgrade() -> None:
    """The administrator's word counts; what waits for the chair alone waits for the administrator then."""
    connection = op.get_bind()
    mine = sa.select(_WATCH).where(_WATCH.c.role == "administrator")
    handled = connection.execute(mine).mappings().all()
    op.drop_table("alarm_watch")
    answers = _take_answers()
    with op.batch_alter_table("alarm") as alarm:
        alarm.add_column(sa.Column("handled_by", _ID, nullable=True))
        alarm.add_column(sa.Column("handled_at", sa.BigInteger(), nullable=True))
        alarm.add_column(sa.Column("note", sa.String(length=200), nullable=False, server_default=""))
        alarm.create_foreign_key("fk_alarm_handled_by", "person", ["handled_by"], ["id"])
    with op.batch_alter_table("alarm") as alarm:
        alarm.alter_column("note", server_default=None)
        alarm.create_index("ix_alarm_handled_at", ["handled_at"])
    _put_back(answers)
    for row in handled:
        values = {name: row[name] for name in _HANDLING}
        connection.execute(sa.update(_ALARM).where(_ALARM.c.id == row["alarm_id"]).values(values))


def _take_answers() -> list[sa.RowMapping]:
    """On SQLite the table of alarms is written anew, and nothing may point to it then: answers step aside."""
    connection = op.get_bind()
    answers = list(connection.execute(sa.select(_ANSWER)).mappings().all())
    connection.execute(sa.delete(_ANSWER))
    return answers


def _put_back(answers: list[sa.RowMapping]) -> None:
    for row in answers:
        op.get_bind().execute(sa.insert(_ANSWER).values(dict(row)))
