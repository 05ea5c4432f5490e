"""The preparation screen with its script, and without: many files at once, labels by mouse and by keys, dropping."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from app.access.levels import Confidentiality
from app.materials.models import Material, Reader, Version
from app.meetings.models import Attachment
from tests.app.meetings.desk import PC, TABLET, TELEPHONE, desk_of
from tests.app.meetings.scenes import put_item, put_meeting, put_paper
from tests.support.chromium import needs_browser, picture
from tests.support.council import Council
from tests.support.interception import intercept

pytestmark = [
    needs_browser,
    pytest.mark.alike("what is offered, refused and told of a meeting; others ask for the same on both"),
]
C = Confidentiality


def _label(council: Council, paper: str) -> str | None:
    with council.services.database.read() as unit:
        return unit.get_one(Material, paper).confidentiality


@pytest.mark.both("asks for rows as no other test does")
def test_many_files_arrive_at_once_and_what_cannot_be_used_says_so_on_its_row(
    browser: Browser, council: Council, tmp_path: Path
) -> None:
    meeting = put_meeting(council)
    put_item(council, meeting, "議案第12号")
    files = [tmp_path / f"資料{n}.pdf" for n in range(5)]
    for file in files:
        file.write_bytes(b"%PDF-1.7\n" + bytes(200_000))
    (tmp_path / "偽物.pdf").write_bytes(b"not a paper")
    (tmp_path / "メモ.txt").write_text("memo")
    files += [tmp_path / "偽物.pdf", tmp_path / "メモ.txt"]

    with desk_of(browser, council, "clerk1") as desk:
        desk.go(f"/prepare/meetings/{meeting}")
        desk.page.locator("[data-files]").set_input_files(files)
        expect(desk.page.locator("[data-announce]")).to_have_text("ファイルの送信が終わりました。")
        for n in range(5):
            row = desk.page.locator(f'tr[data-title="資料{n}"]')  # rows of the same file name each other
            expect(row.locator("[data-state]")).to_contain_text("順番を待って")
        bad = desk.page.locator("tr", has_text="偽物")
        expect(bad.locator("[data-state]")).to_contain_text("PDF ではないファイルです")
        expect(bad.locator("[data-retry]")).to_be_visible()
        expect(desk.page.locator("[data-problem]")).to_contain_text("「メモ.txt」は PDF ではありません")
        complaints = desk.complaints

    assert complaints == []
    with council.services.database.read() as unit:
        assert sorted(version.state for version in unit.query(Version)) == ["failed"] + ["queued"] * 5


@pytest.mark.both("asks for rows as no other test does")
def test_file_saved_again_while_it_waits_is_told_and_leaves_no_row(
    browser: Browser, council: Council, tmp_path: Path
) -> None:
    meeting = put_meeting(council)
    file = tmp_path / "議案書.pdf"
    file.write_bytes(b"%PDF-1.7\n" + bytes(5000))

    def save_again(route: Route) -> None:
        file.write_bytes(b"%PDF-1.7\n" + bytes(9000))
        later = file.stat().st_mtime + 60  # Chromium compares whole seconds; nobody saves twice within one
        os.utime(file, (later, later))
        route.continue_()

    with desk_of(browser, council, "clerk1") as desk:
        desk.go(f"/prepare/meetings/{meeting}")
        intercept(desk.page, "**/papers", save_again)  # its place is asked for: the file has waited until now
        desk.page.locator("[data-files]").set_input_files(file)
        expect(desk.page.locator("[data-problem]")).to_contain_text("保存し直された")
        expect(desk.page.locator("[data-announce]")).to_have_text("1\u00a0件を送信できませんでした。")
        expect(desk.page.locator("[data-paper]")).to_have_count(0)

    with council.services.database.read() as unit:
        assert unit.query(Version).count() == 0


def test_failed_file_is_put_in_again_on_its_row(browser: Browser, council: Council, tmp_path: Path) -> None:
    meeting = put_meeting(council)
    paper = put_paper(council, meeting, "推薦書", state="failed")
    file = tmp_path / "推薦書.pdf"
    file.write_bytes(b"%PDF-1.7\n" + bytes(1000))

    with desk_of(browser, council, "clerk1") as desk:
        desk.go(f"/prepare/meetings/{meeting}")
        with desk.page.expect_file_chooser() as chooser:
            desk.page.locator(f'[data-retry="{paper}"]').click()
        chooser.value.set_files(file)
        expect(desk.page.locator(f"#paper-{paper} [data-state]")).to_contain_text("第2版：変換の順番を待っています")


def test_menu_stays_open_when_a_file_beside_it_settles(browser: Browser, council: Council) -> None:
    meeting = put_meeting(council)
    paper, moving = (
        put_paper(council, meeting, "推薦書"),
        put_paper(council, meeting, "議案書", state="queued", position=2),
    )

    with desk_of(browser, council, "clerk1") as desk:
        desk.go(f"/prepare/meetings/{meeting}")
        desk.page.locator(f"#paper-{paper} summary").click()
        with council.services.database.write() as unit:
            unit.query(Version).filter_by(material_id=moving).one().state = "failed"
        expect(desk.page.locator(f'[data-retry="{moving}"]')).to_be_visible()  # only exchanged rows have it

        expect(desk.page.locator(f"#paper-{paper}").get_by_role("button", name="下へ移す")).to_be_visible()


def test_label_chosen_by_mouse_is_saved_at_once_and_told_beside(browser: Browser, council: Council) -> None:
    meeting = put_meeting(council)
    paper = put_paper(council, meeting, "略歴", C.C2)

    with desk_of(browser, council, "clerk1") as desk:
        desk.go(f"/prepare/meetings/{meeting}")
        expect(desk.page.locator("[data-can-badge]")).to_have_text("機密性2")
        desk.page.locator(f"#paper-{paper} select").select_option("3B")
        expect(desk.page.locator(f'#paper-{paper}[data-level="3B"]')).to_be_visible()
        expect(desk.page.locator("[data-can-badge]")).to_have_text("機密性3B")
        expect(desk.page.locator("[data-can-table]")).to_contain_text("支給端末だけ")

    assert _label(council, paper) == "3B"


def test_walking_through_labels_by_keys_saves_only_the_one_that_is_confirmed(
    browser: Browser, council: Council
) -> None:
    meeting = put_meeting(council)
    paper = put_paper(council, meeting, "略歴", C.C1)

    with desk_of(browser, council, "clerk1") as desk:
        desk.go(f"/prepare/meetings/{meeting}")
        select = desk.page.locator(f"#paper-{paper} select")
        expect(desk.page.locator("[data-grip]").first).to_be_visible()
        select.focus()
        desk.page.keyboard.press("ArrowUp")
        desk.page.keyboard.press("ArrowUp")
        expect(desk.page.locator("[data-announce]")).to_contain_text("Enter キーを押すか")
        assert desk.sent == []
        desk.page.keyboard.press("Enter")
        expect(desk.page.locator(f'#paper-{paper}[data-level="3C"]')).to_be_visible()
        assert len(desk.sent) == 1
        assert desk.page.evaluate("document.activeElement.tagName") == "SELECT"

    assert _label(council, paper) == "3C"


def test_several_papers_are_described_by_their_highest_label_and_moved_together(
    browser: Browser, council: Council
) -> None:
    meeting = put_meeting(council)
    item = put_item(council, meeting, "議案第12号")
    papers = [put_paper(council, meeting, "議案書", C.C2), put_paper(council, meeting, "略歴", C.C3B, position=2)]

    with desk_of(browser, council, "clerk1") as desk:
        desk.go(f"/prepare/meetings/{meeting}")
        for paper in papers:
            desk.page.locator(f"#paper-{paper} [data-select]").check()
        expect(desk.page.locator("[data-bulk-count]")).to_have_text("2\u00a0件を選択中")
        expect(desk.page.locator("[data-can-badge]")).to_have_text("機密性3B")
        desk.page.locator("[data-bulk-item]").select_option(item)
        desk.page.locator("[data-bulk-apply]").click()
        expect(desk.page.locator(f'[data-item="{item}"]')).to_have_count(2)


def test_readers_of_several_papers_are_set_at_once_and_a_refused_one_is_named(
    browser: Browser, council: Council
) -> None:
    meeting = put_meeting(council)
    papers = [put_paper(council, meeting, name, C.C2, position=n) for n, name in enumerate(["議案書", "略歴"])]
    named = put_paper(council, meeting, "懲罰の記録", C.C3A, position=3, groups=(), people=("member1",))
    executives, member = council.groups["executives"].id, council.people["member2"].id

    with desk_of(browser, council, "admin") as desk:
        desk.go(f"/prepare/meetings/{meeting}")
        desk.page.locator("[data-select-all]").check()
        desk.page.get_by_role("button", name="読める人を変える").click()
        dialog = desk.page.get_by_role("dialog", name="選んだ資料の読める人")
        members = dialog.get_by_label("議員（")
        assert members.evaluate("box => box.indeterminate")  # of two papers, and not of the third
        dialog.get_by_label("執行部").check()
        dialog.get_by_text("名前で指定する").first.click()
        dialog.get_by_label("𠮷田 次郎").check()
        picture(desk.page, "bulk-readers")
        dialog.get_by_role("button", name="読める人を保存する").click()
        expect(desk.page.locator("[data-announce]")).to_have_text("2\u00a0件を変えました。")
        expect(desk.page.locator("[data-problem]")).to_contain_text("「懲罰の記録」：")
        expect(desk.page.locator(f"#paper-{papers[1]} .readers")).to_have_text("議員・執行部・指名 1\u00a0人")

    with council.services.database.read() as unit:
        readers = {(row.material_id, row.group_id or row.person_id) for row in unit.query(Reader)}
    kept = council.groups["members"].id  # what nobody touched
    assert readers == {(paper, who) for paper in papers for who in (kept, executives, member)} | {
        (named, council.people["member1"].id)
    }


def test_readers_that_nobody_chose_change_nothing(browser: Browser, council: Council) -> None:
    meeting = put_meeting(council)
    paper = put_paper(council, meeting, "議案書", C.C2)

    with desk_of(browser, council, "clerk1") as desk:
        desk.go(f"/prepare/meetings/{meeting}")
        desk.page.locator(f"#paper-{paper} [data-select]").check()
        desk.page.get_by_role("button", name="読める人を変える").click()
        desk.page.get_by_role("button", name="読める人を保存する").click()
        expect(desk.page.locator("[data-problem]")).to_contain_text("グループか名前で選んでください")
        expect(desk.page.locator("[data-bulk-count]")).to_have_text("1\u00a0件を選択中")
        expect(desk.page.locator(f"#paper-{paper} .readers")).to_have_text("議員")


def test_file_dropped_on_an_item_stands_under_it(browser: Browser, council: Council) -> None:
    meeting = put_meeting(council)
    put_item(council, meeting, "議案第12号", position=1)
    item = put_item(council, meeting, "議案第16号", position=2)

    with desk_of(browser, council, "clerk1") as desk:
        desk.go(f"/prepare/meetings/{meeting}")
        expect(desk.page.locator("[data-drop]")).to_be_visible()
        dropped = desk.page.evaluate_handle(
            "() => { const data = new DataTransfer();"
            " data.items.add(new File(['%PDF-1.4 '], '落とした資料.pdf')); return data; }"
        )
        target = desk.page.locator(f"#item-{item}")
        target.dispatch_event("dragover", {"dataTransfer": dropped})
        target.dispatch_event("drop", {"dataTransfer": dropped})
        expect(desk.page.locator(f'[data-item="{item}"]')).to_contain_text("落とした資料")


def test_paper_dragged_by_its_grip_moves_before_another(browser: Browser, council: Council) -> None:
    meeting = put_meeting(council)
    first = put_paper(council, meeting, "一番")
    second = put_paper(council, meeting, "二番", position=2)

    with desk_of(browser, council, "clerk1") as desk:
        desk.go(f"/prepare/meetings/{meeting}")
        desk.page.locator(f"#paper-{second} [data-grip]").drag_to(desk.page.locator(f"#paper-{first}"))
        expect(desk.page.locator("[data-paper]").first).to_contain_text("二番")

    with council.services.database.read() as unit:
        assert unit.get_one(Attachment, second).position == 1


def test_everything_but_files_works_without_script(browser: Browser, council: Council) -> None:
    meeting = put_meeting(council)
    item = put_item(council, meeting, "議案第12号", position=1)
    put_item(council, meeting, "議案第16号", position=2)
    paper = put_paper(council, meeting, "議案書", None)

    with desk_of(browser, council, "clerk1", with_script=False) as desk:
        page = desk.page
        desk.go(f"/prepare/meetings/{meeting}")
        page.locator(f"#paper-{paper} select").select_option("2")
        page.locator(f"#paper-{paper}").get_by_role("button", name="変更").click()
        expect(page.locator(f'#paper-{paper}[data-level="2"]')).to_be_visible()
        page.locator(f"#item-{item} summary").click()
        page.locator(f"#item-{item}").get_by_role("button", name="下へ移す").click()
        expect(page.locator("tr.agenda").last).to_contain_text("議案第12号")
        page.locator(f"#paper-{paper} summary").click()
        page.locator(f"#paper-{paper}").get_by_role("link", name="別の日程へ移す").click()
        page.locator("#move-to").select_option(item)
        page.get_by_role("button", name="移す", exact=True).click()
        expect(page.locator(f'#paper-{paper}[data-item="{item}"]')).to_be_visible()

    assert _label(council, paper) == "2"


@pytest.mark.parametrize("size", [PC, TABLET, TELEPHONE])
def test_no_screen_of_the_secretariat_scrolls_sideways(
    browser: Browser, council: Council, size: tuple[int, int]
) -> None:
    meeting = put_meeting(council, groups=("members", "executives"))
    item = put_item(council, meeting, "議案第12号　令和8年度みなと町一般会計補正予算（第3号）", "日程第5")
    paper = put_paper(council, meeting, "令和8年度みなと町一般会計補正予算（第3号）説明資料", None, item=item)
    put_paper(council, meeting, "身上調書", C.C3A, item=item, position=2, people=("member1",), groups=())
    put_paper(council, meeting, "推薦書", item=item, position=3, state="failed")

    with desk_of(browser, council, "clerk1", size=size) as desk:
        paths = ["/prepare", "/prepare/meetings/new", "/prepare/materials", f"/prepare/materials/{paper}"]
        paths += [f"/prepare/meetings/{meeting}{end}" for end in ("", "/check", "/edit", f"?edit={item}")]
        for path in paths:
            desk.go(path)
            assert not desk.is_too_wide(), path
        assert desk.complaints == []


@pytest.mark.parametrize("size", [PC, TABLET, TELEPHONE])
def test_no_screen_of_a_member_scrolls_sideways_or_runs_against_the_content_policy(
    browser: Browser, council: Council, size: tuple[int, int]
) -> None:
    meeting = put_meeting(council, "令和8年第4回みなと町議会定例会　第1日", days=0.1, is_published=True)
    item = put_item(council, meeting, "議案第12号　令和8年度みなと町一般会計補正予算（第3号）", "日程第5")
    put_paper(council, meeting, "一般会計補正予算（第3号）説明資料", None, item=item, is_published=True)
    put_paper(council, meeting, "議案書", C.C3B, item=item, position=2, is_published=True)

    with desk_of(browser, council, "member1", size=size) as desk:
        for path in ("/", f"/meetings/{meeting}"):
            desk.go(path)
            expect(desk.page.locator("h1")).to_be_visible()
            assert not desk.is_too_wide(), path
        assert desk.complaints == []


def test_3a_is_asked_about_first_and_taken_back_in_its_row(browser: Browser, council: Council) -> None:
    meeting = put_meeting(council)
    paper = put_paper(council, meeting, "略歴", C.C2)

    with desk_of(browser, council, "clerk1", size=TABLET) as desk:
        desk.go(f"/prepare/meetings/{meeting}")
        row, dialog = desk.page.locator(f"#paper-{paper}"), desk.page.locator("#to-3a")
        row.locator("select").select_option("3A")
        expect(dialog).to_be_visible()
        expect(desk.page.locator("[data-can-table] .state-words").first).to_contain_text("だれも読めません")
        picture(desk.page, "to-3a")
        dialog.get_by_role("button", name="やめる").click()
        expect(row.locator("select")).to_have_value("2")
        assert _label(council, paper) == "2"

        row.locator("select").select_option("3A")
        dialog.get_by_role("button", name="機密性3A にする").click()
        taken_back = row.get_by_role("button", name="区分の依頼を取り消す")
        expect(taken_back).to_be_visible()
        assert _label(council, paper) == "3A"

        taken_back.click()
        expect(row.locator("select")).to_have_value("2")
        assert desk.complaints == []
    assert _label(council, paper) == "2"
