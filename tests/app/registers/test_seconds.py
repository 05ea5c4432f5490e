"""An entry that waits for a second person is not left without one, or it is said who must be named."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.audit.notes import SYSTEM, note
from app.audit.vocabulary import EventKind
from app.ops import start_records
from app.registers.concern.persons import UNLISTED
from app.registers.kept import REGISTERS
from app.registers.reminders.overdue import tell_overdue
from tests.app.conftest import SetClock
from tests.app.people.ends import end_office
from tests.support.council import Council, council_in

WORK = {"work": "会議室の通信機器の交換", "planned_on": "2026-12-08", "workers": "委託先", "result": ""}
OUTSIDER = {"orderers": UNLISTED, "ordered_on": "2026-12-07", "ordered_by": "町の情報政策課長"}
BY_TWO = {"beside": "森田", "way_back": "30 分でつながらなければ前の機器に戻す"}
DONE = WORK | OUTSIDER | BY_TWO | {"result": "交換し、つながることを確かめた"}
ENTRY = "/registers/work/1"


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A council as it is served, with the registers that every council keeps."""
    with council_in(tmp_path / "home") as founded:
        yield founded


def send(council: Council, login: str, path: str, **fields: Any) -> Any:
    return council.browser(login).post(path, fields)


def put(council: Council, login: str, to: str, seen: int) -> Any:
    return send(council, login, f"{ENTRY}/next", to=to, seen=str(seen))


def entered(council: Council) -> None:
    assert send(council, "admin", "/registers/work/new", **WORK).status_code == 303
    assert send(council, "clerk1", f"{ENTRY}/edit", **DONE, seen="0").status_code == 303


@pytest.mark.clause("I 2章1(3)", "I 6-1(2)①")
def test_work_is_done_by_an_order_told_when_late_and_checked_by_another(council: Council, at: SetClock) -> None:
    at("2026-12-07 10:00:00")
    assert send(council, "clerk1", "/registers/work/new", **WORK).status_code == 303
    at("2026-12-09 10:00:00")
    tell_overdue(council.services.database, REGISTERS)
    unsaid = {name: words for name, words in DONE.items() if name not in OUTSIDER}
    unordered = send(council, "clerk1", f"{ENTRY}/edit", **unsaid, seen="0").status_code
    refused = put(council, "clerk1", "done", 1)
    ordered = send(council, "clerk1", f"{ENTRY}/edit", **DONE, seen="1").status_code
    done, own, other = (
        put(council, *step) for step in (("clerk1", "done", 2), ("clerk1", "checked", 3), ("admin", "checked", 3))
    )

    assert "作業の記録 第1号（期限 2026-12-08）" in [one["detail"]["about"] for one in council.ledger("auth.alarm")]
    assert (unordered, refused.status_code, "「指示した人（議会の役職にある人）」" in refused.text) == (303, 409, True)
    assert (ordered, done.status_code, own.status_code, other.status_code) == (303, 303, 403, 303)
    shown = council.browser("chair").get(ENTRY).text
    assert all(words in shown for words in ("町の情報政策課長", "確認済み", "森田 由美", "田中 誠"))


@pytest.mark.clause("I 2章1(2)②", "I 6-1(2)①", "I 6-1(2)②", "I 6-3(8)")
@pytest.mark.parametrize("lacks", ["beside", "way_back"])
def test_start_with_other_settings_is_owed_a_piece_of_work_that_two_did_and_a_third_checks(
    council: Council, at: SetClock, monkeypatch: pytest.MonkeyPatch, lacks: str
) -> None:
    at("2026-12-08 10:00:00")
    start_records.note_start(council.settings, workers=1)
    assert "作業が、まだ書かれていません" not in council.browser("clerk1").get("/").text
    monkeypatch.setattr(start_records, "_version", lambda: "99.0")
    start_records.note_start(replace(council.settings, allowed_hosts=("gijo.example",)), workers=1)

    with council.services.database.write() as unit:
        for _ in range(100):
            note(unit, SYSTEM, EventKind.STARTED, undecided="")  # whoever starts it often makes nobody forget it

    owed = council.browser("clerk1").get("/registers/work").text
    (number,) = re.findall(r"台帳の番号 (\d+)、変わったもの allowed_hosts、版", owed)
    other = send(council, "clerk1", "/registers/work/new", **WORK, start=str(int(number) - 1))
    assert (other.status_code, f"まだ作業が書かれていない番号：{number}" in other.text) == (422, True)
    assert send(council, "clerk1", "/registers/work/new", **WORK, start=number).status_code == 303
    assert "作業が、まだ書かれていません" not in council.browser("clerk1").get("/").text

    told = {**DONE, "start": number}
    assert send(council, "clerk1", f"{ENTRY}/edit", **told | {lacks: ""}, seen="0").status_code == 303
    assert put(council, "clerk1", "done", 1).status_code == 409
    assert send(council, "clerk1", f"{ENTRY}/edit", **told, seen="1").status_code == 303
    steps = [put(council, *step).status_code for step in (("clerk1", "done", 2), ("clerk1", "checked", 3))]
    assert [*steps, put(council, "admin", "checked", 3).status_code] == [303, 403, 303]


@pytest.mark.clause("I 2章1(3)")
def test_who_ordered_work_held_an_office_that_day_and_words_are_for_outsiders_alone(council: Council) -> None:
    entered(council)

    def ordered(login: str, on: str = "2026-12-07", outside: str = "", says: str = "") -> bool:
        person = council.people[login]
        order = {"orderers": f"{person.id} {person.display_name}", "ordered_on": on, "ordered_by": outside}
        answer = send(council, "clerk1", f"{ENTRY}/edit", **DONE | order, seen="1")
        return bool(answer.status_code == (422 if says else 303) and says in answer.text)

    unnamed = send(council, "clerk1", f"{ENTRY}/edit", **DONE | {"ordered_by": ""}, seen="1")

    assert (unnamed.status_code, "だれかをここに書いて" in unnamed.text) == (422, True)
    assert ordered("member1", says="役職（議長、副責任者、議会事務局長、書記）になかった")
    assert ordered("admin", on="1999-01-01", says="になかった人がいます")
    assert ordered("admin", on="", says="指示した日を入力してください")
    assert ordered("admin", outside="局長", says="ここは空にしてください")
    assert ordered("admin")
    assert "田中 誠" in council.browser("chair").get(ENTRY).text


def test_work_in_which_all_of_the_secretariat_have_a_part_is_checked_by_the_chair(council: Council) -> None:
    entered(council)
    assert put(council, "clerk2", "done", 1).status_code == 303

    refused = [put(council, login, "checked", 2) for login in ("admin", "clerk1", "clerk2")]
    chair = council.browser("chair")
    page = chair.get(ENTRY).text

    assert [each.status_code for each in refused] == [403] * 3
    assert all("確認できる人：山本 一郎 議長" in each.text for each in refused)
    assert ("2 人目として確認する" in page, "訂正する" in page) == (True, False)
    assert "会議室の通信機器の交換" in chair.get("/registers/waiting").text
    assert send(council, "chair", f"{ENTRY}/edit", **WORK, seen="2").status_code == 403
    assert put(council, "chair", "checked", 2).status_code == 303
    assert council.ledger("register.moved")[-1]["actor"] == council.people["chair"].id


def test_chair_checks_no_work_while_somebody_of_the_secretariat_can(council: Council) -> None:
    entered(council)
    assert put(council, "clerk1", "done", 1).status_code == 303

    refused = put(council, "clerk1", "checked", 2)

    assert "確認できる人：" in refused.text
    assert "議長" not in refused.text.split("確認できる人：")[1].split("。")[0]
    assert "2 人目として確認する" not in council.browser("chair").get(ENTRY).text
    assert put(council, "chair", "checked", 2).status_code == 403
    assert put(council, "clerk2", "checked", 2).status_code == 303


def test_it_is_said_who_must_be_named_where_nobody_is_left_to_check(council: Council) -> None:
    entered(council)
    put(council, "clerk2", "done", 1)
    end_office(council, "chair")

    refused = put(council, "admin", "checked", 2)

    assert refused.status_code == 403
    assert "書記か議会事務局長か議長を、「役職の申し出」で決めてください" in refused.text
