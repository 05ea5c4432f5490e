"""The live channel over real sockets: what is told, to whom, and how soon."""

import time
from typing import Any

import pytest
from sqlalchemy import event

from app.auth.alarms.raising import raise_alarm
from app.web.live import hub
from tests.app.auth.signing import enrol_person, sign_in
from tests.app.live.hearing import AT_ONCE_SECONDS, SOME_SWEEPS_SECONDS, heard, put_alarm, rows_of, settled
from tests.support.sockets import Served
from tests.support.waiting import eventually


def test_sign_in_elsewhere_is_on_the_open_tablet_and_with_the_secretariat_within_two_seconds(
    unhurried_hall: Served,
) -> None:
    council, hall = unhurried_hall.council, unhurried_hall
    secret = enrol_person(council, "member1")
    tablet, admin, other = council.browser("member1"), council.browser("admin"), council.browser("member2")
    thief = council.browser()
    with hall.line(tablet) as own, hall.line(admin) as office, hall.line(other) as stranger:
        for line in (own, office, stranger):
            settled(line, "alarms")

        assert sign_in(thief, "member1", secret).status_code == 303

        assert (
            heard(own, AT_ONCE_SECONDS)["alarms"]["own"][0]["title"]
            == "あなたの ID が、2\u00a0台の端末で同時に使われています。"
        )
        assert heard(office, AT_ONCE_SECONDS)["alarms"] == {"own": [], "more": 0, "office": 1, "can_answer": True}
        assert stranger.is_silent(AT_ONCE_SECONDS)


def test_what_is_answered_and_handled_is_told_as_well(hall: Served) -> None:
    council = hall.council
    tablet, admin = council.browser("member1"), council.browser("admin")
    put_alarm(council)
    with hall.line(tablet) as own, hall.line(admin) as office:
        settled(own, "alarms")
        settled(office, "alarms", "board")
        alarm = tablet.fetch("/alarms.json").json()["own"][0]["id"]

        tablet.post(f"/alarms/{alarm}/answer", {"answer": "own", "next": "/"})

        assert own.hear()["alarms"]["own"] == []
        assert office.hear() == {
            "alarms": {"own": [], "more": 0, "office": 1, "can_answer": True},
            "board": True,
        }
        admin.post(f"/admin/alarms/{alarm}/handle", {"note": "電話で確かめた"})
        assert office.hear()["alarms"]["office"] == 0


def test_board_is_told_of_sessions_that_begin_and_end(hall: Served) -> None:
    council = hall.council
    secret = enrol_person(council, "member2")
    tablet = council.browser()
    with hall.line(council.browser("admin")) as board:
        settled(board, "board")

        sign_in(tablet, "member2", secret)
        assert board.hear() == {"board": True}

        tablet.get("/account")
        tablet.post("/signout", headers={"x-csrf-token": tablet.seen_token})
        assert board.hear() == {"board": True}


def test_question_in_the_address_is_answered_at_once_and_news_follows(hall: Served) -> None:
    put_alarm(hall.council)
    with hall.line(hall.council.browser("admin"), path="/live?ask=alarms,board") as line:
        assert line.hear() == {"alarms": {"own": [], "more": 0, "office": 1, "can_answer": True}, "board": True}
        assert line.is_silent(SOME_SWEEPS_SECONDS)

        put_alarm(hall.council, "member2")

        assert line.hear() == {
            "alarms": {"own": [], "more": 0, "office": 2, "can_answer": True},
            "board": True,
        }
    for path, code in (("/live?ask=papers", 4422), ("/live?ask=,", 4422), ("/live?ask=board", 4403)):
        with hall.line(hall.council.browser("member1"), path=path) as line:
            assert line.wait_end()[0] == code, path


def test_nothing_is_missed_between_the_answer_and_the_first_look(hall: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """However the two fall: each tab remembers how far into the ledger its first answer saw."""
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 0.02)
    tablet = hall.council.browser("member1")
    with hall.line(hall.council.browser("member2")):
        for count in range(1, 9):
            with hall.line(tablet, path="/live?ask=alarms") as line:
                with hall.council.services.database.write() as unit:
                    who = hall.council.people["member1"].id
                    raise_alarm(unit, "many_failures", person_id=who, session_id=str(count), address="203.0.113.9")

                told: list[Any] = []
                while len(told) < min(count, 3):
                    told = line.hear()["alarms"]["own"]


def test_listening_is_no_sign_that_a_person_is_there(hall: Served) -> None:
    tablet = hall.council.browser("member1")
    before = rows_of(hall.council, tablet.session_id).seen_at
    hall.time.forward(120)

    with hall.line(tablet) as line:
        settled(line, "alarms")
        line.ask("alarms")
        line.hear()

    assert rows_of(hall.council, tablet.session_id).seen_at == before


def test_board_is_for_those_who_may_see_it(hall: Served) -> None:
    with hall.line(hall.council.browser("member1")) as line:
        line.ask("alarms", "board")

        code, said = line.wait_end()

    assert (code, said["end"]["code"]) == (4403, "P403")
    assert hall.council.ledger("access.refused")[-1]["detail"]["reason"] == "role"


def test_without_sockets_the_database_is_left_alone(hall: Served) -> None:
    tablet, exchange = hall.council.browser("member1"), hall.council.services.exchange
    with hall.line(tablet) as line:
        settled(line, "alarms")
    assert eventually(lambda: not any(isinstance(one, hub.Hub) and one._open for one in exchange._listeners))
    time.sleep(SOME_SWEEPS_SECONDS)  # in which a look that was under way is over
    statements: list[str] = []
    engine = hall.council.services.database.engine

    event.listen(engine, "before_cursor_execute", lambda *one: statements.append(one[2]))
    time.sleep(SOME_SWEEPS_SECONDS)
    assert statements == []

    with hall.line(tablet) as line:
        settled(line, "alarms")
    assert statements != []
