"""`gijo offices`: the operator is the second person where nobody could be, and nowhere else."""

import argparse
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from app import clock
from app.auth.factors.strength import PASSKEY
from app.board.halting import commands as halt_commands
from app.members.models import Office
from app.members.people import offices_now
from app.ops import office_commands
from app.proposals.models import Proposal
from app.settings import Settings
from tests.app.auth.signing import enrol_person
from tests.app.test_seals import sql
from tests.support.council import Council
from tests.support.shown import shown_now

Command = Callable[[Settings, argparse.Namespace], int]


def run(council: Council, command: Command, proposal: str = "", shown: str | None = None) -> int:
    """With the mark that would be printed now, unless another is given."""
    mark = shown_now(council, proposal) if shown is None else shown
    return command(council.settings, argparse.Namespace(proposal=proposal, shown=mark))


def asked_for_a_deputy(council: Council) -> str:
    term = {"role": "deputy", "first_day": "2026-04-01", "last_day": "", "scope": "", "reason": "選挙"}
    admin = council.browser("admin", strong_with=PASSKEY)
    admin.post(f"/admin/people/{council.people['member1'].id}/power", term)
    return waiting(council)


def waiting(council: Council) -> str:
    with council.services.database.read() as unit:
        return unit.query(Proposal).filter_by(state="asked").one().id


def roles(council: Council, login: str) -> set[str]:
    with council.services.database.read() as unit:
        return {role.value for role in offices_now(unit, council.people[login].id)}


def test_operator_confirms_where_nobody_who_could_has_a_way_of_signing_in(
    council: Council, capsys: pytest.CaptureFixture[str]
) -> None:
    change = asked_for_a_deputy(council)
    run(council, office_commands.waiting)
    listed = capsys.readouterr().out

    code = run(council, office_commands.confirm, change)

    assert code == 0
    assert change in listed
    assert "確認できる人 いません" in listed
    assert "deputy" in roles(council, "member1")
    decided = council.ledger("people.office_decided")[-1]
    assert (decided.get("actor"), decided["address"]) == (None, "command line")
    assert "サーバーの運用者" in council.browser("chair").get("/admin/connections").text


def test_operator_confirms_nothing_but_what_was_printed(council: Council, capsys: pytest.CaptureFixture[str]) -> None:
    """Between the list and the word the person got an office, and the operator has read of somebody without any."""
    change = asked_for_a_deputy(council)
    unmarked = run(council, office_commands.confirm, change, shown="")
    printed = capsys.readouterr().out
    mark = printed.split("印 ")[1].split()[0]
    with council.services.database.write() as unit:
        begins = clock.now() - timedelta(days=1)
        unit.add(Office(person_id=council.people["member1"].id, role="executive", starts_at=begins))

    late = run(council, office_commands.confirm, change, shown=mark)
    told = capsys.readouterr().err
    before = roles(council, "member1")
    run(council, office_commands.waiting)
    fresh = capsys.readouterr().out

    assert (unmarked, late) == (1, 1)
    assert "まだ確認していません" in printed
    assert "何も変えていません" in told
    assert "deputy" not in before
    assert "執行部" in fresh.split("いま 役職 ")[1].splitlines()[0]
    assert run(council, office_commands.confirm, change, shown=fresh.split("印 ")[1].split()[0]) == 0
    assert "deputy" in roles(council, "member1")


def test_operator_confirms_nothing_while_somebody_could_on_a_screen(
    council: Council, capsys: pytest.CaptureFixture[str]
) -> None:
    enrol_person(council, "chair")
    change = asked_for_a_deputy(council)

    code = run(council, office_commands.confirm, change)

    assert code == 1
    assert "山本 一郎" in capsys.readouterr().err
    assert "deputy" not in roles(council, "member1")


def test_operator_is_the_second_for_the_letter_of_somebody_with_power_and_the_asker_prints_it(council: Council) -> None:
    admin, chair = council.browser("admin", strong_with=PASSKEY), council.people["chair"].id
    admin.post(f"/admin/people/{chair}/reset", {"reason": "はじめての登録用紙"})

    assert run(council, office_commands.confirm, waiting(council)) == 0

    assert admin.post(f"/admin/people/{chair}/letters").headers["content-type"] == "application/pdf"


def test_operator_is_no_second_for_the_factors_of_a_member(
    council: Council, capsys: pytest.CaptureFixture[str]
) -> None:
    council.browser("admin").post(f"/admin/people/{council.people['member1'].id}/reset", {"reason": "紛失"})

    assert run(council, office_commands.confirm, waiting(council)) == 1
    assert "画面で確認します" in capsys.readouterr().err


def test_number_of_nothing_is_told(council: Council, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(council, office_commands.confirm, "x" * 26) == 1
    assert "この番号の申し出はありません" in capsys.readouterr().err


_FULL_DISK = {
    "sqlite": "CREATE TRIGGER full_disk BEFORE INSERT ON ledger_record BEGIN SELECT RAISE(ABORT, 'full'); END",
    "postgresql": (
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''full''; END';"
        " CREATE TRIGGER full_disk BEFORE INSERT ON ledger_record EXECUTE FUNCTION full_disk()"
    ),
}


def test_no_command_tells_of_what_could_not_be_kept(council: Council, capsys: pytest.CaptureFixture[str]) -> None:
    """The disk is full, so that the unit fails when it is committed with its record."""
    change, member = asked_for_a_deputy(council), council.people["member2"]
    assert council.browser("chair").post(f"/admin/people/{member.id}/suspend", {"reason": "調査"}).status_code == 303
    sql(council, _FULL_DISK[council.services.database.engine.dialect.name])
    lifting = argparse.Namespace(login=member.login, reason="調査の終わり")
    stopping = argparse.Namespace(depth="reading", reason="漏えいの疑い")
    commands: dict[str, Callable[[], int]] = {
        "confirm": lambda: run(council, office_commands.confirm, change),
        "lift": lambda: office_commands.lift(council.settings, lifting),
        "halt": lambda: halt_commands.begin(council.settings, stopping),
    }

    for name, command in commands.items():
        with pytest.raises(DBAPIError):
            command()
        assert (name, capsys.readouterr().out) == (name, "")
    assert "deputy" not in roles(council, "member1")
