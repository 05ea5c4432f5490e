"""Looking for words in all papers of a meeting, or in all that a person may read."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import update

from app import clock
from app.access.facts import DeviceKind
from app.audit.append import GroupCommitter
from app.materials.models import Material, Version
from app.meetings.models import Attachment
from tests.app.meetings.scenes import put_item, put_meeting
from tests.app.reading.shelf import Laid, lay
from tests.support.council import Council


@dataclass(frozen=True)
class Shelves:
    """A coming meeting with two items, and an earlier one; which paper lies where is in its title."""

    council: Council
    coming: str
    former: str
    papers: dict[str, Laid]

    def look(self, login: str, typed: str = "補正", *, meeting: str = "", **sent: str) -> Any:
        device = DeviceKind(sent.pop("device", DeviceKind.ISSUED.value))
        browser = self.council.browser(login, device=device)
        address = f"/meetings/{meeting}/search/hits" if meeting else "/search/hits"
        return browser.post(address, {"q": typed, **sent}, headers={"accept": "application/json"})

    def found(self, login: str, typed: str = "補正", **sent: str) -> list[str]:
        """Titles of the papers in which the words were found, from all pieces of the answer."""
        titles: list[str] = []
        after = ""
        while True:
            answer = self.look(login, typed, after=after, **sent)
            assert answer.status_code == 200, answer.text
            titles += [paper["title"] for paper in answer.json()["papers"]]
            if not (after := answer.json()["next"]):
                return titles


@pytest.fixture
def shelves(council: Council) -> Shelves:
    coming = put_meeting(council, "第4回定例会", is_published=True)
    former = put_meeting(council, "第3回定例会", days=-90, is_published=True)
    first = put_item(council, coming, "一般質問", "日程第1")
    second = put_item(council, coming, "議案", "日程第2", position=2)
    papers: dict[str, Laid] = {}

    def put(title: str, meeting: str, item: str | None = None, **laid: Any) -> None:
        papers[title] = lay(council, title=title, **laid)
        with council.services.database.write() as unit:
            place = {"meeting_id": meeting, "agenda_item_id": item, "position": len(papers)}
            unit.add(Attachment(material_id=papers[title].material, **place))

    put("日程2", coming, second, level="3C", pages=4)
    put("日程1", coming, first)
    put("配付", coming)
    put("3A 議員1だけ", coming, second, level="3A", groups=(), people=("member1",))
    put("準備中", coming, second, is_published=False)
    put("議員2だけ", coming, second, groups=(), people=("member2",))
    put("前の会議", former)
    return Shelves(council, coming, former, papers)


def test_hits_come_in_the_order_of_the_agenda_with_page_and_quotation(shelves: Shelves) -> None:
    found = shelves.found("member2", meeting=shelves.coming)
    whole = shelves.found("member2")

    assert found == ["配付", "日程1", "日程2", "議員2だけ"]
    assert whole == [*found, "前の会議"]
    [_, one, *_] = shelves.look("member2", meeting=shelves.coming).json()["papers"]
    assert (one["meeting"], one["item"], one["level"]) == ("第4回定例会", "日程第1　一般質問", "2")
    assert (one["pages"], [page["page"] for page in one["found"]]) == (2, [1, 2])
    assert one["found"][0]["quote"] == {"before": "", "word": "補正", "after": "予算"}
    assert shelves.found("member2", "下水道") == []


def test_of_a_paper_that_somebody_may_not_know_of_nothing_is_told_not_even_a_number(shelves: Shelves) -> None:
    named, other = (shelves.look(login, meeting=shelves.coming).json() for login in ("member1", "member2"))
    with shelves.council.services.database.write() as unit:
        unit.execute(update(Material).where(Material.title == "3A 議員1だけ").values(title="消した"))
        paper = unit.get_one(Attachment, shelves.papers["3A 議員1だけ"].material)
        unit.delete(paper)
    without = shelves.look("member2", meeting=shelves.coming).json()

    assert "3A 議員1だけ" in [paper["title"] for paper in named["papers"]]
    assert other == without
    assert other["left_out"] == []
    assert not shelves.look("member1", after=shelves.papers["準備中"].material).json().get("papers")


def test_of_3a_the_pages_are_told_without_a_quotation(shelves: Shelves) -> None:
    papers = shelves.look("member1", meeting=shelves.coming).json()["papers"]

    [secret] = [paper for paper in papers if paper["level"] == "3A"]
    assert [page["quote"] for page in secret["found"]] == [None, None]
    assert all(page["quote"] for paper in papers if paper["level"] != "3A" for page in paper["found"])


def test_each_paper_of_which_something_is_told_is_in_the_ledger_and_no_refusal(shelves: Shelves) -> None:
    answer = shelves.look("member2", meeting=shelves.coming).json()

    told = [(paper["material"], len(paper["found"]), paper["pages"]) for paper in answer["papers"]]
    records = shelves.council.ledger()
    issued = [record for record in records if record["kind"] == "places.issued"]
    assert [
        (record["material"], len(record["detail"]["pages"].split(",")), record["detail"]["found"]) for record in issued
    ] == told
    assert {record["actor"] for record in issued} == {shelves.council.people["member2"].id}
    [searched] = [record for record in records if record["kind"] == "papers.searched"]
    assert searched["detail"] == {"meeting": shelves.coming, "looked": len(told), "of": len(told), "found": len(told)}
    assert [record for record in records if record["kind"] == "access.refused"] == []
    assert "補正" not in str(records)
    screen = shelves.council.browser("admin").get("/ledger").text
    assert f"資料を通して検索　（{len(told)} 件のうち {len(told)} 件目まで、{len(told)} 件にあったと表示）" in screen


def test_nothing_is_told_when_one_of_the_records_cannot_be_kept(shelves: Shelves) -> None:
    services, before = shelves.council.services, len(shelves.council.ledger())
    closed = GroupCommitter(services.database, wait_ms=0)
    closed.close()
    still_open, services.ledger = services.ledger, closed
    try:
        answer = shelves.look("member2")
    finally:
        services.ledger = still_open

    assert (answer.status_code, answer.json()["code"]) == (503, "L503")
    assert "補正" not in answer.text
    assert len(shelves.council.ledger()) == before


def test_papers_that_only_another_device_opens_are_counted_and_not_searched(shelves: Shelves) -> None:
    answer = shelves.look("member2", device=DeviceKind.PERSONAL.value).json()

    assert "日程2" not in [paper["title"] for paper in answer["papers"]]
    assert [each for each in answer["left_out"] if "端末" in each["why"]] == answer["left_out"] != []


def test_search_goes_on_after_the_papers_it_has_told_of(shelves: Shelves) -> None:
    titles = [f"資料{number:02}" for number in range(12)]
    for title in titles:
        lay(shelves.council, title=title, pages=1)

    first = shelves.look("member2", meeting="").json()
    rest = shelves.look("member2", after=first["next"]).json() if first["next"] else {"papers": []}

    assert len(first["papers"]) <= 10
    assert {*titles} < {*shelves.found("member2")}
    assert not {paper["material"] for paper in first["papers"]} & {paper["material"] for paper in rest["papers"]}
    outdated = shelves.look("member2", after="x" * 26)
    assert (outdated.status_code, outdated.json()["code"]) == (409, "R205")


def test_paper_whose_words_are_not_gathered_is_counted(shelves: Shelves) -> None:
    with shelves.council.services.database.write() as unit:
        unit.execute(update(Version).where(Version.id == shelves.papers["日程1"].version).values(fold=0))

    answer = shelves.look("member2", meeting=shelves.coming).json()

    assert answer["unready"] == 1
    assert "日程1" not in [paper["title"] for paper in answer["papers"]]


def test_who_does_not_attend_a_meeting_does_not_search_it(shelves: Shelves) -> None:
    closed = put_meeting(shelves.council, "秘密の会議", groups=(), is_published=True)

    for meeting in (closed, "x" * 26):
        answer = shelves.look("member2", meeting=meeting)
        assert (answer.status_code, answer.json()["code"]) == (404, "E404")
    assert shelves.council.browser().post("/search/hits", {"q": "補正"}).status_code in {303, 401}


def test_proof_that_is_too_old_is_asked_for_first_and_no_paper_is_named(shelves: Shelves) -> None:
    browser = shelves.council.browser("member2")
    moment, nonce = clock.now().timestamp(), browser.nonce
    clock.use(lambda: moment + 200)

    browser.nonce = ""  # its script does not renew
    refused = browser.post("/search/hits", {"q": "補正"}, headers={"accept": "application/json"})
    kept = shelves.council.ledger()
    browser.nonce = nonce
    answer = browser.post("/search/hits", {"q": "補正"}, headers={"accept": "application/json"})

    assert (refused.status_code, refused.json()["code"]) == (401, "A410")
    assert not [record for record in kept if record["kind"] == "places.issued"]
    assert not [record for record in kept if record["kind"] == "access.refused" and "material" in record]
    assert "日程2" in [paper["title"] for paper in answer.json()["papers"]]


def test_form_says_what_cannot_be_looked_for(shelves: Shelves) -> None:
    answer = shelves.look("member2", "あ")

    assert answer.status_code == 422
    assert "2 文字以上" in answer.text
