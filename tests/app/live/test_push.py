"""The live channel over real sockets: what is published is told at once, to those who hear it, once it is kept."""

import contextlib
from collections.abc import Iterator

import pytest

from app.access.actions import Action
from app.auth.alarms.raising import raise_alarm
from app.auth.alarms.topics import ALARMS
from app.auth.presence.views_live import hear
from app.main import build
from app.push.publications import publish
from app.routes import ROUTES
from app.web.call import Call
from app.web.live import hub
from app.web.live.topics import Topic, Topics
from app.web.rows import socket
from tests.app.live.hearing import heard, put_alarm, quiet, settled
from tests.support.council import Council
from tests.support.sockets import Served, served


@pytest.fixture
def sweep_seconds() -> float:
    """It rests: what is told now was pushed."""
    return 600.0


@pytest.fixture
def no_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same where a test serves the council by itself."""
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 600.0)


def own_id(call: Call) -> frozenset[str]:
    return frozenset({call.viewer.person_id})


BELL = Topic("bell", Action.ALARM_READ, lambda _call: "rings", own_id)
DESK = Topic("desk", Action.PERMIT_DESK, lambda _call: "rings")


@contextlib.contextmanager
def serving(council: Council, *topics: Topic) -> Iterator[Served]:
    """The council with these topics on its socket, and no others."""
    rows = [socket("/live", hear, Topics(topics), Action.LIVE_LISTEN) if row.is_socket else row for row in ROUTES]
    council.app = build(council.services, rows)
    with served(council) as hall:
        yield hall


def ring(council: Council, *logins: str, topic: str = "bell") -> None:
    with council.services.database.write() as unit:
        for login in logins:
            publish(unit, topic, council.people[login].id)


def test_alarm_is_pushed_to_its_owner_and_the_secretariat_and_to_nobody_else(hall: Served) -> None:
    council = hall.council
    with (
        hall.line(council.browser("member1"), path="/live?ask=alarms") as own,
        hall.line(council.browser("admin"), path="/live?ask=alarms,board") as office,
        hall.line(council.browser("member2"), path="/live?ask=alarms") as stranger,
    ):
        for line in (own, office, stranger):
            line.hear()

        put_alarm(council)

        assert len(heard(own)["alarms"]["own"]) == 1
        assert office.hear() == {
            "alarms": {"own": [], "more": 0, "office": 1, "can_answer": True},
            "board": True,
        }
        assert stranger.is_silent(1.0)


def test_what_is_answered_and_handled_is_pushed_as_well(hall: Served) -> None:
    council = hall.council
    tablet, admin = council.browser("member1"), council.browser("admin")
    put_alarm(council)
    with (
        hall.line(tablet, path="/live?ask=alarms") as own,
        hall.line(admin, path="/live?ask=alarms") as office,
    ):
        alarm = own.hear()["alarms"]["own"][0]["id"]
        office.hear()

        tablet.post(f"/alarms/{alarm}/answer", {"answer": "own", "next": "/"})
        assert own.hear()["alarms"]["own"] == []
        assert office.hear()["alarms"]["office"] == 1

        admin.post(f"/admin/alarms/{alarm}/handle", {"note": "電話で確かめた"})
        assert office.hear()["alarms"]["office"] == 0
        assert own.hear()["alarms"]["own"] == []


def test_what_was_pushed_is_not_told_again_by_the_sweep(hall: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 0.02)
    with hall.line(hall.council.browser("admin")) as office:
        settled(office, "alarms")
        for count, login in enumerate(("member1", "member2", "chair", "deputy", "clerk1"), 1):
            put_alarm(hall.council, login)

            assert office.hear()["alarms"]["office"] == count
            assert office.is_silent(0.3)


@pytest.mark.usefixtures("no_sweep")
def test_unit_that_is_rolled_back_tells_nothing(council: Council) -> None:
    with (
        serving(council, ALARMS, BELL) as hall,
        hall.line(council.browser("member1"), path="/live?ask=alarms,bell") as line,
    ):
        line.hear()
        quiet(line)
        with contextlib.suppress(ZeroDivisionError), council.services.database.write() as unit:
            who = council.people["member1"].id
            raise_alarm(unit, "many_failures", person_id=who, address="203.0.113.9")
            publish(unit, "bell", who)
            unit.flush()
            raise ZeroDivisionError
        assert line.is_silent(1.0)

        ring(council, "member1")
        assert line.hear() == {"bell": "rings"}


@pytest.mark.usefixtures("no_sweep")
def test_news_of_one_person_reach_every_screen_of_that_person_and_no_other(council: Council) -> None:
    with contextlib.ExitStack() as stack:
        hall = stack.enter_context(serving(council, BELL))
        mine = [stack.enter_context(hall.line(council.browser("member1"), path="/live?ask=bell")) for _ in range(3)]
        other = stack.enter_context(hall.line(council.browser("member2"), path="/live?ask=bell"))
        deaf = stack.enter_context(hall.line(council.browser("member1")))
        for line in (*mine, other):
            line.hear()
        quiet(other)

        ring(council, "member1")

        assert [line.hear() for line in mine] == [{"bell": "rings"}] * 3
        assert other.is_silent(0.5)
        assert deaf.is_silent(0.1)
        ring(council, "member1", "member2")
        assert other.hear() == {"bell": "rings"}


@pytest.mark.usefixtures("no_sweep")
def test_who_may_not_hear_a_topic_is_refused_and_hears_nothing(council: Council) -> None:
    with serving(council, BELL, DESK) as hall, hall.line(council.browser("chair"), path="/live?ask=desk") as chair:
        assert chair.hear() == {"desk": "rings"}
        quiet(chair)
        with hall.line(council.browser("member1"), path="/live?ask=desk") as member:
            assert member.wait_end()[0] == 4403
        with hall.line(council.browser("member1"), path="/live?ask=bell") as member:
            member.hear()
            quiet(member)
            with council.services.database.write() as unit:
                publish(unit, "desk")

            assert chair.hear() == {"desk": "rings"}
            assert member.is_silent(0.5)
    assert council.ledger("access.refused")[-1]["detail"]["action"] == "live.listen"


@pytest.mark.usefixtures("no_sweep")
def test_what_is_published_while_a_tab_is_being_admitted_is_told_to_it(council: Council) -> None:
    """After its first answer, and before it is among those who are told."""
    answered: list[str] = []

    def answer(call: Call) -> object:
        answered.append(call.viewer.person_id)
        if len(answered) == 1:
            return answers_then_rings(council)
        return len(answered)

    late = Topic("bell", Action.ALARM_READ, answer, own_id)
    with serving(council, late) as hall, hall.line(council.browser("member1"), path="/live?ask=bell") as line:
        assert line.hear() == {"bell": "first"}
        assert line.hear() == {"bell": 2}


def answers_then_rings(council: Council) -> str:
    ring(council, "member1")
    return "first"


def test_topics_are_short_and_each_is_there_once() -> None:
    with pytest.raises(ValueError, match="one name"):
        Topics((BELL, BELL))
    with pytest.raises(ValueError, match="no name"):
        Topic("a" * 21, Action.ALARM_READ, lambda _call: None)
