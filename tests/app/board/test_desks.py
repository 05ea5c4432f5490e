"""What waits is counted in the menu of everybody who may decide it, on every screen, and of nobody else."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event

from app import days
from app.access.facts import DeviceKind
from app.access.remits.remit import BoundContract, Remit
from app.access.roles import Role
from app.auth.devices.models import SPARE, Device
from app.materials.models import PublicFile
from app.members import offices
from app.members.models import Office
from app.members.people import add_person
from app.routes import DESKS
from tests.app.auth.alarms.guarded_acts import Ready, approves, disposes, office, paper, post, reset, waiting
from tests.app.auth.devicing import device_in
from tests.app.board.halting import stopping as halting
from tests.app.board.setting import changing as setting
from tests.app.permits import desk as permits
from tests.app.reading.shelf import lay
from tests.support.council import PEOPLE, Council

pytestmark = pytest.mark.alike("what is counted and shown to whom; others ask for the same on both")

PLACES = {"chair": "/", "deputy": "/", "admin": "/prepare", "clerk1": "/prepare", "clerk2": "/prepare", "member1": "/"}
LABEL, RELEASE = "/prepare/materials/{}/label", "/prepare/materials/{}/release"


def _does(ready: Ready) -> Callable[[Council], object]:
    """Whatever comes before, and the act itself."""
    return lambda council: ready(council)()


def request_permit(council: Council) -> None:
    permits.asked(council, lay(council))


def without_anybody_in_the_chair(council: Council) -> None:
    """Neither chair nor vice-chair is in office any more."""
    with council.services.database.write() as unit:
        for office in unit.query(Office).filter(Office.role.in_([Role.CHAIR, Role.DEPUTY])):
            office.ends_at = office.starts_at


def ask_for_a_spare(council: Council) -> None:
    """A member has signed in on one, and asks."""
    device = device_in(council, "member1", DeviceKind.ISSUED, "requested")
    with council.services.database.write() as unit:
        unit.get_one(Device, device).kind = SPARE


def let_a_contractor_in(council: Council) -> None:
    """For a few days, by a contract that runs."""
    contract = BoundContract("entry", 1, "港町システム株式会社", "2", str(days.today() + timedelta(days=3)))
    with council.services.database.write() as unit:
        person = add_person(unit, login="hara", name="原 恵", title="", roles=())
        begins, ends_at = days.begins(days.today()), days.ends(days.today() + timedelta(days=3))
        remit = Remit(contract=contract).text()
        offices.give(unit, person.id, Role.CONTRACTOR, begins, ends_at, administrators=3, remit=remit)


def ask_the_chair(council: Council) -> None:
    """A member's question stands in a register."""
    council.browser("member1").post("/registers/consultations/new", {"question": "自宅で資料を読めますか"})


def tell_the_secretariat(council: Council) -> None:
    """A notice to clerks and administrators."""
    notice = {"title": "更新のお知らせ", "concerned": "secretariat", "text": "今夜、更新します。"}
    council.browser("admin").post("/rules/notice", notice)


# desk: what somebody asks for, at which place of the menu it is counted, and for whom
WAITS = {
    "permits": (request_permit, "decide", {"chair", "deputy"}),
    "devices": (approves("member1"), "people", {"admin"}),
    "spares": (ask_for_a_spare, "people", {"admin"}),
    "devices of the deputy": (approves("deputy"), None, {"admin", "chair"}),
    "resets": (_does(reset("member1")), None, {"chair", "deputy", "clerk1", "clerk2"}),
    "resets of power": (_does(reset("deputy")), None, {"chair"}),
    "offices": (_does(office("member1", Role.DEPUTY)), "offices", {"chair"}),
    "contractors": (let_a_contractor_in, "people", {"admin"}),
    "chair": (without_anybody_in_the_chair, "offices", {"admin"}),
    "registers": (ask_the_chair, "registers", {"chair"}),
    "rules": (tell_the_secretariat, "prepare", {"admin", "clerk1", "clerk2"}),
    "halt": (_does(halting.asks), "connections", {"admin"}),
    "standards": (_does(setting.asks), "rules", {"chair"}),
    "papers: 3A": (_does(paper("2", LABEL, label="3A")), "materials", {"admin"}),
    "papers: lower": (_does(paper("3C", LABEL, label="2")), "materials", {"admin", "clerk2"}),
    "disposals": (_does(disposes), "registers", {"admin", "chair"}),
    "papers: release": (_does(paper("1", RELEASE, is_no_procedure="1")), "materials", {"admin"}),
}


def counts(council: Council, login: str) -> dict[str, int]:
    """By place of the menu, what the first screen of this person shows."""
    page = council.browser(login).get(PLACES.get(login, "/account")).text
    found = re.findall(r'data-desk-place="(\w+)"( hidden)?><span aria-hidden="true" data-count>(\d+)<', page)
    assert all(bool(hidden) is (number == "0") for _, hidden, number in found)
    return {place: int(number) for place, hidden, number in found if not hidden}


@pytest.mark.sampled("founds a council for each desk, for five seconds of a processor")
@pytest.mark.parametrize("case", WAITS)
def test_what_waits_is_counted_for_who_may_decide_it_and_for_nobody_else(council: Council, case: str) -> None:
    ask, place, deciders = WAITS[case]
    assert all(counts(council, login) == {} for login, *_ in PEOPLE)

    ask(council)

    found = {login: counts(council, login) for login, *_ in PEOPLE}
    assert {login for login in found if found[login]} == deciders
    assert all(sum(found[login].values()) == 1 for login in deciders)
    assert place is None or all(set(found[login]) == {place} for login in deciders)


def test_every_desk_has_a_case_here() -> None:
    assert {case.partition(" ")[0].strip(":") for case in WAITS} == {desk.name for desk in DESKS.all}


@pytest.mark.both("what happens at once or in between")
def test_while_nothing_waits_a_screen_asks_once_for_all_desks(council: Council) -> None:
    browser = council.browser("admin")
    browser.get("/account")
    statements: list[str] = []
    engine = council.services.database.engine
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(str(given[2])))

    browser.get("/account")

    asked = [one for one in statements if re.search(r"FROM (proposal|register_entry|permit)\b", one)]
    assert len(asked) == 1, asked


def test_a_count_leads_to_the_desk_from_the_screens_of_its_place(council: Council) -> None:
    reset("member1")(council)()

    page = council.browser("clerk1").get("/account").text

    assert '<li data-desk="resets"><a class="plain" href="/admin/resets">リセットの確認　<b data-count>1</b>' in page


def test_desk_of_papers_lists_what_waits_and_keeps_3a_from_clerks(council: Council) -> None:
    paper("2", LABEL, label="3A", reason="人事の案件")(council)()

    own, other = (council.browser(login).get("/prepare/waiting").text for login in ("clerk1", "clerk2"))
    administrator = council.browser("admin").get("/prepare/waiting").text

    assert "補正予算書" in administrator
    assert "見て確かめる" in administrator
    assert "人事の案件" in own
    assert "補正予算書" not in own
    assert "人事の案件" not in other
    assert "確認を待つ資料はありません" in other


@pytest.mark.both("asks for rows as no other test does")
def test_desk_of_papers_says_that_the_file_for_the_public_failed(council: Council) -> None:
    paper("1", RELEASE, is_no_procedure="1")(council)()
    with council.services.database.write() as unit:
        unit.query(PublicFile).one().failure = "この PDF は、文字を取り出せません。"

    page = council.browser("admin").get("/prepare/waiting").text

    assert "公開用の PDF を作れませんでした" in page
    assert "この PDF は、文字を取り出せません。" in page


def test_who_asked_takes_a_release_back_on_the_desk(council: Council) -> None:
    paper("1", RELEASE, is_no_procedure="1")(council)()
    form = {"back": "/prepare/waiting"}

    answer = post(council, "clerk1", f"/prepare/releases/{waiting(council)}/withdraw", **form)

    assert answer.headers["location"] == "/prepare/waiting"
    assert counts(council, "admin") == {}
