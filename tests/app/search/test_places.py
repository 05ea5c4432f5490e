"""What a paper that somebody may read tells of the meeting for which it is."""

import pytest

from app import clock
from app.meetings.models import Meeting
from tests.app.meetings.scenes import put_item, put_meeting
from tests.app.search.test_between_pieces import look, put
from tests.support.council import Council


@pytest.mark.parametrize("which", ["attended by others", "a draft"])
def test_reader_of_a_paper_hears_nothing_of_a_meeting_that_they_may_not_know_of(council: Council, which: str) -> None:
    is_open = which == "attended by others"
    groups = ("executives",) if is_open else ("members",)
    closed = put_meeting(council, "懲罰特別委員会", groups=groups, is_published=is_open)
    paper = put(council, closed, "名指しの資料", 1, put_item(council, closed, "議員甲の懲罰", "日程第1"))

    [found] = look(council).json()["papers"]
    reader = council.browser("member1").get(f"/papers/{paper}")

    assert (found["title"], found["meeting"], found["item"]) == ("名指しの資料", "", "")
    assert reader.status_code == 200
    assert "懲罰" not in reader.text
    with council.services.database.write() as unit:
        one = unit.get_one(Meeting, closed)
        one.state, one.published_at = "published", clock.now()
    told = look(council, login="executive" if is_open else "member1").json()["papers"]
    assert [each["meeting"] for each in told] == ([] if is_open else ["懲罰特別委員会"])
