"""The check before publication, publication itself, and papers that come later."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.access.levels import Confidentiality
from app.materials.models import Material, PageRow, Version
from app.materials.progress import warning_words
from app.meetings.models import AgendaItem, Meeting, MeetingGroup
from app.members.models import Group, Person
from tests.app.meetings.scenes import put_item, put_meeting, put_paper, replace_paper
from tests.support.council import Council
from tests.support.shown import publish
from viewer.wire import WARNINGS

pytestmark = pytest.mark.alike("what is offered, refused and told of a meeting; others ask for the same on both")

C = Confidentiality


def _published(council: Council, paper: str) -> bool:
    with council.services.database.read() as unit:
        return unit.get_one(Material, paper).published_at is not None


def test_clean_meeting_is_published_with_its_papers_and_written_down(council: Council) -> None:
    meeting = put_meeting(council)
    item = put_item(council, meeting, "議案第12号")
    ready = put_paper(council, meeting, "議案書", item=item)
    later = put_paper(council, meeting, "説明資料", item=item, state="converting")

    answer = publish(council.browser("clerk1"), f"/prepare/meetings/{meeting}/publish")

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


@pytest.mark.both("what happens at once or in between")
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
    answer = publish(council.browser("clerk1"), f"/prepare/meetings/{meeting}/publish")

    assert sentence in page
    assert ("困った資料" in page) is (paper.get("level") is not C.C3A)  # of a 3A paper a clerk is told no title
    assert answer.status_code == 409
    with council.services.database.read() as unit:
        assert unit.get_one(Meeting, meeting).published_at is None
    assert council.ledger("meeting.published") == []


def test_meeting_without_agenda_is_not_published(council: Council) -> None:
    meeting = put_meeting(council)
    put_paper(council, meeting, "議案書")

    page = council.browser("clerk1").get(f"/prepare/meetings/{meeting}/check").text

    assert "議事日程がありません" in page
    assert publish(council.browser("clerk1"), f"/prepare/meetings/{meeting}/publish").status_code == 409


def test_unlabelled_paper_is_a_warning_and_is_published_as_3c(council: Council) -> None:
    meeting = put_meeting(council)
    put_item(council, meeting, "議案第12号")
    paper = put_paper(council, meeting, "入札調書", None)
    clerk = council.browser("clerk1")

    page = clerk.get(f"/prepare/meetings/{meeting}/check").text

    assert "区分がありません（3C として扱います）" in page
    assert "支給端末だけ" in page
    assert publish(clerk, f"/prepare/meetings/{meeting}/publish").status_code == 303
    assert _published(council, paper)


@pytest.mark.both("what happens at once or in between")
def test_withdrawn_paper_neither_blocks_nor_is_published(council: Council) -> None:
    meeting = put_meeting(council)
    put_item(council, meeting, "議案第12号")
    paper = put_paper(council, meeting, "壊れた資料", state="failed")
    clerk = council.browser("clerk1")
    clerk.post(f"/prepare/materials/{paper}/withdraw", {"reason": "作り直すため"})
    page = clerk.get(f"/prepare/meetings/{meeting}/check").text

    assert "公開しても、読めるようになる資料はありません。" in page
    assert "資料 0&nbsp;件" not in page
    assert "会議と資料がすぐに表示されます" not in page
    assert publish(clerk, f"/prepare/meetings/{meeting}/publish").status_code == 303
    assert not _published(council, paper)


def test_paper_added_later_is_seen_only_after_its_own_publication(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    item = put_item(council, meeting, "議案第12号")
    paper = put_paper(council, meeting, "追加資料", item=item)
    clerk, member = council.browser("clerk1"), council.browser("member1")
    assert "追加資料" not in member.get("/").text

    answer = publish(clerk, f"/prepare/meetings/{meeting}/papers/{paper}/publish")

    assert answer.status_code == 303
    assert "追加資料" in member.get("/").text
    assert council.ledger("material.changed")[-1]["detail"]["what"] == "published"


def test_single_paper_of_a_draft_is_not_published(council: Council) -> None:
    meeting = put_meeting(council)
    paper = put_paper(council, meeting, "議案書")

    answer = publish(council.browser("clerk1"), f"/prepare/meetings/{meeting}/papers/{paper}/publish")

    assert answer.status_code == 409
    assert not _published(council, paper)


def test_paper_whose_3a_waits_is_not_published_later_either(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    paper = put_paper(council, meeting, "身上調書", C.C3A, groups=(), people=("member1",), waits_for_3a=True)

    path = f"/prepare/meetings/{meeting}/papers/{paper}/publish"
    by_clerk, by_administrator = council.browser("clerk1").post(path), publish(council.browser("admin"), path)

    assert (by_clerk.status_code, by_administrator.status_code) == (403, 409)
    assert not _published(council, paper)


@pytest.mark.parametrize("login", ["member1", "chair", "executive"])
def test_only_the_secretariat_publishes(council: Council, login: str) -> None:
    meeting = put_meeting(council)
    put_item(council, meeting, "議案第12号")

    assert council.browser(login).post(f"/prepare/meetings/{meeting}/publish").status_code == 403
    with council.services.database.read() as unit:
        assert unit.get_one(Meeting, meeting).published_at is None


@pytest.mark.both("what happens at once or in between")
def test_two_clerks_publish_at_once_and_it_happens_once(council: Council) -> None:
    meeting = put_meeting(council)
    put_item(council, meeting, "議案第12号")
    put_paper(council, meeting, "議案書")
    clerks = [council.browser("clerk1"), council.browser("clerk2")]

    with ThreadPoolExecutor(2) as pool:
        statuses = list(
            pool.map(lambda clerk: publish(clerk, f"/prepare/meetings/{meeting}/publish").status_code, clerks)
        )

    assert sorted(statuses) == [303, 409]
    assert len(council.ledger("meeting.published")) == 1
    assert len(council.ledger("material.changed")) == 1


def test_what_was_found_in_a_file_stands_where_publication_is_decided(council: Council) -> None:
    meeting = put_meeting(council)
    put_item(council, meeting, "議案第12号")
    paper = put_paper(council, meeting, "陳情書")
    with council.services.database.write() as unit:
        version = unit.get_one(Version, unit.get_one(Material, paper).current_version_id)
        version.warnings, version.finding_pages = "repaired,uri,covered", '{"covered": [3, 5]}'
        sizes = {"width_px": 640, "height_px": 906, "width_points": 595.0, "height_points": 842.0, "kind": "gray"}
        for number, pieces in ((41, 90), (42, 29), (43, 0), (44, 30), (45, None), (46, 7)):
            unit.add(PageRow(version_id=version.id, number=number, pieces=pieces, **sizes))
    clerk = council.browser("clerk1")

    page = clerk.get(f"/prepare/meetings/{meeting}/check").text

    assert "黒塗りの下に文字が残っています（3、5\u00a0ページ）" in page.replace("&nbsp;", "\u00a0")
    assert "壊れていた部分を直して読み込みました" in page
    assert "この資料の 42〜43、46\u00a0ページは、写しから人をたどれません" in page.replace("&nbsp;", "\u00a0")
    assert publish(clerk, f"/prepare/meetings/{meeting}/publish").status_code == 303


@pytest.mark.parametrize("code", [code for code in WARNINGS if code not in {"uri", "outline"}])
def test_every_code_that_a_file_can_have_is_told_in_words_of_its_own(code: str) -> None:
    """A code without words would be a finding that nobody who decides ever hears of."""
    words = warning_words(Version(warnings=code))

    assert len(words) == 1
    assert words != warning_words(Version(warnings="layers")) or code == "layers"


@pytest.mark.both("asks for rows as no other test does")
def test_further_file_of_a_draft_is_not_said_to_show_itself(council: Council) -> None:
    meeting = put_meeting(council)
    put_item(council, meeting, "議案第12号")
    paper = put_paper(council, meeting, "議案書")
    replace_paper(council, paper)
    with council.services.database.write() as unit:
        newer = unit.scalars(select(Version).where(Version.material_id == paper, Version.number == 2)).one()
        former = unit.scalars(select(Version).where(Version.material_id == paper, Version.number == 1)).one()
        newer.state, unit.get_one(Material, paper).current_version_id = "converting", former.id

    page = council.browser("clerk1").get(f"/prepare/meetings/{meeting}/check").text

    assert "自動で表示されます" not in page
    assert "公開すると前の版が表示されます。" in page
    assert publish(council.browser("clerk1"), f"/prepare/meetings/{meeting}/publish").status_code == 303
    assert council.browser("member1").fetch(f"/papers/{paper}/standing").json() == {"version": former.id}


@pytest.mark.parametrize("gone", ["empty group", "retired person"])
def test_readers_who_are_not_there_are_no_readers(council: Council, gone: str) -> None:
    meeting = put_meeting(council)
    put_item(council, meeting, "議案第12号")
    with council.services.database.write() as unit:
        unit.add(group := Group(key="empty", name="空の会", position=9))
        unit.flush()
        council.groups["empty"] = group
        if gone == "retired person":
            unit.get_one(Person, council.people["member2"].id).state = "retired"
    if gone == "empty group":
        paper = put_paper(council, meeting, "議案書", groups=("empty",))
    else:
        paper = put_paper(council, meeting, "議案書", groups=(), people=("member2",))

    assert "読める人がいません" in council.browser("clerk1").get(f"/prepare/meetings/{meeting}/check").text
    assert publish(council.browser("clerk1"), f"/prepare/meetings/{meeting}/publish").status_code == 409
    assert not _published(council, paper)


def _mark_on(page: str, action: str) -> str:
    """The mark in the form that leads there."""
    found = re.search(rf'action="{action}">.*?name="made_from" value="([0-9a-f]+)"', page, re.DOTALL)
    assert found is not None
    return found[1]


def _opened_to_executives(council: Council, paper: str) -> None:
    groups = [council.groups["members"].id, council.groups["executives"].id]
    seen = [council.groups["members"].id]
    answer = council.browser("admin").post(f"/prepare/materials/{paper}/readers", {"groups": groups, "seen": seen})
    assert answer.status_code == 303


def _one_for_another(council: Council, **_of_the_meeting: str) -> None:
    group = council.groups["kin"].id
    people = [council.people[login].id for login in ("member2", "deputy")]
    fields = {"name": "委員会 kin", "person": people}
    assert council.browser("admin").post(f"/admin/groups/{group}", fields).status_code == 303


def _put_back_under_a_failed_one(council: Council, *, paper: str, **_of_the_meeting: str) -> None:
    with council.services.database.write() as unit:
        first = select(Version.id).where(Version.material_id == paper, Version.number == 1)
        unit.get_one(Material, paper).current_version_id = unit.scalars(first).one()


def _renamed(council: Council, *, paper: str, **_of_the_meeting: str) -> None:
    answer = council.browser("clerk2").post(f"/prepare/materials/{paper}/title", {"title": "懲罰の件"})
    assert answer.status_code == 303


def _other_words(council: Council, *, meeting: str, item: str, **_of_the_meeting: str) -> None:
    with council.services.database.write() as unit:
        unit.get_one(AgendaItem, item).title = f"懲罰の件（{meeting}）"


def _another_day(council: Council, *, meeting: str, **_of_the_meeting: str) -> None:
    with council.services.database.write() as unit:
        unit.get_one(Meeting, meeting).starts_at -= timedelta(days=300)


@pytest.mark.both("what happens at once or in between")
@pytest.mark.parametrize(
    "change", [_one_for_another, _put_back_under_a_failed_one, _renamed, _other_words, _another_day]
)
def test_whatever_the_check_shows_is_what_is_published(council: Council, change: Callable[..., None]) -> None:
    council.gather("kin", "member1", "deputy")
    meeting = put_meeting(council)
    item = put_item(council, meeting, "議案第12号")
    paper = put_paper(council, meeting, "議案書", item=item, groups=("kin",))
    replace_paper(council, paper)
    with council.services.database.write() as unit:
        by = council.people["clerk1"].id
        broken = Version(material_id=paper, number=3, file_name="c.pdf", state="failed", created_by=by)
        broken.created_at, broken.failure_code, broken.failure_sentence = clock.now(), "R1", "読めません。"
        unit.add(broken)
    clerk, path = council.browser("clerk1"), f"/prepare/meetings/{meeting}/publish"
    shown = _mark_on(clerk.get(f"/prepare/meetings/{meeting}/check").text, path)
    change(council, meeting=meeting, item=item, paper=paper)

    answer = clerk.post(path, {"made_from": shown})

    assert (answer.status_code, _published(council, paper)) == (409, False)


def test_mark_that_no_screen_has_made_publishes_nothing(council: Council) -> None:
    meeting = put_meeting(council)
    paper = put_paper(council, meeting, "議案書", item=put_item(council, meeting, "議案"))

    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/publish", {"made_from": "a" * 99})

    assert (answer.status_code, _published(council, paper)) == (409, False)


def test_form_that_does_not_say_what_was_shown_publishes_nothing(council: Council) -> None:
    meeting, open_one = put_meeting(council), put_meeting(council, is_published=True)
    paper, later = (
        put_paper(council, each, "議案書", item=put_item(council, each, "議案")) for each in (meeting, open_one)
    )
    clerk = council.browser("clerk1")

    whole = clerk.post(f"/prepare/meetings/{meeting}/publish")
    one = clerk.post(f"/prepare/meetings/{open_one}/papers/{later}/publish", headers={"accept": "application/json"})

    assert (whole.status_code, "まだ公開していません" in whole.text, one.json()["code"]) == (409, True, "M156")
    assert [_published(council, each) for each in (paper, later)] == [False, False]


@pytest.mark.parametrize("change", ["readers", "a paper", "who attends"])
def test_what_others_changed_after_the_check_is_not_published_unseen(council: Council, change: str) -> None:
    meeting = put_meeting(council)
    item = put_item(council, meeting, "議案第12号")
    paper = put_paper(council, meeting, "人事案", item=item)
    clerk, path = council.browser("clerk1"), f"/prepare/meetings/{meeting}/publish"
    shown = _mark_on(clerk.get(f"/prepare/meetings/{meeting}/check").text, path)
    if change == "readers":
        _opened_to_executives(council, paper)
    elif change == "a paper":
        put_paper(council, meeting, "あとの資料", item=item)
    else:
        with council.services.database.write() as unit:
            unit.add(MeetingGroup(meeting_id=meeting, group_id=council.groups["executives"].id))

    answer = clerk.post(path, {"made_from": shown})

    assert (answer.status_code, "まだ公開していません" in answer.text) == (409, True)
    assert not _published(council, paper)
    assert clerk.post(path, {"made_from": _mark_on(answer.text, path)}).status_code == 303
    assert _published(council, paper)


def test_file_that_gets_ready_after_the_check_changes_nothing_of_what_was_seen(council: Council) -> None:
    meeting = put_meeting(council)
    paper = put_paper(council, meeting, "議案書", item=put_item(council, meeting, "議案"), state="converting")
    clerk, path = council.browser("clerk1"), f"/prepare/meetings/{meeting}/publish"
    shown = _mark_on(clerk.get(f"/prepare/meetings/{meeting}/check").text, path)
    with council.services.database.write() as unit:
        version = unit.scalars(select(Version).where(Version.material_id == paper)).one()
        version.state = "ready"
        unit.get_one(Material, paper).current_version_id = version.id

    assert clerk.post(path, {"made_from": shown}).status_code == 303


@pytest.mark.parametrize("screen", ["/prepare/meetings/{meeting}", "/prepare/materials/{paper}"])
def test_single_paper_is_published_as_its_screen_showed_it(council: Council, screen: str) -> None:
    meeting = put_meeting(council, is_published=True)
    paper = put_paper(council, meeting, "追加資料", item=put_item(council, meeting, "議案"))
    clerk, path = council.browser("clerk1"), f"/prepare/meetings/{meeting}/papers/{paper}/publish"
    shown = _mark_on(clerk.get(screen.format(meeting=meeting, paper=paper)).text, path)
    _opened_to_executives(council, paper)

    answer = clerk.post(path, {"made_from": shown})

    assert (answer.status_code, _published(council, paper)) == (409, False)
    now = _mark_on(clerk.get(screen.format(meeting=meeting, paper=paper)).text, path)
    assert clerk.post(path, {"made_from": now}).status_code == 303
