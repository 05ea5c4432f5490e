"""All of a person's sessions end, also one opened meanwhile and one that was altered; honest ones stay sealed."""

from sqlalchemy import event, text
from sqlalchemy.orm import ORMExecuteState, Session

from app.access.facts import DeviceKind
from app.auth.sessions.acts import end_all_sessions, open_session
from app.auth.sessions.models import SessionRow
from tests.support.council import Council


def opened(council: Council, unit: Session) -> str:
    person = council.people["member1"].id
    key = council.services.session_key
    return open_session(unit, key, person_id=person, device=DeviceKind.ISSUED, address="192.0.2.1", browser="x").row.id


def test_session_that_is_opened_while_all_are_ended_is_ended_with_its_seal(council: Council) -> None:
    with council.services.database.write() as unit:
        opened(council, unit)
    statements, late = 0, ""

    def open_another(state: ORMExecuteState) -> None:
        """After the first look, where on PostgreSQL somebody else's commit may come."""
        nonlocal statements, late
        statements += 1
        if statements == 2:
            late = opened(council, state.session)

    with council.services.database.write() as unit:
        event.listen(unit, "do_orm_execute", open_another)
        assert end_all_sessions(unit, council.people["member1"].id, "suspended") == 2

    with council.services.database.read() as session:
        row = session.get_one(SessionRow, late)
        assert (row.ended_because, row.is_intact) == ("suspended", True)
    council.services.findings.close()
    assert council.ledger("evidence.altered") == []


def test_session_that_was_altered_is_ended_beside_the_others_and_stays_altered(council: Council) -> None:
    with council.services.database.write() as unit:
        ids = [opened(council, unit), opened(council, unit)]
    with council.services.database.engine.begin() as connection:
        connection.execute(text("UPDATE session SET strong_with = 'x' WHERE id = :id"), {"id": ids[0]})

    with council.services.database.write() as unit:
        assert end_all_sessions(unit, council.people["member1"].id, "suspended") == 2

    with council.services.database.read() as session:
        rows = [session.get_one(SessionRow, session_id) for session_id in ids]
        assert [(row.ended_because, row.is_intact) for row in rows] == [("suspended", False), ("suspended", True)]
