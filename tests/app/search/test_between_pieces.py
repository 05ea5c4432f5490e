"""What changes between two pieces of one search, and what the ledger says of a piece."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import update

from app import clock
from app.materials.models import Material, Version
from app.meetings.models import Attachment
from tests.app.meetings.scenes import put_meeting
from tests.app.reading.shelf import lay
from tests.support.council import Council

PAPERS = 12


@pytest.fixture
def meeting(council: Council) -> str:
    """A meeting with more papers that have the words than one piece tells of; one more lies beside it."""
    held = put_meeting(council, "第4回定例会", is_published=True)
    for number in range(PAPERS):
        put(council, held, f"資料{number:02}", number + 1)
    return held


def put(council: Council, meeting: str, title: str, position: int, item: str | None = None, **laid: Any) -> str:
    paper = lay(council, title=title, pages=1, **laid).material
    with council.services.database.write() as unit:
        place = {"meeting_id": meeting, "agenda_item_id": item, "position": position}
        unit.add(Attachment(material_id=paper, **place))
    return paper


def look(council: Council, meeting: str = "", after: str = "", login: str = "member1") -> Any:
    address = f"/meetings/{meeting}/search/hits" if meeting else "/search/hits"
    fields = {"q": "補正", "after": after}
    return council.browser(login).post(address, fields, headers={"accept": "application/json"})


def test_second_piece_is_recorded_as_what_it_looked_through(council: Council, meeting: str) -> None:
    first = look(council, meeting).json()
    with council.services.database.write() as unit:
        last = unit.query(Attachment).filter_by(position=PAPERS).one().material_id
        unit.execute(update(Version).where(Version.material_id == last).values(fold=0))

    rest = look(council, meeting, first["next"])

    assert rest.status_code == 200
    one, other = [record["detail"] for record in council.ledger("papers.searched")]
    assert one == {"meeting": meeting, "looked": 10, "of": PAPERS, "found": 10}
    assert other == {"meeting": meeting, "since": 10, "looked": PAPERS, "of": PAPERS, "found": 1, "unready": 1}
    screen = council.browser("admin").get("/ledger").text
    assert "12 件のうち 11 件目から 12 件目まで、1 件にあったと表示、検索できない 1 件を除く" in screen


@pytest.mark.rare("what changes between two pieces of one search, in four ways")
@pytest.mark.parametrize("how", ["another comes before", "one is withdrawn", "another version", "made up"])
def test_search_does_not_pass_over_what_has_changed_before_it_goes_on(council: Council, meeting: str, how: str) -> None:
    first = look(council, meeting).json()
    after = first["next"]
    if how == "another comes before":
        put(council, meeting, "追加資料", 0)
    with council.services.database.write() as unit:
        if how == "one is withdrawn":
            unit.get_one(Material, first["papers"][0]["material"]).withdrawn_at = clock.now()
        if how == "another version":
            paper = unit.get_one(Material, first["papers"][0]["material"])
            paper.current_version_id = lay_again(council, unit, paper)
        if how == "made up":
            after = first["papers"][-1]["material"]

    answer = look(council, meeting, after)

    assert (answer.status_code, answer.json()["code"]) == (409, "R205")


def lay_again(council: Council, unit: Any, paper: Material) -> str:
    former = unit.get_one(Version, paper.current_version_id)
    kept = ("file_name", "state", "pages", "sealed_key", "converter", "making", "fold", "size_bytes", "sha256")
    values = {name: getattr(former, name) for name in kept if hasattr(former, name)}
    version = Version(material_id=paper.id, number=2, created_by=former.created_by, **values)
    version.created_at = clock.now()
    unit.add(version)
    unit.flush()
    return str(version.id)


def test_person_with_two_new_sessions_has_one_search_at_a_time_and_the_next_person_goes_on(council: Council) -> None:
    lay(council)
    words, both, one_person = council.services.vault.words, threading.Barrier(2), threading.Barrier(2)

    def slow(meet: threading.Barrier) -> Any:
        def read(*arguments: Any) -> Any:
            with suppress(threading.BrokenBarrierError):
                meet.wait(1)
            return words(*arguments)

        return read

    with ThreadPoolExecutor(2) as threads:
        council.services.vault.words = slow(one_person)  # type: ignore[method-assign]  # as from a slow store
        alone = list(threads.map(lambda login: look(council, login=login), ("member1", "member1")))
        council.services.vault.words = slow(both)  # type: ignore[method-assign]  # as above
        together = list(threads.map(lambda login: look(council, login=login), ("member1", "member2")))

    assert [answer.status_code for answer in (*alone, *together)] == [200] * 4
    assert (one_person.broken, both.broken) == (True, False)
