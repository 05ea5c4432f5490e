"""Every row of the route table, walked as everybody: the answer is what the policy decides, and is recorded so."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from app.access.actions import Action
from app.access.decisions import Decision
from app.access.facts import DeviceKind
from app.access.levels import Confidentiality
from app.access.policy import decide
from app.access.reasons import TELLINGS, Reason
from app.access.roles import SECRETARIAT
from app.auth.presence.views_live import hear
from app.web.live.topics import Topic, Topics
from app.web.rows import Row, socket
from tests.rules.walk.scene import LOGINS, ROLES, Scene, scene_in
from tests.rules.walk.table import WALKED
from tests.rules.walk.visits import Visit, all_visits, visits
from tests.rules.walk.walker import Walker

_POLICY_CODES = frozenset(telling.code for telling in TELLINGS.values() if telling.code != "E404")
_READ_AT_ALL = frozenset({Reason.ALLOWED, Reason.DEVICE, Reason.ZONE, Reason.STALE})
FEW: tuple[str | None, ...] = ("admin", "chair", "member1", None)
"""Whose statements are all that a walk of a row sends: every row is walked as these on both databases."""
OTHERS = tuple(login for login in LOGINS if login not in FEW)
_ALIKE = pytest.mark.alike("what the policy decides, by one code for both; every row is walked on both as some")
_RARE = pytest.mark.rare("walks every row once more; a quick run walks some as some")
AS_EVERYBODY = (pytest.param(FEW, id="few"), pytest.param(OTHERS, id="others", marks=[_ALIKE, _RARE]))


@pytest.fixture(scope="module")
def scene(each_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene_in(tmp_path_factory.mktemp("walk") / "home") as made:
        yield made


@pytest.fixture(scope="module")
def walker(scene: Scene) -> Walker:
    return Walker(scene)


def expected(scene: Scene, visit: Visit, login: str | None, device: DeviceKind = DeviceKind.ISSUED) -> Decision:
    return decide(scene.actor(login, device), visit.row.action, visit.facts(login), scene.council.handling)


def one_visit_a_row(scene: Scene) -> list[Visit]:
    return [next(visits(scene, row)) for row in WALKED]


def name_of(row: Row) -> str:
    return f"{row.method} {row.path}"


@pytest.mark.clause("I 1章2(5)")
@pytest.mark.sampled("asks every row as everybody, for 32 seconds of a processor")
@pytest.mark.parametrize("row", WALKED, ids=name_of)
@pytest.mark.parametrize(
    "logins", [pytest.param(FEW, id="few"), pytest.param(OTHERS, id="others", marks=[_ALIKE, _RARE])]
)
def test_everybody_gets_what_the_policy_decides(
    scene: Scene, walker: Walker, row: Row, logins: Sequence[str | None]
) -> None:
    wrong: list[str] = []
    for visit in visits(scene, row):
        for login in logins:
            decision = expected(scene, visit, login)
            answer = walker.go(visit, login)
            problem = _disagreement(decision, answer.status, answer.json, answer.refusals)
            wrong += [f"{visit} as {login}: {problem}"] if problem else []
            wrong += [f"{visit} as {login} names {title}" for title in _leaks(scene, visit, login, answer.text)]

    assert wrong == []


def _disagreement(decision: Decision, status: int, body: Any, refusals: list[str]) -> str:
    """What is wrong with an answer, "" when it agrees with the decision."""
    if decision.is_allowed:
        code = body.get("code") if isinstance(body, dict) else None
        is_known = refusals == [] or (status == 404 and refusals == [Reason.UNKNOWN.value])
        is_fine = status != 405 and status < 500 and is_known and code not in _POLICY_CODES
        return "" if is_fine else f"allowed, but {status} {body} {refusals}"
    telling = TELLINGS[decision.reason]
    told = (status, body["code"] if isinstance(body, dict) else body, refusals)
    wanted = (telling.status, telling.code, [decision.reason.value])
    return "" if told == wanted else f"{told} instead of {wanted}"


def _leaks(scene: Scene, visit: Visit, login: str | None, text: str) -> list[str]:
    """Titles in an answer to somebody who may not know them.

    The secretariat prepares papers; the chair decides requests; who reads the ledger meets all titles but those of
    3A, and the export is the chain as it is: without a word left out, or nobody could verify it.
    """
    is_ledger = visit.row.action in {Action.LEDGER_READ, Action.LEDGER_EXPORT, Action.LEDGER_EXTRACT}
    if (login is not None and ROLES[login] & SECRETARIAT) or (is_ledger and visit.path == "/ledger/export"):
        return []
    desk = {Action.PERMIT_DESK, Action.PERMIT_DECIDE, Action.PERMIT_REVIEW, Action.PERMIT_EXPORT}
    asked = {permit.paper.key for permit in scene.permits} if visit.row.action in desk else set()
    own = {permit.paper.key for permit in scene.permits if permit.holder == login}
    return [
        paper.title
        for paper in scene.papers.values()
        if paper.key not in asked | own
        and not (is_ledger and paper.label is not Confidentiality.C3A)
        and paper.title in text
        and decide(scene.actor(login), Action.MATERIAL_READ, paper.facts(login)).reason not in _READ_AT_ALL
    ]


@_ALIKE
@_RARE
@pytest.mark.parametrize("device", [DeviceKind.PERSONAL, DeviceKind.UNKNOWN])
def test_device_that_is_not_issued_gets_what_the_policy_decides(
    scene: Scene, walker: Walker, device: DeviceKind
) -> None:
    rows = [row for row in WALKED if row.issues_paper or row.action is Action.MATERIAL_READ]
    for visit in (one for row in rows for one in visits(scene, row)):
        decision = expected(scene, visit, "member1", device)
        answer = walker.go(visit, "member1", device)
        assert _disagreement(decision, answer.status, answer.json, answer.refusals) == "", (visit, device)


@_ALIKE
@pytest.mark.slow("asks every screen with paper in the scene as two people, for nine seconds of a processor")
def test_safe_rows_that_are_allowed_answer_in_full(scene: Scene, walker: Walker) -> None:
    without_a_screen = {
        "/": {303},
        "/signin": {303},
        "/signin/browser": {303},  # new enough
        "/signin/code": {303},
        "/signin/recovery": {303},
        "/session/renew": {303},
        "/devices/request": {303},
        "/enrol/password": {303},
        "/enrol/factor": {303},
        "/enrol/totp": {303},
        "/enrol/totp/qr.svg": {403},
        "/enrol/codes": {303},
        "/account/factors/recovery": {303},
        "/account/factors/totp/{totp}": {404},
        "/account/factors/totp/{totp}/qr.svg": {404},
        "/ledger/codes/{code}": {404},
        "/prepare/materials/{material}/replacement": {303},  # no file waits
        "/permits/reviews/{review}": {404},
        "/permits/reserves/{application}": {404},
        "/permits/reserves/{application}/state": {404},
        "/permits/copies/{copy}/pdf": {404},
        "/permits/copies/{copy}/pdf/state": {404},
    }
    for visit in all_visits(scene):
        if visit.row.method != "GET":
            continue
        for login in ("admin", "member1"):
            if expected(scene, visit, login).is_allowed:
                status = walker.go(visit, login).status
                assert status in {200} | without_a_screen.get(visit.row.path, set()), (str(visit), login)


@_ALIKE
@_RARE
def test_head_is_decided_and_recorded_like_get(scene: Scene, walker: Walker) -> None:
    for visit in all_visits(scene):
        if visit.row.method != "GET" or visit.row.is_socket:
            continue
        got, headed = walker.go(visit, "member1"), walker.go(visit, "member1", method="HEAD")
        assert (headed.status, headed.kinds) == (got.status, got.kinds), str(visit)
        assert headed.text == "", str(visit)


@pytest.mark.clause("I 6-1(5)③")
def test_paths_that_are_not_in_the_table_are_not_there(scene: Scene, walker: Walker) -> None:
    paper = scene.papers["2 公開"]
    made_up = {f"{visit.path}/" for visit in one_visit_a_row(scene) if visit.path != "/"}
    made_up |= {f"{visit.path}x/y" for visit in one_visit_a_row(scene)}
    made_up |= {
        "/papers",
        "/permits/",
        "/admin",
        "/docs",
        "/openapi.json",
        "/.env",
        "/static/",
        "/static/../main.py",
        "/static/%2e%2e/main.py",
        "/static/..%2fmain.py",
        "/client/%2e%2e/stamp.py",
        "/client/..%2f..%2fpyproject.toml",
        f"/papers/{paper.version}/pages/-1",
        f"/papers/{paper.version}/pages/1.0",
        f"/papers/{paper.version}/pages/0x1",
        f"/papers/{paper.version}/pages/1/zoom/2/0/0/0",
        f"//papers/{paper.material}",
    }

    answers = {path: walker.raw("admin", "GET", path).status_code for path in made_up}

    assert {path: status for path, status in answers.items() if status != 404} == {}


def test_numbers_beyond_the_paper_are_not_there(scene: Scene, walker: Walker) -> None:
    version = scene.papers["2 公開"].version
    paths = [f"/papers/{version}/pages/{n}{rest}" for n in (0, 2, 10**30) for rest in ("", "/text", "/zoom/2/0/0")]
    paths += [f"/papers/{version}/thumbs/{n}" for n in (0, 2, 10**30)]
    paths += [f"/papers/{version}/pages/1/zoom/{rest}" for rest in ("3/0/0", "2/2/0", "2/0/2", "0/0/0", "8/0/0")]

    answers = {path: walker.raw("member1", "GET", path).status_code for path in paths}

    assert {path: status for path, status in answers.items() if status != 404} == {}


@pytest.mark.clause("I 6-5(1)①")
def test_other_methods_are_refused_everywhere(scene: Scene, walker: Walker) -> None:
    by_path: dict[str, set[str]] = {}
    for visit in one_visit_a_row(scene):
        if visit.row.is_socket:
            continue
        by_path.setdefault(visit.path, set()).add(visit.row.method)
    for path, methods in by_path.items():
        for method in {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"} - methods:
            assert walker.raw("admin", method, path).status_code == 405, (method, path)


def test_socket_is_no_page_and_no_page_is_a_socket(scene: Scene, walker: Walker) -> None:
    for visit in one_visit_a_row(scene):
        if visit.row.is_socket:
            methods = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
            assert {walker.raw("admin", method, visit.path).status_code for method in methods} == {404}, str(visit)
        else:
            assert walker.talk("admin", visit.path) == (403, None), str(visit)
    for path in ("/static/js/session/live.js", "/client/main.js", "/live/", "/live/x", "/nothing"):
        assert walker.talk("admin", path) == (403, None), path


def test_socket_on_a_row_with_bytes_of_a_paper_does_not_start() -> None:
    with pytest.raises(TypeError, match="nothing of a paper"):
        socket("/live/page", hear, Topics(()), Action.PAGE_READ)
    with pytest.raises(TypeError, match="nothing of a paper"):
        Topic("page", Action.PAGE_READ, lambda _call: None)
