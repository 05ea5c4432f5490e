"""Papers under the agenda: registered, moved, published one by one, and how the preparation screen tells of them."""

import re

import pytest

from app import clock
from app.access.levels import Confidentiality
from app.materials.models import Material, Reader, Version
from app.meetings.models import Attachment
from app.meetings.papers.placing import attachments_of
from tests.app.meetings.scenes import put_item, put_meeting, put_paper
from tests.support.council import Council

pytestmark = pytest.mark.alike("what is offered, refused and told of a meeting; others ask for the same on both")

C = Confidentiality


def _order(council: Council, meeting: str) -> list[str]:
    with council.services.database.read() as unit:
        return [unit.get_one(Material, each.material_id).title for each in attachments_of(unit, meeting)]


@pytest.mark.both("asks for rows as no other test does")
def test_new_paper_stands_under_its_item_unlabelled_for_those_who_attend(council: Council) -> None:
    meeting = put_meeting(council, groups=("members", "executives"))
    item = put_item(council, meeting, "議案第12号")

    answer = council.browser("clerk1").post(
        f"/prepare/meetings/{meeting}/papers", {"title": "", "file_name": "議案書.pdf", "agenda_item": item}
    )

    assert answer.status_code == 201
    body = answer.json()
    assert body["upload"] == f"/prepare/versions/{body['version']}/file"
    with council.services.database.read() as unit:
        material = unit.get_one(Material, body["material"])
        assert (material.title, material.confidentiality, material.published_at) == ("議案書", None, None)
        assert unit.get_one(Version, body["version"]).state == "receiving"
        assert unit.get_one(Attachment, material.id).agenda_item_id == item
        readers = {reader.group_id for reader in unit.query(Reader)}
    assert readers == {group.id for group in council.groups.values()}


LONG = "令和8年第4回定例会　提出議案説明資料" * 20


@pytest.mark.parametrize(
    ("sent", "kept", "title"),
    [
        ("議案第1号　補正予算.pdf", "議案第1号　補正予算.pdf", "議案第1号　補正予算"),
        ("ほ\u309aんふ\u309aのき\u3099あん.pdf", "ぽんぷのぎあん.pdf", "ぽんぷのぎあん"),
        ("\ufa19田氏\ue000.pdf", "\ufa19田氏\ue000.pdf", None),
        ("C:\\議会\\議案.PDF", "議案.PDF", "議案"),
        (f"{LONG}.pdf", f"{LONG[:195]}….pdf", f"{LONG[:195]}…"),
    ],
)
def test_file_keeps_the_name_that_people_gave_it(council: Council, sent: str, kept: str, title: str | None) -> None:
    meeting = put_meeting(council)

    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/papers", {"title": "", "file_name": sent})

    assert answer.status_code == 201, answer.text
    with council.services.database.read() as unit:
        assert unit.get_one(Version, answer.json()["version"]).file_name == kept
        if title is not None:
            assert unit.get_one(Material, answer.json()["material"]).title == title


def test_paper_for_an_item_of_another_meeting_is_not_registered(council: Council) -> None:
    meeting = put_meeting(council)
    other = put_item(council, put_meeting(council, "ほか"), "ほかの日程")

    answer = council.browser("clerk1").post(
        f"/prepare/meetings/{meeting}/papers", {"file_name": "議案書.pdf", "agenda_item": other}
    )

    assert answer.status_code == 422
    with council.services.database.read() as unit:
        assert unit.query(Material).count() == 0


def test_member_cannot_add_a_paper(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)

    assert (
        council.browser("member1").post(f"/prepare/meetings/{meeting}/papers", {"file_name": "a.pdf"}).status_code
        == 403
    )


def test_papers_move_among_their_neighbours(council: Council) -> None:
    meeting = put_meeting(council)
    papers = [put_paper(council, meeting, title, position=n) for n, title in enumerate("いろは", 1)]
    clerk = council.browser("clerk1")

    clerk.post(f"/prepare/meetings/{meeting}/papers/{papers[2]}/move", {"direction": "up"})
    assert _order(council, meeting) == ["い", "は", "ろ"]
    clerk.post(f"/prepare/meetings/{meeting}/papers/{papers[0]}/move", {"direction": "down"})
    assert _order(council, meeting) == ["は", "い", "ろ"]
    fields = {"agenda_item": "", "direction": "before", "before": papers[2]}
    clerk.post(f"/prepare/meetings/{meeting}/papers/{papers[1]}/move", fields)
    assert _order(council, meeting) == ["ろ", "は", "い"]


def test_paper_moves_under_another_item_and_back_under_none(council: Council) -> None:
    meeting = put_meeting(council)
    item = put_item(council, meeting, "議案第12号")
    paper = put_paper(council, meeting, "議案書")
    clerk = council.browser("clerk1")

    for target in (item, ""):
        assert (
            clerk.post(f"/prepare/meetings/{meeting}/papers/{paper}/move", {"agenda_item": target}).status_code == 303
        )
        with council.services.database.read() as unit:
            assert unit.get_one(Attachment, paper).agenda_item_id == (target or None)


def test_paper_of_another_meeting_cannot_be_moved_through_this_one(council: Council) -> None:
    meeting = put_meeting(council)
    paper = put_paper(council, put_meeting(council, "ほか"), "議案書")

    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/papers/{paper}/move", {"direction": "up"})

    assert answer.status_code == 409
    assert "この会議にありません" in answer.text


def test_script_that_moves_is_answered_without_a_page(council: Council) -> None:
    meeting = put_meeting(council)
    paper = put_paper(council, meeting, "議案書")

    answer = council.browser("clerk1").post(
        f"/prepare/meetings/{meeting}/papers/{paper}/move", {"direction": "up"}, headers={"accept": "application/json"}
    )

    assert (answer.status_code, answer.json()) == (200, {})


def test_screen_says_what_each_paper_needs(council: Council) -> None:
    meeting = put_meeting(council)
    put_paper(council, meeting, "区分のない資料", None)
    put_paper(council, meeting, "待つ資料", C.C3A, groups=(), people=("member1",), waits_for_3a=True)
    put_paper(council, meeting, "壊れた資料", state="failed")
    put_paper(council, meeting, "変換中の資料", state="converting")

    page = council.browser("clerk1").get(f"/prepare/meetings/{meeting}").text

    for words in (
        "区分なし（3C として扱います）",
        "事務局長の確認待ち",
        "パスワードを外して、入れ直してください。",
        "入れ直す",
    ):
        assert words in page
    assert "変換しています 0 / 4" in page
    assert "style=" not in page
    assert not re.search(r"<script(?![^>]*src=)", page)


def test_state_for_the_script_is_what_the_screen_says(council: Council) -> None:
    meeting = put_meeting(council)
    moving = put_paper(council, meeting, "変換中の資料", state="converting")
    failed = put_paper(council, meeting, "壊れた資料", state="failed")

    state = council.browser("clerk1").fetch(f"/prepare/meetings/{meeting}/state").json()

    assert state["is_moving"] is True
    assert state["papers"][moving] | {"text": ""} == {
        "tone": "run",
        "icon": "turn",
        "text": "",
        "value": 0,
        "maximum": 4,
        "is_moving": True,
        "can_retry": False,
        "pages": 4,
        "is_ready": False,
        "title": "変換中の資料",
    }
    assert state["papers"][failed]["can_retry"] is True


def test_clerk_meets_a_3a_paper_by_name_only_and_its_page_not_at_all(council: Council) -> None:
    meeting = put_meeting(council)
    paper = put_paper(council, meeting, "身上調書", C.C3A, groups=(), people=("member1",))

    screen = council.browser("clerk1").get(f"/prepare/meetings/{meeting}").text

    assert f'href="/prepare/materials/{paper}"' not in screen
    assert f"/prepare/materials/{paper}/label" not in screen
    assert council.browser("clerk1").get(f"/prepare/materials/{paper}").status_code == 403
    assert council.browser("admin").get(f"/prepare/materials/{paper}").status_code == 200


def test_side_panel_tells_what_the_label_of_the_chosen_paper_means(council: Council) -> None:
    meeting = put_meeting(council)
    put_paper(council, meeting, "議案書", C.C2)
    secret = put_paper(council, meeting, "略歴", C.C3B, position=2)

    first = council.browser("clerk1").get(f"/prepare/meetings/{meeting}").text
    second = council.browser("clerk1").get(f"/prepare/meetings/{meeting}?paper={secret}").text

    assert "支給端末と、承認された個人の端末" in first
    assert "支給端末と、承認された個人の端末" not in second
    assert "議員 4\u00a0人。支給端末だけ" in second


def test_label_posted_from_the_row_comes_back_to_the_row(council: Council) -> None:
    meeting = put_meeting(council)
    paper = put_paper(council, meeting, "議案書", None)
    clerk = council.browser("clerk1")
    page = clerk.get(f"/prepare/meetings/{meeting}").text
    back = f"/prepare/meetings/{meeting}#paper-{paper}"
    assert f'value="{back}"' in page

    answer = clerk.post(f"/prepare/materials/{paper}/label", {"label": "2", "back": back})

    assert (answer.status_code, answer.headers["location"]) == (303, back)
    with council.services.database.read() as unit:
        assert unit.get_one(Material, paper).confidentiality == "2"


@pytest.mark.parametrize("login", ["clerk1", "admin"])
def test_paper_page_shows_versions_readers_and_acts(council: Council, login: str) -> None:
    meeting = put_meeting(council)
    paper = put_paper(council, meeting, "議案書", C.C3C)

    page = council.browser(login).get(f"/prepare/materials/{paper}").text

    for words in ("第1版", "議案書.pdf", "読める人を保存する", "区分を変える", "資料を取り下げる", f"/papers/{paper}"):
        assert words in page


@pytest.mark.clause("I 2章1(3)")
def test_second_person_is_offered_the_decision_and_the_asker_is_not(council: Council) -> None:
    meeting = put_meeting(council)
    paper = put_paper(council, meeting, "略歴", C.C3B)
    council.browser("clerk1").post(f"/prepare/materials/{paper}/label", {"label": "2", "reason": "住所を消した"})

    asker = council.browser("clerk1").get(f"/prepare/materials/{paper}").text
    second = council.browser("clerk2").get(f"/prepare/materials/{paper}").text

    assert "もう 1&nbsp;人の確認待ち" in asker
    assert "/decide" not in asker
    assert "/withdraw" in asker
    assert "/decide" in second
    assert "住所を消した" in second


def test_second_person_who_signed_in_this_morning_is_offered_the_decision_too(council: Council) -> None:
    meeting = put_meeting(council)
    paper = put_paper(council, meeting, "略歴", C.C3B)
    council.browser("clerk1").post(f"/prepare/materials/{paper}/label", {"label": "2", "reason": "住所を消した"})
    second, moment = council.browser("clerk2"), clock.now().timestamp() + 16 * 60
    clock.use(lambda: moment)

    page = second.get(f"/prepare/materials/{paper}").text

    assert "/prepare/label-changes/" in page
