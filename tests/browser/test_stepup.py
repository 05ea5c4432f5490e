"""Proving oneself in a real browser: the form that waits, and the dialog over a screen whose script goes on."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.materials.models import Reader
from tests.app.auth.signing import PASSWORD, code_of
from tests.app.permits.desk import asked, permits
from tests.app.reading.shelf import lay
from tests.browser.day_support import japanese_pdf
from tests.browser.hall import Hall, hall_in
from tests.browser.test_passkeys import PLATFORM, authenticator
from tests.support.chromium import needs_browser
from tests.support.council import Council
from tests.support.interception import intercept

pytestmark = [
    needs_browser,
    pytest.mark.alike("the dialog; what is asked of the database: tests/app/auth/signin/test_stepup.py"),
]
LYING, STANDING = {"width": 1024, "height": 768}, {"width": 768, "height": 1024}
OLD_SAFARI = "delete HTMLDialogElement.prototype.showModal; delete HTMLDialogElement.prototype.close;"
QUARTER_SECONDS = 15 * 60 + 60


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with hall_in(browser, tmp_path / "home") as opened:
        yield opened


def seated(hall: Hall, login: str, size: dict[str, int], *, script: str = "") -> Page:
    """Somebody who has signed in at a tablet of this size."""
    context = hall.context(size)
    if script:
        context.add_init_script(script)
    page = context.new_page()
    hall.sign_in(page, login)
    return page


ASK_FOR_ALARMS = "import('/client/ground/server.js').then((server) => server.getJson('/alarms.json')).then(Boolean)"


def grow_stale(hall: Hall, page: Page) -> None:
    """A quarter of an hour goes by, during which the tablet renews its session."""
    for _ in range(4):
        hall.forward(QUARTER_SECONDS / 4)
        assert page.evaluate(
            "import('/client/ground/server.js').then((server) => server.getJson('/alarms.json')).then(Boolean)"
        )


def fill(hall: Hall, page: Page, login: str) -> None:
    """Password and code into the confirmation."""
    hall.forward(30)
    page.get_by_label("パスワード", exact=True).last.fill(PASSWORD)
    page.get_by_label("確認コード").fill(code_of(hall.secrets[login]))


def test_chair_with_an_old_sign_in_grants_exactly_what_was_typed(hall: Hall) -> None:
    permit_id = asked(hall.council, lay(hall.council))
    page = seated(hall, "chair", STANDING)
    page.goto(f"{hall.address}/permits/decide")
    grow_stale(hall, page)

    page.get_by_label("受け取れる回数").select_option("2")
    page.get_by_label("理由・伝えること").fill("配らないでください。\n「控え」は返すこと")
    page.get_by_role("button", name="許可する", exact=True).click()
    expect(page.get_by_role("heading", name="本人確認")).to_be_visible()
    expect(page.get_by_text("入力した内容は残っています")).to_be_visible()
    hall.picture(page, "stepup-1-chair")
    fill(hall, page, "chair")
    page.get_by_role("button", name="確認する").click()

    expect(page.get_by_text("許可しました")).to_be_visible()
    hall.picture(page, "stepup-2-granted")
    [permit] = permits(hall.council)
    assert (permit.id, permit.state, permit.max_uses) == (permit_id, "granted", 2)
    assert permit.decision_reason == "配らないでください。\n「控え」は返すこと"


@pytest.mark.parametrize(("size", "script"), [(LYING, ""), (STANDING, OLD_SAFARI)], ids=["lying", "old-safari"])
def test_passkey_is_added_after_a_dialog_that_keeps_its_name(hall: Hall, size: dict[str, int], script: str) -> None:
    page = seated(hall, "member1", size, script=script)
    authenticator(page, PLATFORM)
    page.goto(f"{hall.address}/account/factors")
    page.get_by_label("名前（あとで見分けるため）").fill("支給タブレット 07")
    grow_stale(hall, page)

    page.get_by_role("button", name="パスキーを追加する").click()
    dialog = page.locator("dialog.stepup")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("パスワード")).to_be_focused()
    hall.picture(page, f"stepup-3-dialog-{size['width']}{'-old' if script else ''}")
    fill(hall, page, "member1")
    page.keyboard.press("Enter")

    expect(page.get_by_text("パスキーを追加しました。")).to_be_visible()
    expect(page.locator(".name", has_text="支給タブレット 07")).to_be_visible()
    assert hall.council.ledger("auth.sign_in_again")[-1]["detail"]["factors"] == "password+totp"


@pytest.mark.parametrize("script", ["", OLD_SAFARI], ids=["modal", "old-safari"])
def test_dialog_keeps_the_keys_inside_tells_mistakes_and_gives_the_focus_back(hall: Hall, script: str) -> None:
    page = seated(hall, "member1", STANDING, script=script)
    page.goto(f"{hall.address}/account/factors")
    grow_stale(hall, page)
    page.reload()
    opener = page.get_by_role("link", name="本人確認をする", exact=True)
    dialog = page.locator("dialog.stepup")

    box = page.get_by_role("button", name="サインアウト").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    opener.focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("パスワード")).to_be_focused()
    inside = []
    for _ in range(6):
        page.keyboard.press("Tab")
        inside.append(
            page.evaluate(
                "document.activeElement.closest('dialog') !== null || document.activeElement === document.body"
            )
        )
    page.keyboard.press("Shift+Tab")
    page.mouse.click(*middle)
    page.wait_for_timeout(200)
    dialog.get_by_label("パスワード").fill(PASSWORD)
    dialog.get_by_label("確認コード").fill("000000")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("確認コードが違います。")).to_be_visible()
    expect(dialog.get_by_label("確認コード")).to_be_focused()
    hall.picture(page, f"stepup-4-wrong{'-old' if script else ''}")
    page.keyboard.press("Escape")

    assert all(inside)
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()
    assert page.url == f"{hall.address}/account/factors"


def test_open_3a_paper_is_confirmed_with_a_passkey_and_read_on_where_it_is(hall: Hall) -> None:
    laid = lay(hall.council, level="3A", pages=8)
    with hall.council.services.database.write() as unit:
        unit.add(Reader(material_id=laid.material, person_id=hall.council.people["member1"].id))
    page = seated(hall, "member1", LYING)
    add_passkey(hall, page)
    page.goto(f"{hall.address}/papers/{laid.material}")
    expect(page.locator("[data-reader].is-live")).to_be_attached()
    page.evaluate("window.stillHere = true")
    grow_stale(hall, page)

    page.get_by_label("ページ番号").fill("7")
    page.keyboard.press("Enter")
    expect(page.get_by_text("続けるには、もう一度の本人確認が必要です。")).to_be_visible()
    assert page.locator("dialog").count() == 0
    hall.picture(page, "stepup-5-reader-asks")
    page.get_by_role("link", name="本人確認をする").click()
    expect(page.get_by_role("button", name="パスキーで確認する")).to_be_focused()
    hall.picture(page, "stepup-6-reader-dialog")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")

    expect(page.locator(f'img.sheet-page[src*="{laid.page(7)}"]')).to_be_visible()
    expect(page.locator("[data-part=sheet]")).not_to_have_class("sheet is-empty")
    expect(page.get_by_text("もう一度の本人確認が必要です")).to_have_count(0)
    assert page.evaluate("window.stillHere") is True
    assert hall.council.ledger("auth.sign_in_again")[-1]["detail"]["factors"] == "passkey"
    hall.picture(page, "stepup-7-reader-on")


def add_passkey(hall: Hall, page: Page) -> None:
    authenticator(page, PLATFORM)
    page.goto(f"{hall.address}/account/factors")
    page.get_by_role("button", name="パスキーを追加する").click()
    expect(page.get_by_text("パスキーを追加しました。")).to_be_visible()


class Asking:
    """Answers the first request of each kind by asking for a fresh sign-in, and lets the rest pass."""

    def __init__(self) -> None:
        self.refused: list[str] = []

    def __call__(self, route: Route) -> None:
        kind = f"{route.request.method} {route.request.url.rsplit('/', 1)[-1]}"
        if route.request.method == "GET" or kind in self.refused:
            route.continue_()
            return
        self.refused.append(kind)
        body: dict[str, Any] = {"code": "P413", "sentence": "もう一度の本人確認が必要です。"}
        route.fulfill(status=403, content_type="application/json", body=json.dumps(body))


def meeting_of(council: Council) -> str:
    """A meeting in preparation; its id."""
    fields = {"title": "本会議", "day": "2099-12-08", "time": "10:00", "place": "議場"}
    fields |= {"groups": council.groups["members"].id}
    answer = council.browser("clerk1").post("/prepare/meetings/new", fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_files_that_were_chosen_and_a_label_go_on_after_the_dialog(hall: Hall, tmp_path: Path) -> None:
    meeting = meeting_of(hall.council)
    page = seated(hall, "clerk1", LYING)
    page.goto(f"{hall.address}{meeting}")
    asking = Asking()
    intercept(page, "**/prepare/**", asking)
    dialog = page.locator("dialog.stepup")

    files = [japanese_pdf(tmp_path / f"{name}.pdf", name, 1) for name in ("議案第1号", "議案第2号")]
    page.locator("[data-files]").set_input_files(files)
    expect(dialog).to_be_visible()
    while "PUT file" not in asking.refused:
        page.wait_for_timeout(100)  # the second file is on its way while the first waits: one answer serves both
    expect(dialog).to_have_count(1)
    hall.picture(page, "stepup-8-upload")
    fill(hall, page, "clerk1")
    dialog.get_by_role("button", name="確認する").click()
    expect(dialog).to_have_count(0)
    for title in ("議案第1号", "議案第2号"):
        expect(page.locator("tr[data-paper]", has_text=title)).to_be_visible()
    row = page.locator("tr[data-paper]", has_text="議案第2号")
    row.locator("select").select_option("2")
    expect(dialog).to_be_visible()
    fill(hall, page, "clerk1")
    dialog.get_by_role("button", name="確認する").click()

    expect(page.locator('tr[data-level="2"]', has_text="議案第2号")).to_be_visible()
    assert asking.refused == ["POST papers", "PUT file", "POST label"]
    assert len(hall.council.ledger("material.uploaded")) == 2


def test_link_leads_to_the_screen_where_the_dialog_cannot_be_had(hall: Hall) -> None:
    page = seated(hall, "member1", STANDING)
    page.goto(f"{hall.address}/account/factors")
    grow_stale(hall, page)
    page.reload()
    intercept(page, "**/signin/again/dialog*", lambda route: route.abort())

    page.get_by_role("link", name="本人確認をする", exact=True).click()

    expect(page.get_by_role("heading", name="本人確認")).to_be_visible()
    assert "/signin/again?next=" in page.url
