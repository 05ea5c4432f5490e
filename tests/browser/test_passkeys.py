"""Passkeys, letters and proving oneself in a real browser, with Chromium's own virtual authenticators."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect
from sqlalchemy import select

from app import clock
from app.auth.factors.models import SecurityKey
from app.auth.sessions.models import SessionRow
from app.materials.models import Reader
from tests.app.auth.enrolment.test_letters import NEW_PASSWORD, issue
from tests.app.auth.signing import PASSWORD, code_of, enrol_person
from tests.app.reading.shelf import lay
from tests.support import morning
from tests.support.chromium import needs_browser, picture
from tests.support.council import Council, council_in
from tests.support.ports import free_port
from tests.support.serving import on_port

pytestmark = [
    needs_browser,
    pytest.mark.alike("what hands do and screens show; what is asked for it is asked over HTTP on both"),
]

PLATFORM = {"transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
WITHOUT_VERIFICATION = PLATFORM | {"hasUserVerification": False, "isUserVerified": False}
NOT_VERIFIED = PLATFORM | {"isUserVerified": False}
ROAMING = PLATFORM | {"transport": "usb"}
SYNCHRONISED = PLATFORM | {"defaultBackupEligibility": True, "defaultBackupState": True}


@dataclass
class Hall:
    """A served council and its browser; `ahead_seconds` moves the server's clock alone."""

    council: Council
    browser: Browser
    address: str
    ahead_seconds: float = 0
    pages: list[Page] = field(default_factory=list)

    def page(self, path: str = "/signin") -> Page:
        """A fresh tablet."""
        context = self.browser.new_context(viewport={"width": 820, "height": 1180}, locale="ja-JP", has_touch=True)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.goto(f"{self.address}{path}")
        return page

    def picture(self, page: Page, name: str) -> None:
        """Keep the screen, and see that nothing has to be scrolled sideways."""
        picture(page, name, full_page=True)

    def keys(self) -> list[SecurityKey]:
        """All registered keys."""
        with self.council.services.database.read() as unit:
            return list(unit.query(SecurityKey).order_by(SecurityKey.created_at))


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    port = free_port()
    with contextlib.ExitStack() as stack:
        council = stack.enter_context(council_in(tmp_path / "home", port=port))
        stack.enter_context(on_port(council.app, port))
        made = Hall(council, browser, f"http://localhost:{port}")
        clock.use(lambda: morning.now() + made.ahead_seconds)
        yield made


def authenticator(page: Page, options: dict[str, Any]) -> tuple[CDPSession, str]:
    """A virtual authenticator in this page's browser; its session and id."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    whole = {"protocol": "ctap2", "automaticPresenceSimulation": True} | options
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": whole})
    return session, str(made["authenticatorId"])


def type_password(page: Page, login: str = "member1", password: str = PASSWORD) -> None:
    page.get_by_label("ID", exact=True).fill(login)
    page.get_by_label("パスワード").fill(password)
    page.get_by_role("button", name="次へ").click()


def signed_in(hall: Hall, login: str = "member1") -> tuple[Page, str]:
    """A tablet that signed in by password and code, and the authenticator app's secret."""
    secret = enrol_person(hall.council, login)
    page = hall.page()
    type_password(page, login)
    page.get_by_label("確認コード").fill(code_of(secret))
    page.get_by_role("button", name="サインイン", exact=True).click()
    expect(page.get_by_role("button", name="サインアウト")).to_be_visible()
    return page, secret


def add_passkey(hall: Hall, page: Page, options: dict[str, Any]) -> tuple[CDPSession, str]:
    """A passkey of the signed-in person, made by pressing the button on the account's page."""
    made = authenticator(page, options)
    page.goto(f"{hall.address}/account/factors")
    page.get_by_label("名前（あとで見分けるため）").fill("支給タブレット")
    page.get_by_role("button", name="パスキーを追加する").click()
    expect(page.get_by_text("パスキーを追加しました。")).to_be_visible()
    return made


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="サインアウト").click()
    expect(page.get_by_text("サインアウトしました。")).to_be_visible()


def shown_codes(page: Page) -> list[str]:
    """The recovery codes, once all are there."""
    expect(page.locator(".codes code")).to_have_count(10)
    return page.locator(".codes code").all_inner_texts()


def see_what_is_typed(page: Page) -> None:
    """On the password's page: short and different ones are told before anything is sent, and stay."""
    first, again = page.get_by_label("パスワード", exact=True), page.get_by_label("もう一度、同じパスワード")
    first.press_sequentially("みなとの朝")
    expect(page.get_by_text("いま 5 文字（あと 7 文字）")).to_be_visible()
    page.get_by_role("button", name="入力した文字を見る").first.click()
    expect(first).to_have_attribute("type", "text")
    again.fill("みなとの夜")
    page.get_by_role("button", name="次へ").click()
    expect(first).to_have_value("みなとの朝")
    expect(again).to_have_value("みなとの夜")
    first.fill(NEW_PASSWORD)
    expect(page.get_by_text("足りています")).to_be_visible()
    page.get_by_role("button", name="次へ").click()
    expect(again).to_have_js_property(
        "validationMessage", "1 回目と違います。「入力した文字を見る」で確かめてください。"
    )
    expect(page).to_have_url(re.compile("/enrol/password$"))


def test_paper_letter_leads_to_a_passkey_and_two_taps_sign_in_from_then_on(hall: Hall) -> None:
    code = issue(hall.council)
    page = hall.page(f"/enrol#{code.replace('-', '')}")
    authenticator(page, PLATFORM)
    expect(page.get_by_label("コード")).to_have_value(code)
    assert "#" not in page.url
    hall.picture(page, "enrol-1-code")
    page.get_by_role("button", name="次へ").click()
    see_what_is_typed(page)
    hall.picture(page, "enrol-2-password")
    page.get_by_label("パスワード", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("もう一度、同じパスワード").fill(NEW_PASSWORD)
    page.get_by_role("button", name="次へ").click()
    hall.picture(page, "enrol-3-factor")
    page.get_by_role("button", name="この端末でパスキーを作る").click()
    shown_codes(page)
    hall.picture(page, "enrol-4-codes")
    page.get_by_label("10 個とも控えました").check()
    page.get_by_role("button", name="登録を終えてサインイン").click()
    expect(page).to_have_url(f"{hall.address}/")
    hall.picture(page, "enrol-5-home")
    sign_out(page)

    hall.picture(page, "signin-passkey")
    page.get_by_role("button", name="パスキーでサインイン").tap()

    expect(page).to_have_url(f"{hall.address}/")
    signed = hall.council.ledger("auth.sign_in")
    assert [one["detail"]["factors"] for one in signed] == ["enrolment+key", "passkey"]
    assert signed[-1]["detail"]["device"] == "issued"


@pytest.mark.clause("I 2章2(1) 機密性3A")
def test_3a_paper_asks_for_a_fresh_passkey_after_a_quarter_of_an_hour_and_returns_to_it(hall: Hall) -> None:
    laid = lay(hall.council, level="3A")
    with hall.council.services.database.write() as unit:
        unit.add(Reader(material_id=laid.material, person_id=hall.council.people["member1"].id))
    page = enrolled(hall)
    page.goto(f"{hall.address}/papers/{laid.material}")
    first = page.locator(f'img.sheet-page[src$="{laid.page()}"]')
    expect(first).to_be_visible()
    hall.picture(page, "reading-1-fresh")
    for _ in range(3):
        hall.ahead_seconds += 250
        page.reload()
        expect(first).to_be_visible()  # by way of the session's renewal, which leads back here
    hall.ahead_seconds += 200

    page.goto(f"{hall.address}/papers/{laid.material}?p=2")
    expect(page.get_by_role("link", name="本人確認をする")).to_be_visible()
    hall.picture(page, "reading-2-stale")
    page.get_by_role("link", name="本人確認をする").click()
    page.get_by_role("button", name="パスキーで確認する").click()

    expect(page).to_have_url(re.compile(f"/papers/{laid.material}.*"))
    expect(page.locator(f'img.sheet-page[src$="{laid.page(2)}"]')).to_be_visible()
    hall.picture(page, "reading-3-again")
    assert hall.council.ledger("auth.sign_in_again")[-1]["detail"]["factors"] == "passkey"


def enrolled(hall: Hall) -> Page:
    """A tablet whose person came in by a letter and a passkey."""
    page = hall.page(f"/enrol#{issue(hall.council).replace('-', '')}")
    authenticator(page, PLATFORM)
    page.get_by_role("button", name="次へ").click()
    page.get_by_label("パスワード", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("もう一度、同じパスワード").fill(NEW_PASSWORD)
    page.get_by_role("button", name="次へ").click()
    page.get_by_role("button", name="この端末でパスキーを作る").click()
    shown_codes(page)
    page.get_by_label("10 個とも控えました").check()
    page.get_by_role("button", name="登録を終えてサインイン").click()
    expect(page).to_have_url(f"{hall.address}/")
    return page


def test_letter_leads_to_an_authenticator_app_confirmed_by_two_codes(hall: Hall) -> None:
    page = hall.page("/enrol")
    page.get_by_label("コード").fill(issue(hall.council).lower())
    page.get_by_role("button", name="次へ").click()
    page.get_by_label("パスワード", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("もう一度、同じパスワード").fill(NEW_PASSWORD)
    page.get_by_role("button", name="次へ").click()
    page.get_by_role("button", name="認証アプリを登録する").click()
    page.get_by_text("QR コードを読み取れないとき").click()
    secret = re.sub(r"\s", "", page.locator(".secret").inner_text())
    page.wait_for_function("() => document.querySelector('.qr img').naturalWidth > 100")
    hall.picture(page, "enrol-3-totp")
    page.get_by_label("1 回目の数字").fill(code_of(secret))
    hall.ahead_seconds += 30
    page.get_by_label("2 回目の数字").fill(code_of(secret))
    page.get_by_role("button", name="確認する").click()

    codes = shown_codes(page)
    page.emulate_media(media="print")
    expect(page.get_by_text(codes[9])).to_be_visible()
    expect(page.locator(".on-paper").first).to_contain_text("佐藤 花子")
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_text("この画面は印刷できません。", exact=False)).to_be_hidden()
    hall.picture(page, "enrol-4-codes-on-paper")


def test_link_from_webmail_finds_the_open_session(hall: Hall) -> None:
    page, _ = signed_in(hall)
    link = f'<a href="{hall.address}/account">自分の端末</a>'
    page.route("http://webmail.example/", lambda route: route.fulfill(content_type="text/html", body=link))
    page.goto("http://webmail.example/")

    page.get_by_role("link").click()

    expect(page).to_have_url(f"{hall.address}/account")
    expect(page.get_by_role("heading", name="自分の端末", exact=True)).to_be_visible()


@pytest.mark.parametrize(("kind", "words"), [("platform", ""), ("roaming", ""), ("synchronised", "端末の間で同期")])
def test_every_kind_of_verifying_authenticator_is_taken_and_signs_in(hall: Hall, kind: str, words: str) -> None:
    options = {"platform": PLATFORM, "roaming": ROAMING, "synchronised": SYNCHRONISED}[kind]
    page, _ = signed_in(hall)
    add_passkey(hall, page, options)
    hall.picture(page, f"factors-{kind}")
    expect(page.get_by_text("支給タブレット", exact=False).first).to_contain_text(words)
    sign_out(page)

    page.get_by_role("button", name="パスキーでサインイン").click()

    expect(page).to_have_url(f"{hall.address}/")
    assert hall.keys()[0].is_backup_eligible is (kind == "synchronised")


@pytest.mark.both("asks for rows as no other test does")
@pytest.mark.parametrize("options", [WITHOUT_VERIFICATION, NOT_VERIFIED])
def test_authenticator_that_verifies_nobody_adds_nothing_and_the_button_stays(
    hall: Hall, options: dict[str, Any]
) -> None:
    page, _ = signed_in(hall)
    session, name = authenticator(page, options)
    page.goto(f"{hall.address}/account/factors")

    page.get_by_role("button", name="パスキーを追加する").click()
    retry = page.get_by_role("button", name="もう一度ためす")
    expect(retry).to_be_visible(timeout=140_000)
    expect(page.locator(".passkey [role=alert]")).not_to_be_empty()
    hall.picture(page, "factors-refused")
    assert hall.keys() == []
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": name})
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "automaticPresenceSimulation": True} | PLATFORM},
    )
    retry.click()

    expect(page.get_by_text("パスキーを追加しました。")).to_be_visible()


def test_passkey_after_the_password_and_in_place_of_it_when_a_form_waits(hall: Hall) -> None:
    page, _ = signed_in(hall)
    add_passkey(hall, page, PLATFORM)
    sign_out(page)
    type_password(page)
    hall.picture(page, "signin-key")
    page.get_by_role("button", name="パスキーで確認する").click()
    expect(page).to_have_url(f"{hall.address}/")
    page.goto(f"{hall.address}/account/factors")
    new = "別の長い言葉を 9月に決めた"
    page.get_by_label("新しいパスワード").fill(new)
    page.get_by_label("もう一度、同じパスワード").fill(new)
    with hall.council.services.database.write() as unit:
        for row in unit.scalars(select(SessionRow)):
            row.strong_at -= timedelta(minutes=20)

    page.get_by_role("button", name="パスワードを変える").click()
    expect(page.get_by_text("入力した内容は残っています。", exact=False)).to_be_visible()
    hall.picture(page, "again")
    page.get_by_role("button", name="パスキーで確認する").click()

    expect(page.get_by_text("パスワードを変えました。")).to_be_visible()
    assert hall.council.ledger("factor.password_changed") != []


def test_every_page_of_factors_fits_the_tablet(hall: Hall) -> None:
    signed_in(hall)
    admin, _ = signed_in(hall, "admin")
    for login, name in (("member1", "enrolled"), ("member2", "new")):
        admin.goto(f"{hall.address}/admin/people/{hall.council.people[login].id}/letters")
        hall.picture(admin, f"letters-{name}")
    admin.goto(f"{hall.address}/admin/resets")
    hall.picture(admin, "resets")
    admin.goto(f"{hall.address}/account/factors")
    hall.picture(admin, "factors-admin")
