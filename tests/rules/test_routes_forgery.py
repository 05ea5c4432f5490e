"""Cross-site request forgery: every row that changes something wants the word of our own page."""

from collections.abc import Iterator

import pytest

from app.web import csrf
from app.web.rows import Row
from tests.rules.walk.scene import Scene, scene_in
from tests.rules.walk.table import WALKED
from tests.rules.walk.visits import visits
from tests.rules.walk.walker import Walker

SOCKETS = [row for row in WALKED if row.is_socket]
pytestmark = pytest.mark.alike("what is refused before an act begins; every row is walked on both by test_routes.py")
UNSAFE = [row for row in WALKED if row.method not in {"GET", "HEAD"}]


@pytest.fixture(scope="module")
def walker(each_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walker]:
    with scene_in(tmp_path_factory.mktemp("forgery") / "home") as scene:
        yield Walker(scene)


def name_of(row: Row) -> str:
    return f"{row.method} {row.path}"


@pytest.mark.rare("asks what one place refuses for all rows, at every row")
@pytest.mark.clause("I 1章3(1)", "N 3(1)–(5)")
@pytest.mark.sampled("asks every act in 27 wrong ways, for 10 seconds of a processor")
@pytest.mark.parametrize("row", UNSAFE, ids=name_of)
def test_act_that_our_own_page_did_not_send_is_refused(walker: Walker, row: Row) -> None:
    scene: Scene = walker.scene
    visit = next(visits(scene, row))
    key = scene.council.services.csrf_key
    foreign: dict[str, dict[str, str | None]] = {
        "no token": {"x-csrf-token": None},
        "an empty token": {"x-csrf-token": ""},
        "the token of another's session": {
            "x-csrf-token": csrf.token(key, walker.browser("member2").session_id),
        },
        "the token from before signing in": {"x-csrf-token": csrf.token(key, "")},
        "another site": {"origin": "https://evil.example"},
        "another port": {"origin": "http://localhost:8001"},
        "a page without origin": {"origin": "null"},
        "a frame of another site": {"sec-fetch-site": "cross-site"},
        "a sister site": {"sec-fetch-site": "same-site"},
    }
    people = ("admin", "chair", "member1")
    for login in people:
        walker.browser(login)
    before = scene.contents()

    answers = {
        (login, what): walker.raw(login, row.method, visit.path, headers=headers)
        for login in people
        for what, headers in foreign.items()
    }

    told = {of: (answer.status_code, answer.json().get("code")) for of, answer in answers.items()}
    assert {of: one for of, one in told.items() if one != (403, "E403")} == {}
    assert scene.contents() == before


@pytest.mark.rare("sends every act once more; the walk of rows is in every run")
def test_act_of_our_own_page_is_not_taken_for_a_forgery(walker: Walker) -> None:
    for row in UNSAFE:
        visit = next(visits(walker.scene, row))
        answer = walker.raw("admin", row.method, visit.path)
        walker.restore("admin")
        assert answer.status_code != 403 or "E403" not in answer.text, name_of(row)


@pytest.mark.parametrize("row", SOCKETS, ids=name_of)
def test_socket_that_our_own_page_did_not_open_is_refused(walker: Walker, row: Row) -> None:
    visit = next(visits(walker.scene, row))
    foreign: dict[str, dict[str, str]] = {
        "another site": {"origin": "https://evil.example"},
        "another port": {"origin": "http://localhost:8001"},
        "another scheme": {"origin": "ftp://localhost"},
        "a page without origin": {"origin": "null"},
        "no page at all": {"origin": ""},
        "a sister site": {"origin": "http://www.localhost"},
        "another name of this machine": {"origin": "http://evil.example", "host": "evil.example"},
    }

    answers = {what: walker.talk("admin", visit.path, headers=headers) for what, headers in foreign.items()}

    assert {what: answer for what, answer in answers.items() if answer != (403, None)} == {}
    assert walker.talk("admin", visit.path)[0] == 200
