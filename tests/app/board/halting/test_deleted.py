"""A stop whose row somebody deletes by SQL: it goes on at once, in every process, until two lift it as any other."""

from argparse import Namespace

import pytest

from app.board.halting import commands
from app.ops import seal_commands
from app.rounds.gone import RowWatch
from tests.app.board.halting.stopping import (
    ALL,
    READING,
    ask_by_screen,
    decide,
    halts,
    lift_on_server,
    lifted,
    stop,
    waiting,
)
from tests.app.reading.shelf import lay
from tests.app.test_seals import sql
from tests.support.council import Council


@pytest.mark.parametrize("depth", [READING, ALL])
def test_stop_that_was_deleted_by_sql_goes_on_until_two_lift_it(council: Council, depth: str) -> None:
    laid, member = lay(council), council.browser("member1")
    stop(council, depth)
    [began] = halts(council)
    sql(council, "DELETE FROM halt")
    closed = "S510" if depth == ALL else "S512"

    assert member.fetch(laid.page()).json()["code"] == closed

    assert stop(council, depth, "admin").status_code == 409
    assert ask_by_screen(council, "chair").status_code == 303
    assert "漏えいの疑い" in council.browser("admin").get("/halt").text
    assert member.fetch(laid.page()).json()["code"] == closed
    assert decide(council, "admin", waiting(council)).status_code == 303
    assert member.fetch(laid.page()).status_code == 200
    [ended] = halts(council)
    assert (ended.id, ended.depth, ended.in_force, ended.began_by) == (began.id, depth, None, began.began_by)
    assert council.ledger("halt.lifted")[-1]["detail"]["halt"] == began.id
    assert seal_commands.find(council.settings) == []


@pytest.mark.rare("rows deleted by SQL")
def test_former_stop_that_was_deleted_stops_again_beside_the_one_that_lasts(council: Council) -> None:
    """Who deletes it could have made it look lifted: only its own row says so."""
    laid, member = lay(council), council.browser("member1")
    stop(council, ALL)
    lifted(council)
    stop(council, READING)
    sql(council, "DELETE FROM halt WHERE in_force IS NULL")

    assert member.fetch(laid.page()).json()["code"] == "S510"

    for _each in range(2):
        assert ask_by_screen(council, "chair").status_code == 303
        assert decide(council, "admin", waiting(council)).status_code == 303
    assert member.fetch(laid.page()).status_code == 200


def test_stop_that_was_deleted_while_its_lifting_waits_leaves_the_screen_and_the_word_possible(
    council: Council,
) -> None:
    stop(council, READING)
    assert ask_by_screen(council, "chair").status_code == 303
    sql(council, "DELETE FROM halt")

    assert "閲覧凍結" in council.browser("admin").get("/halt").text
    assert decide(council, "admin", waiting(council)).status_code == 303

    assert council.browser("member1").fetch(lay(council).page()).status_code == 200


def test_server_lifts_a_stop_that_was_deleted_and_does_not_accept_that_it_is_missing(
    council: Council, capsys: pytest.CaptureFixture[str]
) -> None:
    stop(council, ALL)
    sql(council, "DELETE FROM halt")
    assert commands.show(council.settings, Namespace()) == 3
    assert "全停止" in capsys.readouterr().out
    assert lift_on_server(council) == 0
    assert commands.show(council.settings, Namespace()) == 0

    stop(council, READING)
    key = halts(council)[-1].id
    sql(council, "DELETE FROM halt WHERE in_force IS NOT NULL")
    accept = Namespace(lay=False, accept=f"halt/{key}", reason="控えと比べた", shown="")

    assert seal_commands.command(council.settings, accept) == 1

    assert "gijo halt lift" in capsys.readouterr().err
    assert commands.show(council.settings, Namespace()) == 3
    assert council.ledger("evidence.accepted") == []


def test_worker_misses_a_stop_and_hears_that_it_was_put_back(council: Council) -> None:
    watch = RowWatch(seal_commands.SEALED)
    stop(council, READING)
    key = halts(council)[-1].id
    sql(council, "DELETE FROM halt")

    def found() -> list[str]:
        with council.services.database.read() as unit:
            watch.look_at_alarms(unit)
        council.services.findings.close()
        told = [each["detail"] for each in council.ledger("evidence.altered")]
        return [each["what"] for each in told if each["name"] == f"halt/{key}"]

    assert found() == found() == ["gone"]
    ask_by_screen(council, "chair")
    decide(council, "admin", waiting(council))
    assert found() == found() == ["gone", "back"]


def test_operator_lifts_only_the_stop_that_was_printed(council: Council, capsys: pytest.CaptureFixture[str]) -> None:
    stop(council)
    assert commands.show(council.settings, Namespace()) == 3
    seen = capsys.readouterr().out.partition("印 ")[2].strip()
    stop(council, ALL, "admin")

    late = [lift_on_server(council, mark) for mark in ("", seen)]

    assert (late, commands.show(council.settings, Namespace())) == ([1, 1], 3)
    assert "印が、いま止めているものと合いません" in capsys.readouterr().err
    assert lift_on_server(council) == 0
