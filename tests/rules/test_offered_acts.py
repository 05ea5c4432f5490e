"""No screen offers a button that the policy refuses: every form of every screen is sent as whoever was shown it."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.access.facts import DeviceKind
from app.auth.alarms.raising import AlarmKind, raise_alarm
from app.kinds.proposals import PROPOSALS
from app.proposals.models import Proposal
from app.proposals.queries import count_for, desk
from tests.rules.test_routes import expected
from tests.rules.walk.scene import ROLES, Scene, scene_in
from tests.rules.walk.visits import all_visits
from tests.rules.walk.walker import Walker

_FORM = re.compile(r"(<form\b[^>]*>)(.*?)</form>", re.DOTALL)
_ACTION = re.compile(r'\b(?:form)?action="([^"?#]+)')
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
WHO = [
    *((login, DeviceKind.ISSUED) for login in ROLES if login not in {"clerk2", "member2"}),
    ("member1", DeviceKind.PERSONAL),
    ("member1", DeviceKind.UNKNOWN),
    ("admin", DeviceKind.UNKNOWN),
]
IN_A_QUICK_RUN = ("chair", DeviceKind.ISSUED)
ON_BOTH = {(login, DeviceKind.ISSUED) for login in ("admin", "chair", "member1")}
_ALIKE = pytest.mark.alike("what screens offer to whom; every screen and form is asked on both as some")
_RARE = pytest.mark.rare("walks all screens as one more, and sends their forms; a quick run does so as the chair")
CASES = [
    pytest.param(*who, marks=[*(() if who in ON_BOTH else (_ALIKE,)), *(() if who == IN_A_QUICK_RUN else (_RARE,))])
    for who in WHO
]


@pytest.fixture(scope="module")
def scene(each_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene_in(tmp_path_factory.mktemp("offered") / "home") as made:
        with made.council.services.database.write() as unit:
            for login in ("member1", "admin"):
                person = made.council.people[login].id
                for kind in (AlarmKind.SECOND_PLACE, AlarmKind.OFFICE_OF_POWER):
                    raise_alarm(unit, kind, person_id=person, address="203.0.113.9", detail="x")
        yield made


@pytest.fixture(scope="module")
def walker(scene: Scene) -> Walker:
    return Walker(scene)


@pytest.mark.parametrize(("login", "device"), CASES, ids=str)
def test_every_form_on_a_screen_may_be_sent(scene: Scene, walker: Walker, login: str, device: DeviceKind) -> None:
    offered: dict[str, tuple[str, dict[str, str]]] = {}
    for visit in all_visits(scene):
        row = visit.row
        if row.method != "GET" or row.is_socket or row.issues_paper or row.path.endswith(("export", ".pdf", ".csv")):
            continue
        if expected(scene, visit, login, device).is_allowed:
            answer = walker.raw(login, "GET", visit.path, device=device, headers={"accept": "text/html"})
            for action, fields in _acts_on(answer.text):
                offered.setdefault(action, (visit.path, fields))

    refused = {}
    for action, (screen, fields) in offered.items():
        before = walker.last_seq()
        walker.browser(login, device).post(action, fields)
        reasons = [one["detail"]["reason"] for one in walker.records_after(before) if one["kind"] == "access.refused"]
        if reasons:
            refused[f"{action} on {screen}"] = reasons
        walker.restore(login, device)

    assert "/signout" in offered
    assert refused == {}


def test_menu_counts_what_a_desk_lets_its_person_decide(scene: Scene) -> None:
    database, table = scene.council.services.database, scene.council.handling
    counted = 0
    for login in ROLES:
        actor = scene.actor(login)
        with database.read() as unit:
            mine = [line.kind for line in desk(unit, actor, table, PROPOSALS.kinds) if line.can_decide]
        with database.read() as unit:
            counts = {kind.name: count_for(unit, actor, table, (kind,)) for kind in PROPOSALS.kinds}
        assert counts == {kind.name: mine.count(kind) for kind in PROPOSALS.kinds}
        counted += len(mine)

    assert counted > len(ROLES)


def test_nobody_decides_what_they_asked_for_whatever_office_they_hold(scene: Scene) -> None:
    kinds, confirmed = {kind.name: kind for kind in PROPOSALS.kinds}, set()
    with scene.council.services.database.read() as unit:
        for row in unit.scalars(select(Proposal)):
            kind = kinds[row.kind]
            askers = [replace(scene.actor(login), person_id=row.asked_by) for login in ROLES]
            assert not [one for one in askers if kind.judge(unit, one, row, scene.council.handling).can_be_allowed]
            confirmed.add(kind.confirms)

    assert confirmed == {kind.confirms for kind in PROPOSALS.kinds}


def _acts_on(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Where the forms that change something are sent, by each of their buttons, and what is hidden in them."""
    for opening, inside in _FORM.findall(text):
        if 'method="post"' in opening:
            fields = {name: value for name, value in _HIDDEN.findall(inside) if name != "csrf_token"}
            for action in _ACTION.findall(opening + inside):
                yield action, fields
