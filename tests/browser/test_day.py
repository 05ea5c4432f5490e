"""The day of a meeting in front of real screens: the clerk at a PC, member and chair at tablets."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.day_support import (
    PC,
    TABLET,
    Window,
    japanese_pdf,
    serving,
    window,
)
from tests.support.chromium import needs_browser
from tests.support.council import Council

pytestmark = [
    needs_browser,
    pytest.mark.alike("what hands do and screens show; what is asked for it is asked over HTTP on both"),
]

MEETING = "令和8年第4回定例会　第1日"
BILL, PLAN = "議案第16号　財産の取得について", "別紙図面"


@dataclass(frozen=True)
class Hall:
    """The served council and the browser."""

    council: Council
    address: str
    browser: Browser

    def sit(self, login: str, size: tuple[int, int]) -> AbstractContextManager[Window]:
        """A window for somebody."""
        return window(self.browser, self.council, self.address, login, size=size)


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with serving(tmp_path / "home") as (council, address):
        yield Hall(council, address, browser)


def test_a_day_in_front_of_the_screens(hall: Hall, tmp_path: Path) -> None:
    files = [
        japanese_pdf(tmp_path / f"{BILL}.pdf", BILL, 6),
        japanese_pdf(tmp_path / f"{PLAN}.pdf", PLAN, 1, is_a3=True),
    ]
    with hall.sit("clerk1", PC) as clerk:
        clerk_makes_a_meeting(clerk)
        clerk_uploads(clerk, files)
        clerk_picks_labels(clerk)
        clerk_publishes(clerk)

    with hall.sit("member1", TABLET) as member:
        member_opens_the_paper(member)
        member_turns_pages(member)
        member_enlarges(member)
        member_resumes(member)
        member_asks(member)

        with hall.sit("chair", TABLET) as chair:
            chair_decides(chair)

        booklet, password = member_receives(member, tmp_path)

    with pikepdf.open(booklet, password=password) as bound:
        assert len(bound.pages) == 6


def clerk_makes_a_meeting(clerk: Window) -> None:
    page = clerk.page
    clerk.go("/")
    clerk.picture("01-clerk-no-meetings")
    page.get_by_role("link", name="会議を作る").click()
    page.get_by_label("会議の名前").fill(MEETING)
    page.get_by_label("日にち").fill("2099-12-08")
    page.get_by_label("始まる時刻").fill("10:00")
    page.get_by_role("textbox", name="場所").fill("議場")
    clerk.picture("02-clerk-new-meeting")
    page.get_by_role("button", name="会議を作る").click()
    for number, title in (("日程第1", "会期の決定"), ("日程第5", "議案第16号　財産の取得について")):
        page.get_by_label("番号").last.fill(number)
        page.get_by_label("日程の名前").fill(title)
        page.get_by_role("button", name="日程を追加する").click()
        expect(page.locator("tr.agenda", has_text=number)).to_be_visible()


def clerk_uploads(clerk: Window, files: list[Path]) -> None:
    page = clerk.page
    picker = page.locator("[data-files]")
    expect(page.locator("label", has=picker)).to_be_visible()
    picker.set_input_files(files)
    for title in (BILL, PLAN):
        row = page.locator("tr[data-paper]", has_text=title)
        expect(row).to_be_visible()
        expect(row.locator("[data-state]")).to_contain_text("使えます", timeout=60_000)


def clerk_picks_labels(clerk: Window) -> None:
    page = clerk.page
    for title, label in ((BILL, "3B"), (PLAN, "2")):
        row = page.locator("tr[data-paper]", has_text=title)
        row.locator("select").select_option(label)
        expect(page.locator(f'tr[data-level="{label}"]', has_text=title)).to_be_visible()
    expect(page.locator("[data-can-badge]")).to_have_text("機密性2")
    clerk.picture("03-clerk-preparation")


def clerk_publishes(clerk: Window) -> None:
    page = clerk.page
    page.get_by_role("link", name="公開前の確認へ").click()
    expect(page.get_by_text("公開できます。")).to_be_visible()
    clerk.picture("04-clerk-check")
    page.get_by_role("button", name="公開する").click()
    expect(page.get_by_role("link", name="議員の画面を見る")).to_be_visible()
    page.locator("tr[data-paper]", has_text=BILL).get_by_role("link", name=BILL).click()
    clerk.picture("05-clerk-material")


def member_opens_the_paper(member: Window) -> None:
    page = member.page
    member.go("/")
    expect(page.get_by_role("heading", name=MEETING, level=1)).to_be_visible()
    member.picture("06-member-home")
    page.get_by_role("link", name="日程をすべて見る").click()
    member.picture("07-member-meeting")
    page.get_by_role("link", name=BILL).first.click()
    expect(page.locator("[data-reader].is-live")).to_be_attached()
    member.expect_page(1)
    member.picture("08-member-reader")


def member_turns_pages(member: Window) -> None:
    member.page.keyboard.press("ArrowRight")
    member.expect_page(2)
    member.tap(0.9, 0.5)
    member.expect_page(3)
    member.swipe(0.8, 0.2)
    member.expect_page(4)
    member.swipe(0.2, 0.8)
    member.expect_page(3)


def member_enlarges(member: Window) -> None:
    page = member.page
    member.pinch(100, 320)
    expect(page.locator("[data-part=cells] img").first).to_be_visible(timeout=30_000)
    cell = page.locator("[data-part=cells] img").first
    expect(cell).to_have_js_property("complete", value=True)
    assert cell.evaluate("image => image.naturalWidth") > 300
    member.picture("09-member-enlarged")
    page.keyboard.press("0")
    expect(page.locator("[data-part=cells] img")).to_have_count(0)


def member_resumes(member: Window) -> None:
    member.page.wait_for_timeout(2000)
    member.go("/")
    resume = member.page.get_by_role("link", name="続きから（3")
    expect(resume).to_be_visible()
    member.picture("10-member-home-later")
    resume.click()
    member.expect_page(3)
    member.page.keyboard.press("t")
    member.picture("11-member-thumbnails")
    member.page.keyboard.press("t")


def member_asks(member: Window) -> None:
    page = member.page
    page.get_by_role("link", name="議長に許可を申請").click()
    expect(page.get_by_role("heading", name="議長の許可が必要です")).to_be_visible()
    page.get_by_label("目的").fill("本会議の質疑で、図面と見比べながら説明するため。")
    member.picture("12-member-asks")
    page.get_by_role("button", name="議長に申請する").click()
    expect(page.get_by_text("議長に申請しました")).to_be_visible()
    expect(page.get_by_text("決裁待ち")).to_be_visible()


def chair_decides(chair: Window) -> None:
    page = chair.page
    chair.go("/permits/decide")
    expect(page.get_by_role("heading", name="佐藤 花子 議員の申請を決めてください")).to_be_visible()
    page.get_by_label("理由・伝えること").fill("印刷は 1 部だけにしてください。")
    chair.picture("13-chair-decides")
    page.get_by_role("button", name="許可する", exact=True).click()
    expect(page.get_by_text("許可しました")).to_be_visible()
    chair.picture("14-chair-decided")


def member_receives(member: Window, folder: Path) -> tuple[Path, str]:
    page = member.page
    member.go("/permits")
    expect(page.get_by_text("議長から：印刷は 1 部だけにしてください。")).to_be_visible()
    member.picture("15-member-permit")
    password = page.locator("strong.code").inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="PDF を受け取る").click()
    assert re.fullmatch(r"令和\d+年第1号\.pdf", download.value.suggested_filename)
    file = folder / "received.pdf"
    download.value.save_as(file)
    expect(page.get_by_text("使用済み")).to_be_visible()  # the screen leads there by itself
    expect(page.get_by_role("button", name="PDF を受け取る")).to_have_count(0)
    member.picture("16-member-permit-used")
    return file, password
