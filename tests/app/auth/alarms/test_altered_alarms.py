"""What somebody does by SQL to alarms: none is kept from whom it is for, and what was done is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from app.__main__ import main
from app.auth.alarms.raising import AlarmKind, raise_alarm
from app.ops import seal_commands
from app.rounds.gone import RowWatch
from tests.app.auth.alarms.test_alarms import put, raised, titles
from tests.app.auth.signing import Clock
from tests.app.homes import use
from tests.app.test_seals import altered, sql
from tests.support.council import Council, council_in
from tests.support.examined import accept

pytestmark = pytest.mark.rare("rows that were changed by SQL; only seals move it")

OF_MEMBER = "FROM alarm WHERE kind = 'former_member'"


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    with council_in(tmp_path / "home") as founded:
        yield founded


def look(council: Council, watch: RowWatch | None = None) -> list[str]:
    """What a worker does every half minute, one just begun unless another is given; the tables of what it has found."""
    with council.services.database.read() as unit:
        (watch or RowWatch(seal_commands.SEALED)).look_at_alarms(unit)
    return sorted(found["detail"]["name"].split("/")[0] for found in altered(council))


DONE = {
    "closed": (
        "UPDATE alarm_watch SET handled_by = (SELECT id FROM person WHERE login = 'admin'), handled_at = 1",
        ["alarm_watch", "alarm_watch"],
    ),
    "rewritten": ("UPDATE alarm SET detail = '訓練'", ["alarm"]),
    "about somebody else": (
        "UPDATE alarm SET person_id = (SELECT id FROM person WHERE login = 'member2')",
        ["alarm"],
    ),
    "older": ("UPDATE alarm SET at = 1", ["alarm"]),
    "another kind": ("UPDATE alarm SET kind = 'nothing'", ["alarm"]),
    "answered": (
        f"INSERT INTO alarm_answer (alarm_id, session_id, answer, at, seal) SELECT id, 'x', 'own', at, '' {OF_MEMBER}",
        ["alarm_answer"],
    ),
    "put there": (
        (
            "INSERT INTO alarm (id, kind, address, at, detail, browser, further, seal)"
            f" SELECT 'x', kind, address, at, detail, browser, further, seal {OF_MEMBER}"
        ),
        ["alarm"],
    ),
    "taken from the chair": ("DELETE FROM alarm_watch WHERE role = 'chair'", ["alarm_watch"]),
}


@pytest.mark.parametrize("what", DONE)
def test_what_was_done_to_an_alarm_by_sql_is_told_to_both_offices_once(council: Council, what: str) -> None:
    kind = "bulk_reading" if "chair" in what or what == "closed" else "former_member"
    put(council, "member1", kind)
    statement, tables = DONE[what]
    sql(council, statement)

    assert look(council) == tables

    assert len(raised(council, "altered")) == len(tables)
    for office in ("admin", "chair"):
        assert "書き換えられた疑い" in council.browser(office).get("/admin/connections").text
    assert {row.table for row in seal_commands.find(council.settings)} == set(tables)
    assert look(council) == tables


def test_alarm_that_was_deleted_is_told_and_so_is_the_alarm_about_it(council: Council) -> None:
    gone = put(council, "member1", "former_member")
    sql(council, "DELETE FROM alarm_watch")
    sql(council, "DELETE FROM alarm")

    assert look(council) == ["alarm", "alarm_watch"]

    [told] = [alarm for alarm in raised(council, "altered") if f"alarm/{gone}" in alarm.detail]
    sql(council, "DELETE FROM alarm_watch WHERE alarm_id = :id", id=told.id)
    sql(council, "DELETE FROM alarm WHERE id = :id", id=told.id)
    assert look(council).count("alarm") == 2
    assert any(f"alarm/{told.id}" in alarm.detail for alarm in raised(council, "altered"))
    assert look(council).count("alarm") == 2


def test_alarm_that_is_gone_is_accepted_by_who_has_looked_into_it(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(council.settings.home, monkeypatch)
    monkeypatch.setenv("GIJO_DATABASE_URL", council.settings.database_url)
    gone = put(council, "member1", "former_member")
    sql(council, "DELETE FROM alarm_watch")
    sql(council, "DELETE FROM alarm")
    assert main(["seals"]) == 1
    names = [f"alarm/{gone}", f"alarm_watch/{gone},administrator"]

    accepted = [accept(council.settings, name, "控えから戻せなかった") for name in names]

    assert accepted == [0, 0]
    assert main(["seals"]) == 0
    assert main(["seals", "--accept", "alarm/nothing", "--reason", "なし"]) == 1


def test_answer_that_was_put_there_keeps_no_alarm_from_its_person(council: Council) -> None:
    put(council, "member1", "former_member")
    member = council.browser("member1")
    assert len(titles(member)) == 1

    sql(
        council,
        "INSERT INTO alarm_answer (alarm_id, session_id, answer, at, seal)"
        " SELECT alarm.id, session.id, 'own', alarm.at, '' FROM alarm, session",
    )

    assert len(titles(member)) == 1


def test_not_me_to_an_alarm_that_was_put_there_ends_nobodys_session(council: Council) -> None:
    """It names the session that the answer ends."""
    alarm, other = put(council, "member1", "former_member"), council.browser("member2")
    member = council.browser("member1")
    sql(
        council,
        "UPDATE alarm SET session_id = (SELECT session.id FROM session JOIN person ON person.id = session.person_id"
        " WHERE person.login = 'member2')",
    )

    answer = member.post(f"/alarms/{alarm}/answer", {"answer": "foreign", "next": "/"})

    assert answer.status_code == 409
    assert other.get("/").status_code == 200
    assert titles(member) == []


def test_office_deals_with_no_alarm_that_was_rewritten_and_sees_none_of_it(council: Council) -> None:
    alarm, admin = put(council, "member1", "former_member"), council.browser("admin")
    sql(council, "UPDATE alarm SET kind = 'nothing', detail = '訓練です'")

    board = admin.get("/admin/connections")
    answer = admin.post(f"/admin/alarms/{alarm}/handle", {"note": "確認済み"})

    assert board.status_code == 200
    assert "警報の記録が、システムの外から書き換えられた疑いがあります" in board.text
    assert "訓練です" not in board.text
    assert answer.status_code == 409


def test_alarm_that_was_put_there_silences_none_that_follows(council: Council) -> None:
    person_id = council.people["member1"].id
    put(council, "member1", "many_failures")
    sql(council, "UPDATE alarm SET person_id = NULL")
    sql(council, "UPDATE alarm SET person_id = :id, address = ''", id=council.people["member2"].id)
    with council.services.database.write() as unit:
        raise_alarm(unit, AlarmKind.MANY_FAILURES, person_id=council.people["member2"].id, address="203.0.113.9")
        raise_alarm(unit, AlarmKind.MANY_FAILURES, person_id=person_id, address="203.0.113.9")

    assert len(raised(council, "many_failures")) == 3


def test_board_does_not_say_that_an_alarm_was_dealt_with_which_was_closed_by_sql(council: Council) -> None:
    put(council, "member1", "former_member")
    sql(
        council,
        "UPDATE alarm_watch SET handled_at = 1, handled_by = (SELECT id FROM person WHERE login = 'admin')",
    )

    page = council.browser("admin").get("/admin/connections/alarms").text

    assert "対応したかどうかは確かめられません" in page


def test_stop_that_was_deleted_by_sql_is_told_within_the_half_minute(council: Council) -> None:
    council.browser("chair").post("/halt/begin", {"depth": "reading", "reason": "端末の盗難"})
    [began] = council.ledger("halt.began")
    sql(council, "DELETE FROM halt")

    assert look(council) == ["halt"]

    assert f"halt/{began['detail']['halt']}" in raised(council, "altered")[-1].detail


@pytest.mark.parametrize("what", [name for name in DONE if name != "put there"])
def test_worker_that_has_looked_before_finds_what_was_done_since(council: Council, what: str) -> None:
    """It reads what changed, not every alarm there ever was."""
    watch = RowWatch(seal_commands.SEALED)
    look(council, watch)
    put(council, "member1", "bulk_reading" if "chair" in what or what == "closed" else "former_member")
    assert look(council, watch) == []
    statement, tables = DONE[what]
    sql(council, statement)

    assert look(council, watch) == tables


def test_worker_reads_no_alarm_again_that_was_dealt_with_long_ago(council: Council, moment: Clock) -> None:
    watch, admin = RowWatch(seal_commands.SEALED), council.browser("admin")
    old = put(council, "member1", "former_member")
    assert admin.post(f"/admin/alarms/{old}/handle", {"note": "本人に確かめた"}).status_code == 303
    look(council, watch)
    moment.forward(8 * 24 * 3600)
    new = put(council, "member2", "former_member")
    look(council, watch)
    read: list[object] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        if statement.lstrip().startswith("SELECT alarm.id") and "alarm.seal" in statement:
            read.append(values)

    event.listen(council.services.database.engine, "before_cursor_execute", note)
    try:
        look(council, watch)
    finally:
        event.remove(council.services.database.engine, "before_cursor_execute", note)

    assert len(read) == 1
    assert (new in str(read), old in str(read)) == (True, False)
