"""One list of a person's own notes on all papers, in the agenda's order, searched, and gated paper by paper."""

from typing import Any

from app import clock
from app.access.facts import DeviceKind
from app.materials.models import Material
from app.meetings.models import Attachment
from app.notes.models import NotedPage
from tests.app.meetings.scenes import put_item, put_meeting
from tests.app.notes.test_carrying import replaced, said
from tests.app.notes.test_notes import INK, MARK, TEXT, keep, notes, read
from tests.app.reading.shelf import Laid, lay
from tests.support.council import Browser, Council


def listed(browser: Browser, typed: str = "", after: str = "") -> dict[str, Any]:
    answer = browser.post("/notes/listed", {"q": typed, "after": after}, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def titles(told: dict[str, Any]) -> list[str]:
    return [paper["title"] for paper in told["papers"]]


def shelved(council: Council, meeting: str, title: str, item: str | None = None, **laid: Any) -> Laid:
    paper = lay(council, title=title, **laid)
    with council.services.database.write() as unit:
        unit.add(Attachment(material_id=paper.material, meeting_id=meeting, agenda_item_id=item, position=1))
    return paper


def agenda(council: Council) -> dict[str, Laid]:
    """Papers of two meetings, and one of none, by their titles."""
    coming = put_meeting(council, "第4回定例会", is_published=True)
    former = put_meeting(council, "第3回定例会", days=-90, is_published=True)
    first, second = (
        put_item(council, coming, "質問", "日程第1"),
        put_item(council, coming, "議案", "日程第2", position=2),
    )
    return {
        "会議のない資料": lay(council, title="会議のない資料"),
        "前の会議": shelved(council, former, "前の会議"),
        "日程2": shelved(council, coming, "日程2", second, level="3B", pages=3, looks=(1, 2, 3)),
        "日程1": shelved(council, coming, "日程1", first),
    }


def test_own_notes_of_all_papers_stand_in_the_order_of_the_agenda_with_a_record_for_each(council: Council) -> None:
    papers, member, other = agenda(council), council.browser("member1"), council.browser("member2")
    for paper in papers.values():
        keep(member, notes(paper), TEXT)
    keep(member, notes(papers["日程2"], 3), INK, MARK)
    lay(council, title="何も書いていない")
    keep(other, notes(papers["前の会議"]), MARK)
    before = len(council.ledger())

    whole = listed(member)

    assert titles(whole) == ["日程1", "日程2", "前の会議", "会議のない資料"]
    assert (whole["of"], whole["next"], whole["left_out"]) == (4, "", [])
    [_, paper, *_] = whole["papers"]
    assert (paper["meeting"], paper["item"], paper["level"]) == ("第4回定例会", "日程第2　議案", "3B")
    assert [(page["page"], page["lines"], len(page["marks"])) for page in paper["pages"]] == [(1, 0, 1), (3, 1, 1)]
    records = council.ledger()[before:]
    assert [one["kind"] for one in records] == ["notes.listed", *["notes.issued"] * 4]
    assert [one["material"] for one in records[1:]] == [papers[title].material for title in titles(whole)]
    assert records[0]["detail"] == {"looked": 4, "of": 4, "found": 4}
    screen = council.browser("admin").get("/ledger").text
    assert "自分のメモを通して表示　（4 件のうち 4 件目まで、4 件のメモを表示）" in screen
    assert titles(listed(other)) == ["前の会議"]


def test_notes_are_searched_as_papers_are_and_the_words_are_kept_nowhere(council: Council) -> None:
    papers, member = agenda(council), council.browser("member1")
    for paper in papers.values():
        keep(member, notes(paper), TEXT | {"words": "令和7年の財源"})
    keep(member, notes(papers["日程2"], 3), INK, MARK)

    [found] = listed(member, "歳入ノ表")["papers"]

    assert (found["title"], [(page["page"], page["lines"]) for page in found["pages"]]) == ("日程2", [(3, 0)])
    assert titles(listed(member, "2025年 財源")) == titles(listed(member))
    assert titles(listed(member, "2025年 ざいげん")) == []
    assert "歳入" not in str(council.ledger())
    typed = member.post("/notes/listed", {"q": "長" * 61}, headers={"accept": "application/json"})
    assert typed.status_code == 422


def test_of_papers_that_their_reader_may_not_read_now_only_a_number_is_told_and_of_unknown_ones_nothing(
    council: Council,
) -> None:
    kinds = {
        "withdrawn": lay(council, title="取り下げ"),
        "elsewhere": lay(council, title="支給端末だけ", level="3B"),
        "raised": lay(council, title="引き上げ"),
        "raised and withdrawn": lay(council, title="引き上げて取り下げ"),
        "left": lay(council, title="読む人から外れた"),
        "open": lay(council, title="読める"),
    }
    member = council.browser("member1")
    for paper in kinds.values():
        keep(member, notes(paper), MARK)
    with council.services.database.write() as unit:
        for kind in ("withdrawn", "raised and withdrawn"):
            unit.get_one(Material, kinds[kind].material).withdrawn_at = clock.now()
        for kind in ("raised", "raised and withdrawn"):
            unit.get_one(Material, kinds[kind].material).confidentiality = "3A"
        unit.get_one(Material, kinds["left"].material).published_at = None

    told = listed(council.browser("member1", device=DeviceKind.PERSONAL))
    refused = [one for one in council.ledger() if one["kind"] == "access.refused"]

    assert titles(told) == ["読める"]
    assert sorted((each["count"], each["why"]) for each in told["left_out"]) == [
        (1, "個人の端末では読めません"),
        (1, "議会事務局が取り下げた資料です"),
    ]
    assert refused == []
    assert sorted(titles(listed(member))) == ["支給端末だけ", "読める"]


def test_list_says_of_notes_on_a_former_version_and_goes_on_after_the_papers_it_has_told_of(council: Council) -> None:
    laid, member = lay(council, pages=2, looks=(1, 2), title="差し替え"), council.browser("member1")
    keep(member, notes(laid, 2), said("former"))
    later = replaced(council, laid, (5, 1))
    keep(member, notes(later, 1), said("later"))
    for number in range(11):
        keep(member, notes(lay(council, title=f"資料{number:02}", pages=1)), INK)

    first = listed(member)
    rest = listed(member, after=first["next"])

    assert (len(first["papers"]), first["of"], len(rest["papers"]), rest["next"]) == (10, 12, 2, "")
    [paper] = [one for one in rest["papers"] if one["title"] == "差し替え"]
    assert [(page["page"], page["marks"][0]["words"]) for page in paper["placeless"]] == [(2, "former")]
    assert listed(member, "former")["papers"][0]["pages"] == []
    last = [one["version"] for one in council.ledger("notes.issued")][-2:]
    assert last == [later.version, laid.version]


def test_nobody_without_a_session_is_told_of_notes(council: Council) -> None:
    answer = council.browser().post("/notes/listed", {}, headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert "メモとしおり" in council.browser("member1").get("/").text


def test_reader_gets_the_notes_of_all_pages_at_once_and_no_record_names_a_page(council: Council) -> None:
    laid, member = lay(council, pages=40), council.browser("member1")
    long = [TEXT | {"id": f"{number:022}", "words": "w" * 2000} for number in range(100)]
    for page in range(1, 8):
        keep(member, notes(laid, page), *long)
    with council.services.database.write() as unit:
        unit.get_one(NotedPage, (council.people["member1"].id, laid.version, 2)).sealed = b"altered"

    first = read(member, f"/papers/{laid.version}/notes/pages")  # 200 KB a page
    rest = read(member, f"/papers/{laid.version}/notes/pages?after={first['next']}")
    one = read(member, notes(laid, 7))
    read(member, f"/papers/{laid.version}/notes/all")

    assert first["next"] == max(map(int, first["pages"]))
    assert sorted([*first["pages"], *rest["pages"]]) == ["1", "3", "4", "5", "6", "7"]
    assert (rest["next"], rest["pages"]["7"]) == (0, one)
    assert read(council.browser("member2"), f"/papers/{laid.version}/notes/pages") == {"pages": {}, "next": 0}
    assert [("page" in each, each["detail"]) for each in council.ledger("notes.issued")] == [
        (False, {"level": "2"})
    ] * 5
