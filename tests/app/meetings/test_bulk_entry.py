"""Many things at once: agenda items from a pasted list, files that find their item, and what is told of the rest."""

import pytest

from app.errors import BadInput
from app.materials.models import Reader
from app.meetings.acts import group_ids
from app.meetings.agenda import in_order, items_in, items_of
from app.meetings.models import Attachment, Meeting
from app.meetings.papers.matching import numbers_in
from tests.app.meetings.scenes import put_item, put_meeting, put_paper
from tests.support.council import Council

pytestmark = pytest.mark.alike("what is offered, refused and told of a meeting; others ask for the same on both")

JSON = {"accept": "application/json"}
LIST = """
日程第1　会議録署名議員の指名
日程第２　会期の決定

・日程第3 議案第16号　令和8年度補正予算（第3号）
4. 一般質問
閉会中の継続審査
"""


def put_in(council: Council, meeting: str, name: str) -> str:
    fields = {"file_name": name, "title": "", "agenda_item": ""}
    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/papers", fields, headers=JSON)
    material: str = answer.json()["material"]
    return material


def place_of(council: Council, material: str) -> str | None:
    with council.services.database.read() as unit:
        return unit.get_one(Attachment, material).agenda_item_id


def groups_of(council: Council, material: str) -> set[str]:
    keys = {group.id: key for key, group in council.groups.items()}
    with council.services.database.read() as unit:
        return {keys[row.group_id or ""] for row in unit.query(Reader).filter_by(material_id=material)}


def test_pasted_list_becomes_the_agenda_in_its_order(council: Council) -> None:
    meeting = put_meeting(council)

    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/agenda/list", {"lines": LIST})

    assert answer.status_code == 303
    with council.services.database.read() as unit:
        found = [(node.item.number_label, node.item.title) for node in in_order(items_of(unit, meeting))]
    assert found == [
        ("日程第1", "会議録署名議員の指名"),
        ("日程第２", "会期の決定"),
        ("日程第3", "議案第16号　令和8年度補正予算（第3号）"),
        ("4.", "一般質問"),
        ("", "閉会中の継続審査"),
    ]
    assert len(council.ledger("meeting.changed")) == 5


def test_list_that_cannot_be_taken_is_shown_again_and_adds_nothing(council: Council) -> None:
    meeting = put_meeting(council)
    long = "日程第1　" + "あ" * 201

    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/agenda/list", {"lines": f"開会\n{long}"})

    assert (answer.status_code, "長すぎる行があります" in answer.text) == (422, True)
    with council.services.database.read() as unit:
        assert items_of(unit, meeting) == []


def test_nothing_pasted_is_no_list() -> None:
    with pytest.raises(BadInput):
        items_in(" \n・\n")


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("議案第16号_補正予算.pdf", ("議案", 16)),
        ("議案第１６号.pdf", ("議案", 16)),
        ("議案 16 説明.pdf", ("議案", 16)),
        ("議員提出議案第3号.pdf", ("議員提出議案", 3)),
        ("日程第5.pdf", ("日程", 5)),
    ],
)
def test_number_in_a_file_name_is_read_as_people_write_it(name: str, number: tuple[str, int]) -> None:
    assert numbers_in(name) == {number}


def test_file_finds_the_one_item_that_names_its_number(council: Council) -> None:
    meeting = put_meeting(council)
    budget = put_item(council, meeting, "議案第16号　補正予算", "日程第3")
    put_item(council, meeting, "議案第1号　条例", "日程第4", position=2)
    put_item(council, meeting, "請願第2号", position=3)
    put_item(council, meeting, "請願第2号（継続）", position=4)

    sixteen = put_in(council, meeting, "議案第16号_補正予算書.pdf")
    unknown = put_in(council, meeting, "議案第116号.pdf")
    twice = put_in(council, meeting, "請願第2号.pdf")

    assert [place_of(council, each) for each in (sixteen, unknown, twice)] == [budget, None, None]


def test_check_before_publication_tells_of_papers_without_an_item(council: Council) -> None:
    meeting = put_meeting(council)
    item = put_item(council, meeting, "議案第12号")
    put_paper(council, meeting, "置かれた資料", item=item)
    put_paper(council, meeting, "迷った資料")

    page = council.browser("clerk1").get(f"/prepare/meetings/{meeting}/check").text.replace("\u00a0", " ")

    assert "日程のない資料が 1 件あります" in page
    assert "迷った資料。会議の準備の画面で" in page


def test_paper_about_persons_is_not_addressed_to_the_executives_unasked(council: Council) -> None:
    meeting = put_meeting(council, groups=("members", "executives"))
    item = put_item(council, meeting, "監査委員の選任につき同意を求めることについて（同意第4号）")

    usual = put_in(council, meeting, "議案第1号.pdf")
    named = put_in(council, meeting, "人事案件の参考資料.pdf")
    under = put_in(council, meeting, "同意第4号.pdf")

    assert groups_of(council, usual) == {"members", "executives"}
    assert groups_of(council, named) == {"members"}
    assert (groups_of(council, under), place_of(council, under)) == ({"members"}, item)


@pytest.mark.both("asks for rows as no other test does")
def test_meeting_is_copied_with_agenda_and_groups_and_without_papers(council: Council) -> None:
    meeting = put_meeting(council, groups=("members", "executives"), is_published=True)
    first = put_item(council, meeting, "議案第12号", "日程第1")
    put_item(council, meeting, "質疑", parent=first)
    put_item(council, meeting, "一般質問", "日程第2", position=2)
    put_paper(council, meeting, "議案書", item=first, is_published=True)
    clerk = council.browser("clerk1")

    answer = clerk.post(f"/prepare/meetings/{meeting}/copy")

    copy = answer.headers["location"].split("/")[3]
    assert answer.status_code == 303
    with council.services.database.read() as unit:
        found = unit.get_one(Meeting, copy)
        assert (found.published_at, found.title.endswith("（写し）")) == (None, True)
        nodes = [(node.depth, node.item.number_label, node.item.title) for node in in_order(items_of(unit, copy))]
        assert len(group_ids(unit, copy)) == 2
        assert unit.query(Attachment).filter_by(meeting_id=copy).count() == 0
    assert nodes == [(0, "日程第1", "議案第12号"), (1, "", "質疑"), (0, "日程第2", "一般質問")]
