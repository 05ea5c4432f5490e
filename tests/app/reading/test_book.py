"""The papers of a meeting as one book, in the order of the agenda, for whoever reads them."""

import re

from sqlalchemy import delete

from app.materials.models import Reader
from tests.app.meetings.scenes import put_item, put_meeting, put_paper
from tests.support.council import Council


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
