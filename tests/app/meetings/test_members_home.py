"""What members and executives meet first, and what never reaches their screens."""

import re
from functools import partial

import pytest

from app import clock
from app.access.actions import Action
from app.access.levels import Confidentiality
from app.main import build
from app.materials.models import Material
from app.meetings.home import queries as home
from app.meetings.home import views as home_views
from app.routes import ROUTES
from app.web import rows
from tests.app.meetings.scenes import open_paper, put_item, put_meeting, put_paper, replace_paper
from tests.support.council import Council

pytestmark = pytest.mark.alike("what is offered, refused and told of a meeting; others ask for the same on both")

C = Confidentiality


def test_anonymous_visitor_is_taken_to_the_sign_in_screen(council: Council) -> None:
    answer = council.browser().get("/")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/signin")


@pytest.mark.parametrize("login", ["clerk1", "admin"])
def test_secretariat_is_taken_to_its_meetings(council: Council, login: str) -> None:
    answer = council.browser(login).get("/")

    assert (answer.status_code, answer.headers["location"]) == (303, "/prepare")


def test_member_sees_todays_meeting_with_its_papers_and_badges(council: Council) -> None:
    meeting = put_meeting(council, days=0.05, is_published=True)
    item = put_item(council, meeting, "議案第12号", "日程第5")
    paper = put_paper(council, meeting, "議案書", C.C3B, item=item, is_published=True)

    page = council.browser("member1").get("/").text

    for words in (
        "本日の会議",
        "令和8年第4回定例会　第1日",
        "日程第5",
        "機密性3B",
        f"/papers/{paper}",
        "会議資料をひらく",
    ):
        assert words in page


def test_item_with_several_papers_wears_the_highest_badge(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    item = put_item(council, meeting, "議案第16号")
    put_paper(council, meeting, "議案書", C.C2, item=item, is_published=True)
    put_paper(council, meeting, "入札調書", C.C3C, item=item, position=2, is_published=True)

    page = council.browser("member1").get("/").text

    assert "機密性3C" in page
    assert "機密性2" not in page


def test_unlabelled_paper_wears_the_badge_it_is_handled_as(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    put_paper(council, meeting, "議案書", None, is_published=True)

    assert "機密性3C" in council.browser("member1").get("/").text


@pytest.mark.clause("I 2章5(1)②")
@pytest.mark.parametrize("path", ["/", "/meetings/{meeting}"])
def test_nothing_of_a_hidden_paper_is_in_a_members_page(council: Council, path: str) -> None:
    meeting = put_meeting(council, is_published=True)
    item = put_item(council, meeting, "議案第12号")
    hidden = {
        "執行部だけの資料": put_paper(council, meeting, "執行部だけの資料", groups=("executives",), is_published=True),
        "公開前の資料": put_paper(council, meeting, "公開前の資料", item=item),
        "変換中の資料": put_paper(council, meeting, "変換中の資料", item=item, state="converting", is_published=True),
        "身上調書": put_paper(
            council, meeting, "身上調書", C.C3A, item=item, is_published=True, groups=(), people=("member2",)
        ),
        "取り下げた資料": put_paper(council, meeting, "取り下げた資料", item=item, is_published=True),
    }
    with council.services.database.write() as unit:
        unit.get_one(Material, hidden["取り下げた資料"]).withdrawn_at = clock.now()

    page = council.browser("member1").get(path.format(meeting=meeting)).text

    assert "議案第12号" in page
    for title, paper in hidden.items():
        assert title not in page
        assert paper not in page
    assert "ほかに 1&nbsp;件、名前を指定された方だけが読める資料（機密性3A）があり" in page


def test_named_member_meets_the_3a_paper_and_no_sentence_about_it(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    put_paper(council, meeting, "身上調書", C.C3A, is_published=True, groups=(), people=("member2",))

    page = council.browser("member2").get("/").text

    assert "身上調書" in page
    assert "名前を指定された方だけが" not in page


def test_papers_for_other_groups_are_not_even_counted(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    put_paper(council, meeting, "執行部だけの資料", groups=("executives",), is_published=True)

    page = council.browser("member1").get("/").text

    assert "ほかに" not in page


def test_draft_and_others_meetings_are_not_found(council: Council) -> None:
    draft = put_meeting(council, "準備中の会議")
    executives = put_meeting(council, "執行部の会議", groups=("executives",), is_published=True)
    member = council.browser("member1")

    page = member.get("/").text

    assert "準備中の会議" not in page
    assert "執行部の会議" not in page
    assert member.get(f"/meetings/{draft}").status_code == 404
    assert member.get(f"/meetings/{executives}").status_code == 404


def test_executive_sees_only_the_meetings_and_papers_laid_before_them(council: Council) -> None:
    both = put_meeting(council, "合同の会議", groups=("members", "executives"), is_published=True)
    put_meeting(council, "議員の会議", days=2, is_published=True)
    put_paper(council, both, "議案書", groups=("members", "executives"), is_published=True)
    put_paper(council, both, "議員の資料", position=2, is_published=True)

    page = council.browser("executive").get("/").text

    assert "合同の会議" in page
    assert "議案書" in page
    assert "議員の会議" not in page
    assert "議員の資料" not in page


def test_new_changed_and_read_papers_are_told_apart(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    read = put_paper(council, meeting, "読んだ資料", is_published=True)
    changed = put_paper(council, meeting, "直った資料", position=2, is_published=True)
    put_paper(council, meeting, "出たばかりの資料", position=3, is_published=True)
    for paper in (read, changed):
        open_paper(council, "member1", paper, page=3)
    replace_paper(council, changed)

    page = council.browser("member1").get("/").text
    news = page[page.index('id="news"') : page.index('id="agenda"')]

    assert "未読 2 件" in news
    assert "差し替え" in news
    assert "直った資料" in news
    assert "新しい" in news
    assert "出たばかりの資料" in news
    assert "読んだ資料" not in news
    assert f"/papers/{read}?p=3" in page
    assert "続きから（3&nbsp;ページ）" in page


def test_papers_read_last_stand_on_home_while_they_can_be_read(council: Council) -> None:
    later, past = put_meeting(council, is_published=True), put_meeting(council, "臨時会", days=-3, is_published=True)
    names = ("続きの資料", "読んだ議案", "直った資料", "消えた資料", "他人の資料")
    papers = {name: put_paper(council, past, name, is_published=True) for name in names[1:]}
    papers[names[0]] = put_paper(council, later, names[0], is_published=True)
    for name in names[:4]:
        open_paper(council, "member1", papers[name], page=2)
    open_paper(council, "member2", papers["他人の資料"], page=4)
    replace_paper(council, papers["直った資料"])
    council.browser("clerk1").post(f"/prepare/materials/{papers['消えた資料']}/withdraw", {"reason": "誤り"})

    page = council.browser("member1").get("/").text
    recent = page[page.index('id="recent"') :].split("</section>")[0]

    assert [name for name in names if name in recent] == ["読んだ議案"]
    assert f'href="/papers/{papers["読んだ議案"]}?p=2"' in recent
    assert "2&nbsp;ページから　臨時会" in recent
    assert 'id="recent"' not in council.browser("executive").get("/").text


def test_news_stand_by_meeting_the_next_one_first_with_replaced_papers_above_and_none_left_out(
    council: Council,
) -> None:
    later = put_meeting(council, "来週の会議", days=7, is_published=True)
    soon = put_meeting(council, "あすの会議", days=1, is_published=True)
    for place in range(26):
        put_paper(council, later, f"来週の資料{place}番", position=place, is_published=True)
    put_paper(council, soon, "あすの資料", is_published=True)
    changed = put_paper(council, later, "直った資料", position=30, is_published=True)
    open_paper(council, "member1", changed, page=1)
    replace_paper(council, changed)

    page = council.browser("member1").get("/").text
    news = page[page.index('id="news"') : page.index('id="agenda"')]

    heads = [f"<h3>{title}" for title in ("差し替えと許可", "あすの会議", "来週の会議")]
    papers = [f"来週の資料{place}番" for place in range(26)]
    order = [heads[0], "直った資料", heads[1], "あすの資料", heads[2], *papers]
    places = [news.index(words) for words in order]
    assert places == sorted(places)
    assert "未読 28 件" in news
    assert re.findall(r'<span class="nowrap">今日 \d+:\d\d</span>', news), "a time stands on one line"
    assert "ほかの 22&nbsp;件を見る" in news


def test_released_paper_wears_the_open_badge(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    paper = put_paper(council, meeting, "会期日程表", C.C1, is_published=True)
    with council.services.database.write() as unit:
        row = unit.get_one(Material, paper)
        row.released_at, row.released_version_id = clock.now(), row.current_version_id

    assert "機密性1&nbsp;公開" in council.browser("member1").get(f"/meetings/{meeting}").text


def test_member_without_meetings_is_told_so(council: Council) -> None:
    page = council.browser("investigator").get("/").text

    assert "予定されている会議はありません" in page


def test_meeting_of_this_morning_is_still_todays_and_yesterdays_is_past(council: Council) -> None:
    put_meeting(council, "けさの会議", days=-0.05, is_published=True)
    put_meeting(council, "きのうの会議", days=-1, is_published=True)

    page = council.browser("member1").get("/").text

    assert page.index("けさの会議") < page.index("これまでの会議") < page.index("きのうの会議")


def test_every_former_meeting_can_be_reached_from_home(council: Council) -> None:
    meetings = [put_meeting(council, f"{day}日前の会議", days=-day, is_published=True) for day in range(1, 10)]

    page = council.browser("member1").get("/").text

    assert [page.count(f'href="/meetings/{meeting}"') for meeting in meetings] == [1] * 9
    assert "ほかの 3&nbsp;件を見る" in page


def test_further_news_come_from_whoever_is_asked_for_them(council: Council) -> None:
    line = home.HomeNews("許可", "ok", "議長の許可が出ました", "説明資料の PDF", "/permits", clock.now())
    row = rows.page("/t/home", partial(home_views.home, sources=[lambda _session, _actor: [line]]), Action.HOME_READ)
    council.app = build(council.services, [*ROUTES, row])

    shown = council.browser("member1").get("/t/home").text

    assert "議長の許可が出ました" in shown


def test_meeting_page_shows_the_whole_tree_in_order(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    second = put_item(council, meeting, "二番", position=2)
    put_item(council, meeting, "一番", position=1)
    put_item(council, meeting, "二番の下", parent=second)

    page = council.browser("member1").get(f"/meetings/{meeting}").text

    places = [page.index(words) for words in ("一番", "二番", "二番の下")]
    assert places == sorted(places)
    assert "depth-1" in page


def test_secretariat_may_look_at_a_draft_as_members_will(council: Council) -> None:
    meeting = put_meeting(council)

    assert council.browser("clerk1").get(f"/meetings/{meeting}").status_code == 200
