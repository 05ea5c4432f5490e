"""The papers of a meeting as one book, in the order of the agenda, for whoever reads them."""

import re

from sqlalchemy import delete

from app.access.levels import Confidentiality
from app.materials.models import Reader
from tests.app.meetings.scenes import put_item, put_meeting, put_paper
from tests.support.council import Council

C3A = Confidentiality.C3A


def leads(council: Council, login: str, paper: str) -> dict[str, str]:
    page = council.browser(login).get(f"/papers/{paper}").text
    return dict(re.findall(r'data-(former|next)="([^"]*)"', page))


def test_papers_follow_each_other_as_the_agenda_has_them(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    second, first = put_item(council, meeting, "二番", position=2), put_item(council, meeting, "一番", position=1)
    last = put_paper(council, meeting, "二番の資料", item=second, is_published=True)
    middle = put_paper(council, meeting, "一番の資料", item=first, position=5, is_published=True)
    loose = put_paper(council, meeting, "配付資料", position=9, is_published=True)

    assert leads(council, "member1", loose) == {"next": f"/papers/{middle}?p=1"}
    assert leads(council, "member1", middle) == {"former": f"/papers/{loose}?p=4", "next": f"/papers/{last}?p=1"}
    assert leads(council, "member1", last) == {"former": f"/papers/{middle}?p=4"}


def test_paper_that_somebody_may_not_read_is_not_in_their_book(council: Council) -> None:
    meeting = put_meeting(council, groups=("members", "executives"), is_published=True)
    both = ("members", "executives")
    one = put_paper(council, meeting, "一つめ", groups=both, is_published=True)
    put_paper(council, meeting, "議員だけ", position=2, is_published=True)
    put_paper(council, meeting, "まだの資料", position=3, groups=both)
    three = put_paper(council, meeting, "三つめ", position=4, groups=both, is_published=True)

    assert leads(council, "executive", one) == {"next": f"/papers/{three}?p=1"}
    assert "議員だけ" not in council.browser("executive").get(f"/papers/{one}").text


def beside(council: Council, login: str, paper: str) -> tuple[str | None, str | None]:
    """The links to the paper before and after this one, as they are now."""
    told = council.browser(login).get(f"/papers/{paper}/beside").json()
    former, following = (told[side] and told[side]["href"] for side in ("former", "next"))
    return former, following


def test_book_is_told_anew_when_a_paper_was_withdrawn_hidden_or_added(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    papers = [put_paper(council, meeting, f"資料{at}", position=at, is_published=True) for at in range(1, 6)]
    first, hidden, here, withdrawn, last = papers
    assert beside(council, "member1", here) == (f"/papers/{hidden}?p=4", f"/papers/{withdrawn}?p=1")

    with council.services.database.write() as unit:
        unit.execute(delete(Reader).where(Reader.material_id == hidden))
    council.browser("clerk1").post(f"/prepare/materials/{withdrawn}/withdraw", {"reason": "誤り"})

    assert beside(council, "member1", here) == (f"/papers/{first}?p=4", f"/papers/{last}?p=1")
    assert council.browser("member1").get(f"/papers/{here}/beside").json()["papers"] == [first, here, last]
    assert council.browser("member1").get(f"/papers/{hidden}/beside").status_code == 404
    added = put_paper(council, meeting, "追加の資料", position=9, is_published=True)
    assert beside(council, "member1", last) == (f"/papers/{here}?p=4", f"/papers/{added}?p=1")


def test_screen_of_a_meeting_opens_its_papers_at_the_first_as_the_home_does(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    member = council.browser("member1")
    assert "会議資料をひらく" not in member.get(f"/meetings/{meeting}").text
    put_paper(council, meeting, "あと", position=2, is_published=True)
    first = put_paper(council, meeting, "さき", position=1, is_published=True)

    for screen in ("/", f"/meetings/{meeting}"):
        assert f'href="/papers/{first}">会議資料をひらく</a>' in member.get(screen).text


def agenda(council: Council, login: str, paper: str) -> list[tuple[str, list[tuple[str, int]]]]:
    """The items as the contents drawer gets them: each with its papers and their first running numbers."""
    told = council.browser(login).get(f"/papers/{paper}/beside").json()
    return [
        (f"{item['label']} {item['title']}".strip(), [(each["title"], each["first"]) for each in item["papers"]])
        for item in told["agenda"]
    ]


def shown_running(council: Council, login: str, paper: str, page: int = 1) -> str:
    """The running number below a page, as the page comes."""
    text = council.browser(login).get(f"/papers/{paper}?p={page}").text
    found = re.search(r'data-part="running"[^>]*>([^<]*)<', text)
    assert found
    return found[1]


BOTH = ("members", "executives")


def test_running_numbers_are_the_same_for_all_who_attend_and_pass_over_nothing(council: Council) -> None:
    meeting = put_meeting(council, groups=BOTH, is_published=True)
    item = put_item(council, meeting, "補正予算", "日程第1")
    loose = put_paper(council, meeting, "配付", groups=BOTH, is_published=True)
    inner = put_paper(council, meeting, "議員だけ", item=item, is_published=True)
    secret = put_paper(council, meeting, "人事", C3A, item=item, position=2, people=("member1",), is_published=True)
    put_paper(council, meeting, "まだの資料", item=item, position=3, groups=BOTH)
    last = put_paper(council, meeting, "予算書", item=item, position=4, groups=BOTH, is_published=True)

    assert agenda(council, "member1", last) == [
        ("配付資料", [("配付", 1)]),
        ("日程第1 補正予算", [("議員だけ", 0), ("人事", 0), ("予算書", 5)]),
    ]
    assert agenda(council, "executive", last) == [("配付資料", [("配付", 1)]), ("日程第1 補正予算", [("予算書", 5)])]
    for login in ("member1", "member2", "executive", "clerk1"):
        assert shown_running(council, login, loose, 2) == "通し 2 / 8"
        assert shown_running(council, login, last, 3) == "通し 7 / 8"
    assert shown_running(council, "member1", inner) == shown_running(council, "member1", secret) == ""

    council.browser("clerk1").post(f"/prepare/materials/{loose}/withdraw", {"reason": "誤り"})

    assert shown_running(council, "member1", last, 3) == shown_running(council, "executive", last, 3) == "通し 3 / 4"


def test_who_is_named_for_one_paper_learns_neither_items_nor_numbers_of_the_meeting(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    item = put_item(council, meeting, "人事案件", "日程第1")
    put_paper(council, meeting, "議事日程", is_published=True)
    paper = put_paper(council, meeting, "参考資料", item=item, people=("executive",), is_published=True)

    assert agenda(council, "member1", paper)[1] == ("日程第1 人事案件", [("参考資料", 5)])
    assert agenda(council, "executive", paper) == [("", [("参考資料", 0)])]
    assert shown_running(council, "executive", paper) == ""
    assert "人事案件" not in council.browser("executive").get(f"/papers/{paper}").text
