"""The first and the second day of a member in WebKit, the engine of the council's iPads."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import clock
from app.access.facts import Actor
from app.access.roles import Role
from app.audit.notes import By
from app.auth.alarms.raising import raise_alarm
from app.materials import acts
from app.materials.models import Material
from tests.app.auth.enrolment.test_letters import NEW_PASSWORD, issue
from tests.app.auth.signing import PASSWORD, code_of, enrol_person
from tests.app.reading.shelf import Laid, lay
from tests.support import morning
from tests.support.chromium import needs_browser
from tests.support.council import Council, council_in
from tests.support.ports import free_port
from tests.support.serving import on_port
from tests.support.webdriver import DrivenBrowser
from tests.support.webkit import webkit

pytestmark = [
    needs_browser,
    pytest.mark.alike("what hands do and screens show; what is asked for it is asked over HTTP on both"),
]
__all__ = ["webkit"]
RIGHT_ARROW = "\ue014"
ENTER = "\ue007"
END, HOME = "\ue010", "\ue011"
_PART = "((name) => document.querySelector(name === 'reader' ? '[data-reader]' : `[data-part=${name}]`))"
_CELLS = "[...document.querySelectorAll('[data-part=cells] img')].filter((cell) => cell.naturalWidth > 0)"
_DRAWN = "return new Promise((seen) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(seen)), 200))"
_INKS = f"{_PART}('notes').querySelectorAll('path.ink').length"
IS_LIVE = "return import('/static/js/session/live.js').then((live) => live.isLive())"


@dataclass
class Desk:
    """A served council before a WebKit browser; `ahead_seconds` moves the server's clock alone."""

    council: Council
    address: str
    webkit: DrivenBrowser
    ahead_seconds: float = 0

    def go(self, path: str) -> None:
        self.webkit.go(f"{self.address}{path}")

    def picture(self, name: str) -> None:
        """See that nothing has to be scrolled sideways; keep the screen where GIJO_SCREENSHOTS names a folder."""
        if folder := os.environ.get("GIJO_SCREENSHOTS"):
            self.webkit.run(_DRAWN)
            self.webkit.picture(Path(folder) / f"webkit-{name}.png")
        assert self.webkit.run("return document.documentElement.scrollWidth <= window.innerWidth"), name

    def sign_in(self, login: str, password: str, secret: str) -> None:
        self.go("/signin")
        self.webkit.type("ID", login)
        self.webkit.type("パスワード", password)
        self.webkit.press("次へ")
        self.webkit.type("確認コード", code_of(secret))
        self.webkit.press("サインイン")
        self.webkit.see("サインアウト")

    def expect_page(self, laid: Laid, number: int) -> None:
        """The page's picture has arrived and is drawn."""
        shown = f"img.sheet-page[src*='{laid.page(number)}']"
        self.webkit.until(f'return document.querySelector("{shown}")?.naturalWidth > 0', f"page {number}")

    def sheet_width(self) -> float:
        """Of the page on the screen, in points."""
        return float(self.webkit.run(f"return {_PART}('sheet').getBoundingClientRect().width"))

    def council_raises_an_alarm(self) -> None:
        """About the member, as after many wrong passwords."""
        person_id = self.council.people["member1"].id
        with self.council.services.database.write() as unit:
            raise_alarm(unit, "many_failures", person_id=person_id, address="203.0.113.9")

    def clerk_withdraws(self, laid: Laid) -> None:
        by = By(Actor(self.council.people["clerk1"].id, frozenset({Role.CLERK})))
        with self.council.services.database.write() as unit:
            acts.withdraw(unit, by, unit.get_one(Material, laid.material), "数字に誤りがありました")


@pytest.fixture
def desk(each_database: str, webkit: DrivenBrowser, tmp_path: Path) -> Iterator[Desk]:
    port = free_port()
    with council_in(tmp_path / "home", port=port) as council, on_port(council.app, port):
        opened = Desk(council, f"http://localhost:{port}", webkit)
        former = clock.use(lambda: morning.now() + opened.ahead_seconds)
        try:
            yield opened
        finally:
            clock.use(former)


def enrol(desk: Desk) -> str:
    """From the letter to the first screen, by an authenticator app; its secret."""
    webkit = desk.webkit
    desk.go("/enrol")
    code = issue(desk.council).lower()
    webkit.type("コード", code)
    webkit.press("次へ")
    webkit.type("パスワード", NEW_PASSWORD)
    webkit.type("もう一度、同じパスワード", NEW_PASSWORD)
    webkit.press("次へ")
    webkit.see("本人確認の方法をえらぶ")
    desk.go("/enrol")  # the letter read once more: who began goes on
    webkit.type("コード", code)
    webkit.press("次へ")
    webkit.see("本人確認の方法をえらぶ")
    desk.picture("enrol")
    webkit.press("認証アプリを登録する")
    webkit.press("QR コードを読み取れないとき")
    secret = re.sub(r"\s", "", str(webkit.until("return document.querySelector('.secret')?.innerText", "secret")))
    webkit.type("1 回目の数字", code_of(secret))
    desk.ahead_seconds += 30  # the second code is the next one
    webkit.type("2 回目の数字", code_of(secret))
    webkit.press("確認する")
    webkit.until("return document.querySelectorAll('.codes code').length === 10", "ten recovery codes")
    desk.picture("codes")
    webkit.press("10 個とも控えました")
    webkit.press("登録を終えてサインイン")
    webkit.see("サインアウト")
    return secret


def test_member_enrols_reads_writes_and_comes_back_the_next_day(desk: Desk) -> None:
    laid, webkit = lay(desk.council, level="3B", pages=4), desk.webkit
    secret = enrol(desk)
    desk.picture("home")

    desk.go(f"/papers/{laid.material}")
    desk.expect_page(laid, 1)
    webkit.keys(RIGHT_ARROW)
    desk.expect_page(laid, 2)
    webkit.press("次")
    desk.expect_page(laid, 3)
    desk.picture("page")
    webkit.press("メモ")
    webkit.until(f"return !{_PART}('note-bar').hidden", "the pen's bar")
    webkit.draw("[data-part=sheet]", (0.3, 0.3), (0.5, 0.4), (0.6, 0.3))
    webkit.until(f"return {_INKS} === 1", "a line on the page")
    webkit.until(f"return {_PART}('notes-kept').innerText === '保存しました'", "the line to be kept")
    desk.picture("ink")
    desk.go("/")  # at once: where they are is told while the page goes
    webkit.see("サインアウト")
    desk.ahead_seconds += 24 * 3600
    desk.sign_in("member1", NEW_PASSWORD, secret)
    desk.go(f"/papers/{laid.material}")

    desk.expect_page(laid, 3)  # where they were
    webkit.until(f"return {_INKS} === 1", "what they wrote")
    assert len(desk.council.ledger("device.approved")) == 1  # the key of the first day was still there


def test_alarm_comes_to_an_open_screen_and_is_answered(desk: Desk) -> None:
    webkit = desk.webkit
    desk.sign_in("member1", PASSWORD, enrol_person(desk.council, "member1"))
    desk.go("/account")
    webkit.until(IS_LIVE, "the live channel")

    desk.council_raises_an_alarm()

    webkit.see("203.0.113.9")
    desk.picture("alarm")
    webkit.press("自分です")
    webkit.until("return document.querySelectorAll('[data-alarm]').length === 0", "no alarm")
    assert len(desk.council.ledger("auth.alarm_answered")) == 1


def test_member_enlarges_and_reads_words_and_hears_at_once_what_is_told(desk: Desk) -> None:
    laid, webkit = lay(desk.council, pages=4, zoom=4), desk.webkit
    desk.sign_in("member1", PASSWORD, enrol_person(desk.council, "member1"))
    desk.go(f"/papers/{laid.material}")
    desk.expect_page(laid, 1)
    webkit.until(f"return {_PART}('reader').classList.contains('is-live')", "the reader's script")
    before = desk.sheet_width()

    webkit.press("拡大")
    webkit.until(f"return {_CELLS}.some((cell) => cell.src.includes('{laid.page(1)}/zoom/'))", "cells of page 1")
    webkit.press("拡大")
    assert desk.sheet_width() > before
    larger = desk.sheet_width()
    webkit.type("ページ番号", "3")
    webkit.keys(ENTER)
    desk.expect_page(laid, 3)
    webkit.until(f"return {_CELLS}.some((cell) => cell.src.includes('{laid.page(3)}/zoom/'))", "cells of page 3")
    assert desk.sheet_width() == larger  # turned at the same size
    desk.picture("enlarged")
    webkit.press("縮小")
    webkit.press("縮小")
    webkit.until(f"return {_CELLS}.length === 0", "no cells")

    webkit.press("文字")
    webkit.see("このページの文字")
    webkit.see("Gijo page")
    desk.picture("words")
    desk.council_raises_an_alarm()
    webkit.see("203.0.113.9")
    assert webkit.run(f"return {_PART}('turn-on').getBoundingClientRect().bottom <= innerHeight")  # the frame gave way
    desk.picture("reader-alarm")
    desk.clerk_withdraws(laid)
    webkit.see("取り下げました")
    assert webkit.run("return [...document.querySelectorAll('[data-reader] img')].every((one) => !one.naturalWidth)")


def test_member_reads_two_papers_beside_each_other_and_one_is_withdrawn(desk: Desk) -> None:
    first, second, webkit = lay(desk.council), lay(desk.council, title="説明資料"), desk.webkit
    desk.sign_in("member1", PASSWORD, enrol_person(desk.council, "member1"))
    desk.go(f"/papers/{first.material}?p=1&beside={second.material}&q=2")
    half = "document.querySelectorAll('main > .reader')[{}]"
    shown = "return {}?.querySelector(\"img.sheet-page[src*='{}']\")?.naturalWidth > 0"
    left, right = half.format(0), half.format(1)
    webkit.until(shown.format(right, second.page(2)), "page 2 of the second paper")
    webkit.until(shown.format(left, first.page(1)), "page 1 of the first paper")

    webkit.run(f"{left}.focus()")
    webkit.keys(END)
    webkit.until(shown.format(left, first.page(2)), "page 2 of the first paper")
    assert webkit.run(shown.format(right, second.page(2)))
    desk.picture("beside")
    webkit.until(IS_LIVE, "the live channel")
    desk.clerk_withdraws(second)
    webkit.until(f"return {right}.innerText.includes('取り下げました')", "the sentence in its own half")
    assert webkit.run(shown.format(left, first.page(2)))
    webkit.keys(HOME)
    webkit.until(shown.format(left, first.page(1)), "page 1 of the first paper again")
