"""Devices in a real browser: the key that cannot leave, cookies copied to a second browser, approval on two screens."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.app.auth.devicing import alarms
from tests.browser.hall import ASK, DESK, PORTRAIT, Hall, hall_in
from tests.support.chromium import needs_browser
from tests.support.council import BROWSER_WORDS

pytestmark = [
    needs_browser,
    pytest.mark.alike("what a browser does with its key; what is asked of the database: tests/app/auth/devices"),
]

KEY = """
new Promise((resolve, reject) => {
  const request = indexedDB.open("gijo-device", 1);
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const got = request.result.transaction("keys").objectStore("keys").get("device");
    got.onsuccess = () => resolve(got.result);
  };
})
"""


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with hall_in(browser, tmp_path / "demo") as opened:
        yield opened


@pytest.fixture
def strict(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with hall_in(browser, tmp_path / "strict", enrols_browsers=False) as opened:
        yield opened


def status_of(page: Page, path: str) -> int:
    """What the page's own scripts get."""
    return int(page.evaluate(ASK, path))


def copy_of(hall: Hall, context: BrowserContext) -> Page:
    """A second browser with every cookie of the first."""
    other = hall.context()
    other.add_cookies(context.cookies())  # type: ignore[arg-type]  # as they were given
    return other.new_page()


def test_the_key_stays_in_the_browser_and_cannot_be_exported(hall: Hall) -> None:
    page = hall.context().new_page()

    hall.sign_in(page, "member1")

    assert page.evaluate(f"{KEY}.then((pair) => pair.privateKey.extractable)") is False
    export = f"{KEY}.then((pair) => crypto.subtle.exportKey('pkcs8', pair.privateKey)).then(() => 'out', (e) => e.name)"
    assert page.evaluate(export) == "InvalidAccessError"
    page.goto(f"{hall.address}/account")
    expect(page.get_by_text("このブラウザーを支給された端末として自動で登録しました")).to_be_visible()
    hall.picture(page, "account-demo")


def test_code_that_is_quicker_than_the_script_waits_for_the_devices_proof(hall: Hall) -> None:
    page = hall.context().new_page()
    under_way: list[Route] = []

    def hold(route: Route) -> None:
        under_way.append(route)

    page.route("**/js/devices/signin.js*", hold)
    hall.type_in(page, "member1")
    page.wait_for_timeout(300)
    expect(page).to_have_url(f"{hall.address}/signin/code")
    expect(page.get_by_role("button", name="サインイン", exact=True)).to_have_attribute("aria-disabled", "true")

    under_way[0].continue_()

    expect(page).to_have_url(f"{hall.address}/")


@pytest.mark.parametrize("path", ["/signin", "/enrol"])
def test_browser_that_keeps_no_cookies_is_told_so_before_anything_is_typed(hall: Hall, path: str) -> None:
    page = hall.context().new_page()
    page.goto(f"{hall.address}{path}")
    told = page.get_by_text("このブラウザーは Cookie を受け取らない設定です")
    expect(page.get_by_role("button", name="次へ")).to_be_visible()
    expect(told).not_to_be_visible()

    page.context.new_cdp_session(page).send("Emulation.setDocumentCookieDisabled", {"disabled": True})
    page.reload()

    expect(told).to_be_visible()
    hall.picture(page, f"no-cookies{path.replace('/', '-')}")


def test_code_is_sent_without_a_proof_when_the_script_never_comes(hall: Hall) -> None:
    page = hall.context().new_page()
    page.clock.install()
    page.route("**/js/devices/signin.js*", lambda route: route.abort())
    hall.type_in(page, "member1")
    page.clock.run_for(14_000)
    expect(page).to_have_url(f"{hall.address}/signin/code")

    page.clock.run_for(2_000)

    expect(page.get_by_role("heading", name="この端末を確かめられません")).to_be_visible()


def test_the_key_survives_signing_out(hall: Hall) -> None:
    page = hall.context().new_page()
    hall.sign_in(page, "member1")
    page.get_by_role("button", name="サインアウト").click()
    page.wait_for_url("**/signin**")

    hall.sign_in(page, "member1")

    assert len(hall.council.ledger("device.approved")) == 1


def test_member_asks_the_administrator_types_the_number_and_the_tablet_goes_on(strict: Hall) -> None:
    tablet = strict.context().new_page()
    strict.sign_in(tablet, "member1")
    expect(tablet.get_by_role("heading", name="この端末はまだ登録されていません")).to_be_visible()
    strict.picture(tablet, "request-form")
    tablet.get_by_label("端末の名前").fill("支給タブレット 07")
    tablet.get_by_label("議会から支給された端末").check()
    tablet.get_by_role("button", name="登録を申し込む").click()
    number = tablet.locator("#match-number").inner_text()
    strict.picture(tablet, "request-waiting")

    cookie = strict.council.browser("admin").client.cookies["gijo"]
    desk_context = strict.context(DESK, words=BROWSER_WORDS)
    desk_context.add_cookies([{"name": "gijo", "value": cookie, "url": strict.address}])
    desk = desk_context.new_page()
    desk.goto(f"{strict.address}/admin/devices")
    desk.get_by_label("端末の画面の番号").fill(f"{(int(number) + 1) % 10000:04}")
    strict.picture(desk, "desk-waiting")
    desk.get_by_role("button", name="この端末を承認").click()
    expect(desk.get_by_text("端末の画面の番号と違います")).to_be_visible()
    strict.picture(desk, "desk-wrong-number")
    expect(tablet.locator("#match-number")).not_to_have_text(number)
    desk.get_by_label("端末の画面の番号").fill(tablet.locator("#match-number").inner_text())
    desk.get_by_role("button", name="この端末を承認").click()

    expect(desk.get_by_text("端末を承認しました")).to_be_visible()
    strict.picture(desk, "desk-approved")
    tablet.wait_for_url(f"{strict.address}/")
    tablet.goto(f"{strict.address}/account")
    strict.picture(tablet, "account-approved")


def test_copied_cookies_in_a_second_browser_die_with_the_next_renewal(hall: Hall) -> None:
    context = hall.context()
    tablet = context.new_page()
    tablet.route_web_socket("**/live*", lambda line: line.close())  # it would renew as well, and be a second renewal
    hall.sign_in(tablet, "member1")
    thief = copy_of(hall, context)
    hall.forward(290)
    assert status_of(tablet, "/account") == 200
    hall.forward(90)  # the proof is overdue: what the page asks renews by itself

    assert status_of(tablet, "/account") == 200
    thief.goto(f"{hall.address}/account")
    expect(thief.get_by_role("heading", name="端末を確かめています")).to_be_visible()
    thief.wait_for_timeout(1000)
    assert status_of(thief, "/account") == 401
    assert set(alarms(hall.council)) <= {"cookie_replayed"}
    assert alarms(hall.council) != []
    assert status_of(tablet, "/account") == 200


def test_thief_who_comes_while_the_session_is_fresh_is_shut_out_by_the_pages_own_script(hall: Hall) -> None:
    context = hall.context()
    tablet = context.new_page()
    hall.sign_in(tablet, "member1")
    thief = copy_of(hall, context)
    thief.goto(f"{hall.address}/account")

    answer = thief.evaluate("import('/static/js/session/renewal.js').then((renewal) => renewal.renew())")

    assert answer is False
    assert status_of(thief, "/account") == 401
    assert alarms(hall.council) == ["cookie_replayed"]
    assert status_of(tablet, "/account") == 200


def test_revoked_tablet_shows_nothing_more_while_its_page_is_open(hall: Hall) -> None:
    page = hall.context().new_page()
    hall.sign_in(page, "member1")
    device = hall.council.ledger("device.approved")[0]["detail"]["device"]
    desk = hall.council.browser("admin")

    desk.post(f"/admin/devices/{device}/revoke", {"because": "lost"})

    assert status_of(page, "/account") == 401
    page.goto(f"{hall.address}/account")
    page.wait_for_url("**/signin?next=**")


def test_browser_without_script_is_told_that_it_cannot_be_known(strict: Hall) -> None:
    context = strict.browser.new_context(viewport=PORTRAIT, java_script_enabled=False)  # type: ignore[arg-type]  # two integers
    page = context.new_page()

    strict.sign_in(page, "member1")

    expect(page.get_by_role("heading", name="この端末を確かめられません")).to_be_visible()


def test_chair_allows_a_personal_tablet_in_sittings(strict: Hall) -> None:
    from app.access.facts import DeviceKind

    strict.council.browser("member1", device=DeviceKind.PERSONAL)
    cookie = strict.council.browser("chair").client.cookies["gijo"]
    context = strict.context(words=BROWSER_WORDS)
    context.add_cookies([{"name": "gijo", "value": cookie, "url": strict.address}])
    page = context.new_page()
    page.goto(f"{strict.address}/devices/sitting")
    strict.picture(page, "sitting-before")

    page.get_by_role("button", name="佐藤 花子 議員の試験の端末の会議での使用を認める").click()

    expect(page.get_by_text("会議での使用を認めました")).to_be_visible()
    strict.picture(page, "sitting-after")


def test_sign_in_asks_the_browser_to_keep_the_key_and_pages_name_an_app_for_the_home_screen(hall: Hall) -> None:
    page = hall.context().new_page()
    page.add_init_script("StorageManager.prototype.persist = async () => { sessionStorage.kept = '1'; return true; }")

    hall.sign_in(page, "member1")

    assert page.evaluate("sessionStorage.kept") == "1"
    asked = """async () => {
      const link = document.querySelector('link[rel=manifest]');
      const answer = await fetch(link.href);
      const app = await answer.json();
      const icons = await Promise.all(app.icons.map(async ({ src }) => (await fetch(src)).status));
      return [answer.headers.get('content-type'), app.display, app.scope, icons.join(' ')];
    }"""
    assert page.evaluate(asked) == ["application/manifest+json", "standalone", "/", "200 200 200"]
    page.goto(f"{hall.address}/account")
    page.get_by_text("この端末の登録を長く保つには").click()
    expect(page.get_by_text("ホーム画面の「議場」をひらき、そこでサインインします。")).to_be_visible()
    hall.picture(page, "account-keep")


def test_form_sent_right_after_a_change_of_network_is_kept_and_sent_by_the_page_that_proves_the_key(hall: Hall) -> None:
    """Chromium cannot change its address here: its other words make the place a new one."""
    context = hall.context()
    tablet = context.new_page()
    tablet.route_web_socket("**/live*", lambda line: line.close())  # it would renew first
    hall.sign_in(tablet, "member1")
    tablet.goto(f"{hall.address}/account/factors")
    tablet.get_by_label("新しいパスワード").fill("別の長い言葉を 9月に決めた")
    tablet.locator("#f-again").fill("別の長い言葉を 9月に決めた")
    answers: list[int] = []
    tablet.on("response", lambda answer: answers.append(answer.status) if answer.request.method == "POST" else None)
    context.set_extra_http_headers({"user-agent": "Mozilla/5.0 (iPad) Safari/604.1"})

    tablet.locator(
        "form[action='/account/factors/password'] button[type=submit], "
        "form[action='/account/factors/password'] button:not([type])"
    ).first.click()

    tablet.wait_for_url(f"{hall.address}/account/factors?done=password")
    assert answers == [401, 200, 303]  # held, proven, done
    assert "cookie_replayed" not in alarms(hall.council)
