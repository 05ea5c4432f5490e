"""The papers of a meeting as one book, in the order of the agenda, for whoever reads them."""

import re

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
