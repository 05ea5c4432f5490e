"""緊急停止 (6-5(2), 1(2)③): what closes at once, for whom, and what stays open; lifted by two persons only."""

from argparse import Namespace

import pytest
from sqlalchemy import select, text

from app import clock
from app.access.actions import Action
from app.access.facts import Actor, DeviceKind, PaperFacts
from app.access.levels import Confidentiality
from app.access.policy import decide as policy
from app.access.reasons import Reason
from app.access.roles import Role
from app.access.stops.halting import FOR_RESIDENTS, STAYS_OPEN, HaltDepth
from app.auth.factors.strength import PASSKEY, PASSWORD_TOTP
from app.board.halting import commands
from app.members.models import Office, Person
from app.members.offices import give
from app.ops import seal_commands
from app.seals import change_all
from app.web.forms.merging import mark
from tests.app.auth.signing import causes, enrol_person, sign_in
from tests.app.board.halting.stopping import ALL, READING, ask, decide, halts, lift_on_server, lifted, stop, waiting
from tests.app.permits.desk import fetch, granted, prepare
from tests.app.reading.shelf import lay
from tests.support.council import Council
from tests.support.examined import accept
from tests.support.slots import bind_all

IN_CHARGE = ("chair", "admin")
OTHERS = ("deputy", "clerk1", "member1", "executive", "investigator")


@pytest.mark.clause("I 2章1(2)③")
@pytest.mark.parametrize("login", IN_CHARGE)
def test_one_of_two_offices_freezes_reading_at_once_and_it_is_told(council: Council, login: str) -> None:
    laid = lay(council)

    assert stop(council, READING, login).headers["location"] == "/halt?done=begun"

    assert council.browser("member1").fetch(laid.page()).json()["code"] == "S512"
    began = council.ledger("halt.began")[-1]
    assert began["detail"] | {"halt": ""} == {"halt": "", "depth": READING, "former": "", "reason": "漏えいの疑い"}
    for told in IN_CHARGE:
        assert "緊急停止された" in council.browser(told).get("/admin/connections").text


@pytest.mark.parametrize("login", OTHERS)
def test_nobody_else_stops_anything(council: Council, login: str) -> None:
    assert stop(council, ALL, login).status_code == 403
    assert halts(council) == []


def test_frozen_reading_closes_every_way_to_a_paper_of_level_2_and_above_and_no_other(council: Council) -> None:
    closed, lower, public = lay(council), lay(council, level="1"), lay(council, level="1", is_released=True)
    permit = granted(council, closed)
    member = council.browser("member1")
    prepare(member, permit)
    bind_all(council.services)

    stop(council)

    ways = (closed.page(), closed.thumbnail(), closed.text(), f"/papers/{closed.material}")
    assert {member.get(way).status_code for way in ways} == {423}
    assert {council.browser("clerk1").get(closed.page()).status_code} == {423}
    assert fetch(member, permit).status_code == 423
    assert prepare(member, permit).status_code == 423
    assert {member.get(lower.page()).status_code, council.browser().get(public.page()).status_code} == {200}
    assert council.browser("clerk1").get("/prepare").status_code == 200
    home = member.get("/").text
    assert HaltDepth.READING.sentence in home
    lifted(council)
    assert member.get(closed.page()).status_code == 200
    assert fetch(member, permit).status_code == 200


def test_full_stop_closes_every_action_but_those_that_stay_open() -> None:
    papers = [PaperFacts(level, True, is_published=True, in_audience=True) for level in Confidentiality]
    for role in Role:
        who = None if role is Role.PUBLIC else "p"
        actor = Actor(who, frozenset({role}), DeviceKind.ISSUED, True, 0, halt=HaltDepth.ALL)
        closed = set(Action) - STAYS_OPEN
        reasons = {policy(actor, action, facts).reason for action in closed for facts in (None, *papers)}
        assert reasons == {Reason.CLOSED if who is None else Reason.ALL_STOPPED}


@pytest.mark.clause("I 6-5(2)")
def test_full_stop_closes_every_screen_and_says_why_on_its_own(council: Council) -> None:
    public = lay(council, level="1", is_released=True)
    chair, member, visitor = council.browser("chair"), council.browser("member1"), council.browser()

    stop(council, ALL)

    for browser, path in ((member, "/account"), (chair, "/ledger"), (member, "/guides/member"), (chair, public.page())):
        assert browser.get(path).status_code == 423
    for path in (public.page(), f"/papers/{public.material}", "/about", "/about/source.tar.gz"):
        answer = visitor.get(path)
        assert (answer.status_code, FOR_RESIDENTS in answer.text) == (503, True)
    assert visitor.get("/").headers["location"] == member.get("/").headers["location"] == "/halt"
    assert FOR_RESIDENTS in visitor.get("/halt").text
    assert HaltDepth.ALL.sentence in member.get("/halt").text
    assert "解除を申し出る" in chair.get("/halt").text
    assert "解除を申し出る" not in member.get("/halt").text
    assert visitor.get("/healthz").status_code == 200


def test_screen_of_a_full_stop_asks_nothing_that_would_be_refused(council: Council) -> None:
    """No menu, no socket, no help: each would be a refusal in the ledger and in the console."""
    chair = council.browser("chair")
    stop(council, ALL)

    page = chair.get("/halt").text

    for script in ("alarms/bar.js", "page/desks.js", "page/halt.js", "session/live.js"):
        assert script not in page
    assert 'href="/guides' not in page
    assert 'href="/"' not in page


@pytest.mark.parametrize(
    ("login", "comes_in"), [("chair", True), ("admin", True), ("member1", False), ("clerk1", False)]
)
def test_only_who_may_lift_signs_in_while_all_is_stopped(council: Council, login: str, *, comes_in: bool) -> None:
    secret = enrol_person(council, login)
    stop(council, ALL)

    answer = sign_in(council.browser(), login, secret, next_path="/halt")

    assert answer.status_code == 303
    assert (answer.headers["location"] != "/signin?why=halted") is comes_in
    assert comes_in or causes(council) == ["all_stopped"]


@pytest.mark.clause("I 6-5(2)")
def test_two_lift_it_and_nobody_alone(council: Council) -> None:
    laid = lay(council)
    stop(council, ALL)
    assert ask(council, "chair").status_code == 303
    lift = waiting(council)

    assert {decide(council, login, lift).status_code for login in ("chair", "deputy", "member1")} == {403}
    assert decide(council, "admin", lift, strong_with=PASSWORD_TOTP).status_code == 403
    assert council.browser("member1").get(laid.page()).status_code == 423

    assert decide(council, "admin", lift).status_code == 303
    assert council.browser("member1").get(laid.page()).status_code == 200
    assert decide(council, "admin", lift).status_code == 409
    assert council.ledger("halt.lifted")[-1]["detail"]["former"] == ALL
    assert council.ledger("halt.lift_decided")[-1]["detail"]["outcome"] == "confirmed"


def test_without_a_passkey_nobody_asks_for_the_lifting(council: Council) -> None:
    stop(council)

    assert ask(council, "chair", strong_with=PASSWORD_TOTP).status_code == 403
    assert ask(council, "clerk1").status_code == 403


def test_what_was_refused_or_taken_back_leaves_it_stopped(council: Council) -> None:
    laid = lay(council)
    stop(council)
    ask(council, "chair")
    assert decide(council, "admin", waiting(council), "refuse").status_code == 303
    ask(council, "admin")
    lift = waiting(council)
    assert council.browser("chair").post(f"/halt/lifts/{lift}/withdraw").status_code == 403
    assert council.browser("admin", strong_with=PASSKEY).post(f"/halt/lifts/{lift}/withdraw").status_code == 303

    assert decide(council, "chair", lift).status_code == 409
    assert council.browser("member1").get(laid.page()).status_code == 423


def test_lifting_is_bound_to_what_was_stopped_when_it_was_shown_and_asked_for(council: Council) -> None:
    stop(council)
    seen = halts(council)[-1]
    ask(council, "chair")
    lift = waiting(council)

    stop(council, ALL, "admin")

    assert decide(council, "admin", lift).status_code == 409
    assert ask(council, "admin", shown=mark(seen.id, seen.depth, seen.reason)).status_code == 409
    assert ask(council, "admin", shown="").status_code == 422
    assert [halt.depth for halt in halts(council)] == [ALL]


@pytest.mark.clause("I 7-1②")
def test_full_stop_is_lessened_to_frozen_reading_by_two(council: Council) -> None:
    laid = lay(council)
    stop(council, ALL)
    ask(council, "admin", whole=False)
    decide(council, "chair", waiting(council))

    assert council.browser("member1").get("/").status_code == 200
    assert council.browser("member1").get(laid.page()).status_code == 423
    assert ask(council, "admin", whole=False).status_code == 409


def test_second_press_finds_it_stopped_and_less_is_no_way_out(council: Council) -> None:
    stop(council, ALL)

    assert stop(council, ALL, "admin").status_code == 409
    assert stop(council, READING, "admin").status_code == 409
    assert len(halts(council)) == 1


def test_deputy_stops_where_there_is_no_chair(council: Council) -> None:
    with council.services.database.write() as unit:
        change_all(unit, select(Office).where(Office.role == Role.CHAIR.value), ends_at=clock.now())

    assert stop(council, READING, "deputy").status_code == 303
    assert council.ledger("halt.began")[-1]["detail"]["acting_because"] == "vacant"


@pytest.mark.parametrize("edit", ["in_force = NULL, ended_at = 1", "depth = 'reading'", "in_force = NULL"])
def test_stop_that_was_edited_by_sql_stops_everything(council: Council, edit: str) -> None:
    stop(council, ALL)
    with council.services.database.write() as unit:
        unit.execute(text(f"UPDATE halt SET {edit}"))  # noqa: S608 - of the table above

    assert council.browser("member1").get("/account").status_code == 423
    assert ask(council, "chair").status_code in {409, 404}


@pytest.mark.parametrize("depth", [READING, ALL])
def test_word_of_somebody_suspended_lifts_nothing(council: Council, depth: str) -> None:
    with council.services.database.write() as unit:
        give(unit, council.people["clerk2"].id, Role.ADMINISTRATOR, clock.now(), None, administrators=3)
    stop(council, depth)
    assert ask(council, "admin").status_code == 303
    lift = waiting(council)
    with council.services.database.write() as unit:
        change_all(unit, select(Person).where(Person.login == "admin"), state="suspended")

    assert decide(council, "clerk2", lift).status_code == 409
    assert [halt.in_force for halt in halts(council)] == ["now"]


def test_word_of_somebody_whose_row_was_edited_lifts_nothing(council: Council) -> None:
    stop(council)
    assert ask(council, "admin").status_code == 303
    lift = waiting(council)
    _run(council, "UPDATE person SET name = 'x' WHERE login = 'admin'")

    assert decide(council, "chair", lift).status_code == 409
    assert [halt.in_force for halt in halts(council)] == ["now"]


def _run(council: Council, statement: str) -> None:
    with council.services.database.write() as unit:
        unit.execute(text(statement))


EDITS = {
    "ended": "UPDATE halt SET in_force = NULL WHERE in_force = 'now'",
    "ended, as if before the former one": "UPDATE halt SET in_force = NULL, began_at = 1 WHERE in_force = 'now'",
    "the former one alone": "UPDATE halt SET reason = 'x' WHERE in_force IS NULL",
}


@pytest.mark.rare("rows changed by SQL")
@pytest.mark.parametrize("edit", EDITS)
def test_nothing_but_accepting_the_row_goes_on_from_a_stop_that_was_edited(
    council: Council, edit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    stop(council)
    lifted(council)
    stop(council, ALL)
    standing = halts(council)[-1]
    _run(council, EDITS[edit])

    def closed() -> bool:
        return bool(council.browser("member1").get("/account").status_code == 423)

    assert closed()
    assert {stop(council, depth, "admin").status_code for depth in (READING, ALL)} == {409}
    assert {commands.begin(council.settings, Namespace(depth=depth, reason="x")) for depth in (READING, ALL)} == {1}
    assert lift_on_server(council, "") == 1
    form = {"shown": mark(standing.id, standing.depth, standing.reason), "is_whole": "all", "reason": "x"}
    asked = council.browser("chair", strong_with=PASSKEY).post(f"/halt/{standing.id}/lift", form)
    assert (asked.status_code, asked.headers.get("location")) == (409, None)
    assert commands.show(council.settings, Namespace()) == 3
    assert "全停止" in capsys.readouterr().out
    assert "gijo seals" in council.browser("chair").get("/halt").text
    assert closed()

    for row in seal_commands.find(council.settings):
        assert accept(council.settings, f"{row.table}/{row.key}") == 0
    assert closed() is (edit == "the former one alone")
