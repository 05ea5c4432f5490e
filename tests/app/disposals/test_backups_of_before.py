"""Backups from before a disposal, which still hold the keys: an entry of their own until somebody throws them away."""

from csv import reader
from datetime import timedelta

import pytest

from app import days
from app.registers.kept import REGISTERS
from app.registers.reminders.overdue import tell_overdue
from tests.app.conftest import SetClock
from tests.app.disposals.ending import dispose
from tests.app.materials.office import Office

pytestmark = pytest.mark.both("the entry is looked for in the unit that destroys the keys")

BOOK = "/registers/disposals"
NAMED = "データベースの控えのすべて"


@pytest.mark.clause("I 2章2(1) 取扱制限5", "I 2章2(2)⑧")
def test_backups_from_before_a_disposal_have_a_day_of_their_own_and_a_second_person(
    office: Office, at: SetClock
) -> None:
    council = office.council
    for _paper in range(2):
        dispose(office, office.ready(label="2").material_id)
    clerk, today = council.browser("clerk1"), days.today()
    rows = clerk.get(f"{BOOK}/export.csv").content.decode().splitlines()
    assert len([row for row in rows if NAMED in row]) == 1  # one for all that was disposed of on that day
    entry, due = f"{BOOK}/2", today + timedelta(days=90)
    assert NAMED in clerk.get(entry).text

    at(f"{due + timedelta(days=1)} 09:00:00")
    tell_overdue(council.services.database, REGISTERS)
    late = [one["detail"]["about"] for one in council.ledger("auth.alarm") if one["detail"]["alarm"] == "overdue"]
    assert late == [f"廃棄と返却の記録 第2号（期限 {due}）"]

    named = next(cell for row in reader(rows) for cell in row if NAMED in cell)
    said = {"thing": "backup", "named": named, "level": "3A", "reason": "鍵が残っている", "do_by": str(due)}
    done = {"done_on": str(due), "done_by": "サーバーの運用者"}
    office_of = {login: council.browser(login) for login in ("clerk1", "clerk2", "chair")}
    for changed, why in (
        ({"do_by": str(due + timedelta(days=1))}, "遅くできません"),
        ({"named": "控え 1 本"}, "変えられません"),
        ({"level": "1"}, "変えられません"),
        ({"thing": "other"}, "変えられません"),
    ):
        refused = office_of["clerk1"].post(f"{entry}/edit", {**said, **changed, "seen": "0"})
        assert (refused.status_code, why in refused.text) == (422, True), "two have decided on it"
    dropped = office_of["clerk1"].post(f"{entry}/next", {"to": "dropped", "seen": "0"})
    assert (dropped.status_code, "取りやめにはできません" in dropped.text) == (409, True)
    assert "取りやめにする" not in office_of["clerk1"].get(entry).text
    plain = office_of["clerk1"].post(f"{entry}/edit", {**said, **done, "method": "plain", "seen": "0"})
    kept = office_of["clerk1"].post(f"{entry}/edit", {**said, **done, "method": "overwritten", "seen": "0"})
    steps = [("clerk1", "done", "1"), ("clerk1", "checked", "2"), ("chair", "checked", "2"), ("clerk2", "checked", "2")]
    put = [office_of[who].post(f"{entry}/next", {"to": to, "seen": seen}).status_code for who, to, seen in steps]
    assert (plain.status_code, kept.status_code, put) == (422, 303, [303, 403, 403, 303])
