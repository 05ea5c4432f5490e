"""No byte of a paper leaves without its record; when no record can be kept, none leaves at all."""

from collections.abc import Iterator

import pytest

from app.access.actions import Action
from app.access.policy import decide
from app.audit.append import GroupCommitter
from app.routes import ROUTES
from app.web.rows import Row
from tests.rules.walk.scene import LOGINS, Scene, scene_in
from tests.rules.walk.visits import Visit, visits
from tests.rules.walk.walker import Walker

FIELDS = {Action.WORDS_SEARCH: {"q": "本文"}}
"""What has to be sent to be answered."""

PAPER_ROWS = [row for row in ROUTES if row.issues_paper]
OF_ONE = [row for row in PAPER_ROWS if row.among is None]
OF_SEVERAL = [row for row in PAPER_ROWS if row.among is not None and row.among.action is Action.WORDS_SEARCH]
BY_PERMIT = {"/permits/{permit}/download", "/permits/copies/{copy}/download"}
"""What their answers record becomes durable in their own unit; of several papers: tests/app/permits/test_volumes.py."""


@pytest.fixture(scope="module")
def walker(each_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walker]:
    with scene_in(tmp_path_factory.mktemp("records") / "home") as scene:
        yield Walker(scene)


def fields_of(row: Row) -> dict[str, str] | None:
    return FIELDS.get(row.among.action if row.among else row.action)


def name_of(row: Row) -> str:
    return f"{row.method} {row.path}"


def allowed(scene: Scene, row: Row) -> Iterator[tuple[Visit, str | None]]:
    for visit in visits(scene, row):
        for login in LOGINS:
            decision = decide(scene.actor(login), row.action, visit.facts(login), scene.council.handling)
            if decision.is_allowed:
                yield visit, login


@pytest.mark.sampled("asks for every paper as everybody, for five seconds of a processor")
@pytest.mark.clause("I 2章2(2)③-1")
@pytest.mark.parametrize("row", OF_ONE, ids=name_of)
def test_every_answer_with_paper_has_left_one_record_that_names_it(walker: Walker, row: Row) -> None:
    scene = walker.scene
    met = 0
    for visit, login in allowed(scene, row):
        before = walker.last_seq()
        answer = walker.raw(login, row.method, visit.path, fields=fields_of(row))
        records = walker.records_after(before)
        if row.method != "GET":
            scene.restore()
        paper = next(
            one for one in scene.papers.values() if {one.version, one.former, one.material} & told(visit, records)
        )
        person = scene.council.people[login].id if login else None
        assert answer.status_code == 200, str(visit)
        assert [(one["kind"].endswith(".issued"), one.get("actor"), one["material"]) for one in records] == [
            (True, person, paper.material)
        ], (str(visit), login)
        met += 1
    assert met, "nobody met this row"


@pytest.mark.clause("I 2章2(2)③-1")
@pytest.mark.parametrize("row", OF_SEVERAL, ids=name_of)
def test_answer_about_several_papers_has_left_a_record_for_each(walker: Walker, row: Row) -> None:
    scene = walker.scene
    met = set()
    for visit, login in allowed(scene, row):
        before = walker.last_seq()
        answer = walker.raw(login, row.method, visit.path, fields=fields_of(row))
        records = walker.records_after(before)
        scene.restore()
        titles = [paper["title"] for paper in answer.json()["papers"]]
        open_to = {
            paper.title
            for paper in scene.papers.values()
            if decide(scene.actor(login), Action.WORDS_SEARCH, paper.facts(login), scene.council.handling).is_allowed
        }
        assert set(titles) <= open_to, (str(visit), login)
        assert [one["kind"] for one in records] == ["papers.searched", *["places.issued"] * len(titles)]
        by_id = {paper.material: paper.title for paper in scene.papers.values()}
        assert [by_id[str(one["material"])] for one in records[1:]] == titles
        met |= set(titles)
    assert met, "nobody was told of a paper"


def told(visit: Visit, records: list[dict[str, object]]) -> set[object]:
    """Ids in the address; a permit's address names the permit, so there the record is believed."""
    return set(visit.path.split("/")) if "permits" not in visit.path else {records[0]["version"]}


@pytest.mark.parametrize("row", PAPER_ROWS, ids=name_of)
def test_nothing_leaves_while_the_ledger_is_closed(walker: Walker, row: Row) -> None:
    services = walker.scene.council.services
    closed = GroupCommitter(services.database, wait_ms=0)
    closed.close()
    still_open, services.ledger = services.ledger, closed
    try:
        answers = [
            (str(visit), login, walker.raw(login, row.method, visit.path, fields=fields_of(row)))
            for visit, login in list(allowed(walker.scene, row))[:6]
            if row.path not in BY_PERMIT
        ]
    finally:
        services.ledger = still_open

    for what, login, answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (503, "L503"), (what, login)
        assert answer.headers["retry-after"] == "10"


@pytest.mark.clause("I 7-4(3)")
def test_permit_is_not_used_up_when_its_record_cannot_be_kept(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = walker.scene
    permit = next(one for one in scene.permits if one.key == "許可 2 公開")
    walker.browser("member1")
    scene.give_new_codes()
    path, before = f"/permits/{permit.id}/download", scene.contents()
    scene.drop_ledger_head()
    try:
        refused = walker.raw("member1", "POST", path)
        assert refused.status_code >= 500
        assert b"%PDF" not in refused.content
        assert scene.contents() == before
    finally:
        scene.restore_ledger_head()

    assert walker.raw("member1", "POST", path).content.startswith(b"%PDF")
    scene.restore()


@pytest.mark.clause("I 6-5(3)")
def test_refusal_stands_while_the_ledger_is_closed(walker: Walker) -> None:
    services, paper = walker.scene.council.services, walker.scene.papers["2 準備中"]
    closed = GroupCommitter(services.database, wait_ms=0)
    closed.close()
    still_open, services.ledger = services.ledger, closed
    try:
        answer = walker.raw("member1", "GET", f"/papers/{paper.version}/pages/1")
    finally:
        services.ledger = still_open

    assert answer.status_code == 503
    assert paper.title not in answer.text
