"""A day of the four people by finger alone, with every way back used: what somebody did by mistake they undo."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.worker import run_worker
from tests.app.auth.enrolment.test_letters import NEW_PASSWORD, issue
from tests.app.reading.shelf import lay
from tests.browser.day_support import japanese_pdf
from tests.browser.hall import DESK, PORTRAIT, Hall, hall_in
from tests.browser.test_passkeys import PLATFORM, authenticator
from tests.support.bringing_back import confirm_return
from tests.support.chromium import needs_browser
from tests.support.council import BROWSER_WORDS
from tests.support.guides import keep_picture

pytestmark = [
    needs_browser,
    pytest.mark.alike("what screens lead to; what each act changes in the database has its tests over HTTP"),
]
MEETING, BILL, WRONG = "令和8年第4回定例会　第1日", "議案第16号　財産の取得について", "取り違えた資料"
REASON = "本会議の質疑で、図面と見比べながら説明するため。"


COUNT_TOUCHES = """addEventListener("click", (touch) => {
  if (touch.pointerType) sessionStorage.touches = Number(sessionStorage.touches ?? 0) + 1;
}, { capture: true })"""
"""Presses that a page heard: not those it was moved away under, nor what a label passes on to its box."""


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    """No browser is taken for an issued tablet."""
    with hall_in(browser, tmp_path / "home", enrols_browsers=False) as opened:
        yield opened


@pytest.fixture
def working(hall: Hall) -> Iterator[Hall]:
    """The same with a converting worker beside it."""
    stop = threading.Event()
    worker = threading.Thread(target=run_worker, args=(hall.council.settings, stop), daemon=True)
    worker.start()
    yield hall
    stop.set()
    worker.join(30)


def sit(hall: Hall, login: str, size: dict[str, int]) -> Page:
    """Somebody on an approved device, signed in a moment ago."""
    token = hall.council.browser(login).client.cookies[hall.council.settings.cookie_name]
    context = hall.context(size, words=BROWSER_WORDS, has_touch=True)
    context.add_cookies([{"name": hall.council.settings.cookie_name, "value": token, "url": hall.address}])
    return context.new_page()


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).tap()


def send(page: Page, words: str) -> None:
    """Press what leads to another screen, and wait for it: a tap does not wait by itself."""
    with page.expect_navigation():
        press(page, words)


def give(page: Page, picker: str, *files: Path) -> None:
    """Choose files, once the page's script has taken hold and shows that it takes some."""
    expect(page.locator("label", has=page.locator(picker))).to_be_visible()
    page.locator(picker).set_input_files(files)


def unfold(page: Page, words: str) -> None:
    page.locator("summary", has_text=words).tap()


def test_clerk_undoes_each_act_of_a_days_preparation(working: Hall, tmp_path: Path) -> None:
    page = sit(working, "clerk1", DESK)
    page.goto(f"{working.address}/prepare")
    makes_a_meeting(page)
    deletes_it(page)
    makes_a_meeting(page)
    row = puts_in_a_wrong_file_and_has_it_back_in_two_touches(page, tmp_path)
    names_it_3a_and_takes_that_back(page, row)
    publishes_and_hides(page)
    publishes(page)
    meeting = page.url
    member_finds_and_opens(working)
    row.get_by_role("link", name=BILL).tap()
    page.wait_for_url("**/prepare/materials/*")
    replaces(page, tmp_path)
    withdraws(working, page)

    version = working.council.ledger("material.ready")[0]["version"]
    assert working.council.browser("member1").fetch(f"/papers/{version}/pages/1").status_code == 404  # replaced
    material = page.url.rpartition("/")[2]
    newest = working.council.ledger("material.ready")[-1]["version"]
    assert working.council.browser("member1").fetch(f"/papers/{newest}/pages/1").status_code == 200
    page.goto(f"{working.address}/prepare/materials/{material}")
    expect(page.get_by_text("もう読んだ人がいるので、取り除けません。")).to_be_visible()
    calls_off(page, meeting)


def makes_a_meeting(page: Page) -> None:
    page.get_by_role("link", name="会議を作る").first.tap()
    page.get_by_label("会議の名前").fill(MEETING)
    page.get_by_label("日にち").fill("2099-12-08")
    page.get_by_label("始まる時刻").fill("10:00")
    press(page, "会議を作る")
    expect(page.get_by_role("heading", name=f"{MEETING}の準備")).to_be_visible()


def deletes_it(page: Page) -> None:
    page.get_by_role("link", name="会議を削除").tap()
    expect(page.get_by_text("削除した会議は戻せません。")).to_be_visible()
    press(page, "会議を削除する")
    expect(page.get_by_text("会議を削除しました。")).to_be_visible()
    expect(page.get_by_text(MEETING)).to_have_count(0)


def puts_in_a_wrong_file_and_has_it_back_in_two_touches(page: Page, folder: Path) -> Locator:
    page.get_by_label("番号").last.fill("日程第5")
    page.get_by_label("日程の名前").fill(BILL)
    press(page, "日程を追加する")
    expect(page.locator("tr.agenda", has_text="日程第5")).to_be_visible()
    files = [japanese_pdf(folder / f"{title}.pdf", title, pages) for title, pages in ((BILL, 2), (WRONG, 1))]
    give(page, "[data-files]", *files)
    for title in (BILL, WRONG):
        row = page.locator("tr[data-paper]", has_text=title)
        expect(row.locator("[data-state]")).to_contain_text("使えます", timeout=60_000)
    page.locator("tr[data-paper]", has_text=WRONG).locator("summary").tap()
    press(page, "まちがえて入れた資料を取り除く（戻せません）")
    expect(page.locator("tr[data-paper]", has_text=WRONG)).to_have_count(0)
    expect(page.locator("[data-announce]")).to_contain_text("取り除きました。")
    row = page.locator("tr[data-paper]", has_text=BILL)
    row.locator("select").select_option("2")
    expect(page.locator('tr[data-level="2"]', has_text=BILL)).to_be_visible()
    expect(page.locator("[data-can-badge]")).to_have_text("機密性2")
    keep_picture(page, "clerk-prepare")
    return row


def names_it_3a_and_takes_that_back(page: Page, row: Locator) -> None:
    row.locator("select").select_option("3A")
    press(page, "機密性3A にする")
    press(page, "区分の依頼を取り消す")
    expect(page.locator('tr[data-level="2"]', has_text=BILL)).to_be_visible()


def publishes(page: Page) -> None:
    page.get_by_role("link", name="公開前の確認へ").tap()
    expect(page.get_by_text("公開するとこうなります")).to_be_visible()
    keep_picture(page, "clerk-check")
    press(page, "公開する")
    expect(page.get_by_role("link", name="議員の画面を見る")).to_be_visible()


def member_finds_and_opens(hall: Hall) -> None:
    """What was published stands on the home and can be read."""
    member = sit(hall, "member1", PORTRAIT)
    member.goto(f"{hall.address}/")
    expect(member.get_by_role("link", name=BILL).first).to_be_visible()
    keep_picture(member, "member-home")
    member.get_by_role("link", name=BILL).first.tap()
    expect(member.locator("[data-reader].is-live")).to_be_attached()
    expect(member.locator("img.sheet-page").first).to_have_js_property("complete", value=True)
    keep_picture(member, "member-reader")
    member.context.close()


def publishes_and_hides(page: Page) -> None:
    publishes(page)
    page.get_by_role("link", name="中止・延会など").tap()
    expect(page.get_by_text("議員がひとりでも資料を読むか、会議が始まると、未公開に戻せなくなります。")).to_be_visible()
    press(page, "未公開に戻す")
    expect(page.get_by_role("link", name="公開前の確認へ")).to_be_visible()


def replaces(page: Page, folder: Path) -> None:
    """By a wrong file, which is thrown away; by a right one, which goes out, and back, and out again."""
    paper = page.url
    give(page, "[data-replace]", folder / f"{WRONG}.pdf")
    page.get_by_role("link", name="見比べて公開する").tap(timeout=60_000)
    expect(page.get_by_text("同じページが 1 ページもありません")).to_be_visible()
    expect(page.get_by_text("捨てた版は戻せません。")).to_be_visible()
    press(page, "公開せずに捨てる")
    page.wait_for_url(paper)

    give(page, "[data-replace]", japanese_pdf(folder / "直した議案.pdf", f"{BILL}（訂正）", 3))
    page.get_by_role("link", name="見比べて公開する").tap(timeout=60_000)
    page.get_by_label("理由").fill("金額の誤りを直した")
    for picture in page.locator("img.page-image").all():
        expect(picture).to_have_js_property("complete", value=True)
    page.locator("#pages").evaluate("pages => pages.scrollIntoView()")
    keep_picture(page, "clerk-beside")
    press(page, "この版に差し替える")
    for shown in ("公開中　第1版", "公開中　第3版"):
        page.wait_for_url(paper)
        unfold(page, "前の版に戻す")
        page.locator("#put-back-reason").fill("差し替えをまちがえた")
        page.locator("#put-back").get_by_role("button", name="前の版に戻す").tap()
        expect(page.locator(".page-head .tag")).to_have_text(shown)


def withdraws(hall: Hall, page: Page) -> None:
    unfold(page, "この資料を取り下げる")
    expect(page.get_by_text("あとで戻せます。")).to_be_visible()
    page.locator("#withdraw-reason").fill("取り違え")
    press(page, "資料を取り下げる")
    expect(page.locator(".page-head .tag")).to_have_text("取り下げ中")
    for back in ("申し出を取り消す", ""):
        press(page, "取り下げをやめて、もとに戻す")
        expect(page.get_by_text("もとに戻すことは、もう 1 人の確認待ちです。")).to_be_visible()
        if back:
            press(page, back)
    assert confirm_return(hall.council, page.url.rpartition("/")[2], "clerk2").status_code == 303
    page.reload()
    expect(page.locator(".page-head .tag")).to_have_text("公開中　第3版")


def calls_off(page: Page, meeting: str) -> None:
    """Once somebody has read, it is hidden no more; it is cancelled, put off, and both are taken back."""
    page.goto(f"{meeting}/call-off")
    expect(page.get_by_role("button", name="未公開に戻す")).to_have_count(0)
    page.locator("#cancel-reason").fill("大雪のため")
    send(page, "会議を中止する")
    page.goto(f"{meeting}/call-off")
    expect(page.get_by_text("までは、取り消せます。")).to_be_visible()
    send(page, "中止を取り消す")
    page.goto(f"{meeting}/call-off")
    page.get_by_label("延会（審議の途中で、別の日に続ける）").tap()
    page.locator("#new-day").fill("2099-12-09")
    page.locator("#new-time").fill("10:00")
    page.locator("#put-off-reason").fill("審議が終わらないため")
    send(page, "新しい日時に移す")
    page.goto(f"{meeting}/call-off")
    send(page, "延会を取り消す")
    page.goto(f"{meeting}/call-off")
    expect(page.get_by_role("button", name="会議を中止する")).to_be_visible()


def test_member_chair_and_administrator_undo_what_they_did(hall: Hall) -> None:
    laid = lay(hall.council, level="2", pages=3)
    admin = sit(hall, "admin", DESK)
    issues_a_letter_and_voids_it(hall, admin)
    member = hall.context(PORTRAIT, has_touch=True).new_page()
    authenticator(member, PLATFORM)
    member.add_init_script(COUNT_TOUCHES)
    enrols(hall, member)
    asks_for_the_device_until_it_is_approved(hall, member, admin)

    member.goto(f"{hall.address}/papers/{laid.material}")
    expect(member.locator("img.sheet-page").first).to_be_visible()
    expect(member.locator("[data-reader].is-live")).to_be_attached()
    chair = sit(hall, "chair", PORTRAIT)
    asks_for_a_permit_until_it_is_granted(hall, member, chair, laid.material)
    admin_stops_the_device_and_goes_on(hall, admin, member)
    admin_asks_for_a_reset_and_takes_it_back(hall, admin)
    signs_in_again(hall, member)


def issues_a_letter_and_voids_it(hall: Hall, admin: Page) -> None:
    admin.goto(f"{hall.address}/admin/people/{hall.council.people['member1'].id}/letters")
    with admin.expect_download():
        press(admin, "登録用紙（PDF）を発行する")
    expect(admin.get_by_text("使われるまでは、無効にできます。")).to_be_visible()
    unfold(admin, "登録用紙を無効にする…")
    keep_picture(admin, "office-letter")
    press(admin, "この登録用紙を無効にする")
    expect(admin.get_by_text("登録用紙を無効にしました。")).to_be_visible()


def enrols(hall: Hall, member: Page) -> None:
    member.goto(f"{hall.address}/enrol")
    member.get_by_label("コード", exact=True).fill(issue(hall.council).lower())
    press(member, "次へ")
    member.get_by_label("パスワード", exact=True).fill(NEW_PASSWORD)
    member.get_by_label("もう一度、同じパスワード").fill(NEW_PASSWORD)
    press(member, "次へ")
    expect(member.get_by_role("button", name="この端末でパスキーを作る")).to_be_visible()
    keep_picture(member, "member-passkey")
    press(member, "この端末でパスキーを作る")
    expect(member.locator(".codes code")).to_have_count(10)
    member.get_by_label("10 個とも控えました").tap()
    press(member, "登録を終えてサインイン")


def asks_for_the_device_until_it_is_approved(hall: Hall, member: Page, admin: Page) -> None:
    """Once for nothing, since the member takes it back; once refused; then approved."""
    asks_for_the_device(member)
    assert member.evaluate("Number(sessionStorage.touches)") == 7, (
        "from the letter to the number that is told to the office"
    )
    press(member, "申し込みを取り下げる")
    asks_for_the_device(member)
    admin.goto(f"{hall.address}/admin/devices")
    press(admin, "承認しない")
    expect(admin.get_by_text("本人は、もう一度申し込めます。")).to_be_visible()
    member.goto(f"{hall.address}/devices/request")
    asks_for_the_device(member)
    keep_picture(member, "member-device")
    admin.goto(f"{hall.address}/admin/devices")
    admin.get_by_label("端末の画面の番号").fill(member.locator("#match-number").inner_text())
    keep_picture(admin, "office-device")
    press(admin, "この端末を承認")
    expect(admin.get_by_text("端末を承認しました。")).to_be_visible()
    member.wait_for_url(f"{hall.address}/")


def asks_for_the_device(member: Page) -> None:
    member.get_by_label("端末の名前").fill("支給タブレット 07")
    member.get_by_label("議会から支給された端末").tap()
    press(member, "登録を申し込む")
    expect(member.locator("#match-number")).to_be_visible()


def asks_for_a_permit_until_it_is_granted(hall: Hall, member: Page, chair: Page, material: str) -> None:
    asks_for_a_permit(hall, member, material)
    press(member, "申請を取り下げる")
    expect(member.get_by_text("申請を取り下げました")).to_be_visible()
    asks_for_a_permit(hall, member, material)
    keep_picture(member, "member-permit")
    chair.goto(f"{hall.address}/permits/decide")
    expect(chair.get_by_text(REASON)).to_be_visible()
    keep_picture(chair, "chair-decide")
    press(chair, "許可する")
    expect(chair.get_by_text("許可しました")).to_be_visible()
    chair.get_by_label("取り消す理由").fill("日程が変わったため")
    press(chair, "許可を取り消す")
    expect(chair.get_by_text("許可を取り消しました")).to_be_visible()

    asks_for_a_permit(hall, member, material)
    chair.goto(f"{hall.address}/permits/decide")
    chair.get_by_label("理由・伝えること").fill("閲覧で足りるため")
    press(chair, "許可しない")
    expect(chair.get_by_text("この決定は変えられません。申請した人は、もう一度申請できます。")).to_be_visible()
    asks_for_a_permit(hall, member, material)
    chair.goto(f"{hall.address}/permits/decide")
    send(chair, "許可する")
    member.goto(f"{hall.address}/permits")
    expect(member.get_by_role("button", name="PDF を受け取る")).to_be_visible()


def asks_for_a_permit(hall: Hall, member: Page, material: str) -> None:
    member.goto(f"{hall.address}/papers/{material}/permit")
    member.get_by_label("目的").fill(REASON)
    press(member, "議長に申請する")
    expect(member.get_by_text("議長に申請しました")).to_be_visible()


def admin_stops_the_device_and_goes_on(hall: Hall, admin: Page, member: Page) -> None:
    admin.goto(f"{hall.address}/admin/devices")
    row = admin.get_by_role("row", name="支給タブレット 07")
    row.get_by_role("button", name="一時停止").tap()
    expect(admin.get_by_text("端末を一時停止しました。")).to_be_visible()
    expect(member.get_by_role("button", name="PDF を受け取る")).to_have_count(0)  # the screen went dark
    press(admin, "停止を解除")
    expect(admin.get_by_text("一時停止を解除しました。")).to_be_visible()


def admin_asks_for_a_reset_and_takes_it_back(hall: Hall, admin: Page) -> None:
    admin.goto(f"{hall.address}/admin/people/{hall.council.people['member1'].id}/letters")
    expect(admin.get_by_text("に使われました。もう無効にはできません。")).to_be_visible()
    admin.get_by_label("何を失い、どう本人と確かめたか").fill("別の人とまちがえた")
    press(admin, "リセットを申し出る")
    expect(admin.get_by_text("確認されるまでは、取り下げられます。")).to_be_visible()
    press(admin, "申し出を取り下げる")
    expect(admin.get_by_text("リセットの申し出を取り下げました。")).to_be_visible()


def signs_in_again(hall: Hall, member: Page) -> None:
    """The device and the passkey hold: nothing of theirs was touched."""
    member.goto(f"{hall.address}/signin")
    keep_picture(member, "member-signin")
    press(member, "パスキーでサインイン")
    expect(member.get_by_role("button", name="サインアウト")).to_be_visible()
    member.goto(f"{hall.address}/account")
    expect(member.get_by_text("使えます", exact=True)).to_be_visible()
