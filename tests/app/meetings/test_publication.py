"""The check before publication, publication itself, and papers that come later."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.access.levels import Confidentiality
from app.materials.models import Material
from app.meetings.models import Meeting
from tests.app.meetings.scenes import put_item, put_meeting, put_paper
from tests.support.council import Council

C = Confidentiality


def _published(council: Council, paper: str) -> bool:
    with council.services.database.read() as unit:
        return unit.get_one(Material, paper).published_at is not None


def test_clean_meeting_is_published_with_its_papers_and_written_down(council: Council) -> None:
    meeting = put_meeting(council)
    item = put_item(council, meeting, "議案第12号")
    ready = put_paper(council, meeting, "議案書", item=item)
    later = put_paper(council, meeting, "説明資料", item=item, state="converting")

    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/publish")

    assert answer.status_code == 303
    assert _published(council, ready)
    assert _published(council, later)
    with council.services.database.read() as unit:
        assert unit.get_one(Meeting, meeting).published_at is not None
    assert council.ledger("meeting.published")[0]["detail"]["papers"] == 2
    assert {record["material"] for record in council.ledger("material.changed")} == {ready, later}
    page = council.browser("member1").get("/").text
    assert "議案書" in page
    assert "説明資料" not in page


@pytest.mark.parametrize(
    ("paper", "sentence"),
    [
        ({"state": "failed"}, "パスワードを外して、入れ直してください。"),
        ({"level": C.C3A, "groups": (), "people": ("member1",), "waits_for_3a": True}, "事務局長の確認待ち"),
        ({"level": C.C3A}, "名前を指定された人がいません"),
        ({"groups": ()}, "読める人がいません"),
    ],
)
def test_what_stands_in_the_way_is_told_and_blocks(council: Council, paper: dict[str, object], sentence: str) -> None:
    meeting = put_meeting(council)
    put_item(council, meeting, "議案第12号")
    put_paper(council, meeting, "困った資料", **paper)  # type: ignore[arg-type]  # the parameters are those of put_paper

    page = council.browser("clerk1").get(f"/prepare/meetings/{meeting}/check").text
    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/publish")

    assert sentence in page
    assert "困った資料" in page
    assert answer.status_code == 409
    with council.services.database.read() as unit:
        assert unit.get_one(Meeting, meeting).published_at is None
    assert council.ledger("meeting.published") == []


def test_meeting_without_agenda_is_not_published(council: Council) -> None:
    meeting = put_meeting(council)
    put_paper(council, meeting, "議案書")

    page = council.browser("clerk1").get(f"/prepare/meetings/{meeting}/check").text

    assert "議事日程がありません" in page
    assert council.browser("clerk1").post(f"/prepare/meetings/{meeting}/publish").status_code == 409


def test_unlabelled_paper_is_a_warning_and_is_published_as_3c(council: Council) -> None:
    meeting = put_meeting(council)
    put_item(council, meeting, "議案第12号")
    paper = put_paper(council, meeting, "入札調書", None)
    clerk = council.browser("clerk1")

    page = clerk.get(f"/prepare/meetings/{meeting}/check").text

    assert "区分がありません（3C として扱います）" in page
    assert "支給端末だけ" in page
    assert clerk.post(f"/prepare/meetings/{meeting}/publish").status_code == 303
    assert _published(council, paper)


def test_withdrawn_paper_neither_blocks_nor_is_published(council: Council) -> None:
    meeting = put_meeting(council)
    put_item(council, meeting, "議案第12号")
    paper = put_paper(council, meeting, "壊れた資料", state="failed")
    clerk = council.browser("clerk1")
    clerk.post(f"/prepare/materials/{paper}/withdraw", {"reason": "作り直すため"})

    assert clerk.post(f"/prepare/meetings/{meeting}/publish").status_code == 303
    assert not _published(council, paper)


def test_paper_added_later_is_seen_only_after_its_own_publication(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    item = put_item(council, meeting, "議案第12号")
    paper = put_paper(council, meeting, "追加資料", item=item)
    clerk, member = council.browser("clerk1"), council.browser("member1")
    assert "追加資料" not in member.get("/").text

    answer = clerk.post(f"/prepare/meetings/{meeting}/papers/{paper}/publish")

    assert answer.status_code == 303
    assert "追加資料" in member.get("/").text
    assert council.ledger("material.changed")[-1]["detail"]["what"] == "published"


def test_single_paper_of_a_draft_is_not_published(council: Council) -> None:
    meeting = put_meeting(council)
    paper = put_paper(council, meeting, "議案書")

    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/papers/{paper}/publish")

    assert answer.status_code == 409
    assert not _published(council, paper)


def test_paper_whose_3a_waits_is_not_published_later_either(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    paper = put_paper(council, meeting, "身上調書", C.C3A, groups=(), people=("member1",), waits_for_3a=True)

    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/papers/{paper}/publish")

    assert answer.status_code == 409
    assert not _published(council, paper)


@pytest.mark.parametrize("login", ["member1", "chair", "executive"])
def test_only_the_secretariat_publishes(council: Council, login: str) -> None:
    meeting = put_meeting(council)
    put_item(council, meeting, "議案第12号")

    assert council.browser(login).post(f"/prepare/meetings/{meeting}/publish").status_code == 403
    with council.services.database.read() as unit:
        assert unit.get_one(Meeting, meeting).published_at is None


def test_two_clerks_publish_at_once_and_it_happens_once(council: Council) -> None:
    meeting = put_meeting(council)
    put_item(council, meeting, "議案第12号")
    put_paper(council, meeting, "議案書")
    clerks = [council.browser("clerk1"), council.browser("clerk2")]

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(lambda clerk: clerk.post(f"/prepare/meetings/{meeting}/publish").status_code, clerks))

    assert sorted(statuses) == [303, 409]
    assert len(council.ledger("meeting.published")) == 1
    assert len(council.ledger("material.changed")) == 1
