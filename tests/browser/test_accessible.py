"""Every screen of the walk in Chromium, under axe-core: nothing that keyboards and screen readers meet is a finding."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.responses import Response

from app.access.actions import Action
from app.access.levels import MEANINGS, Confidentiality
from app.access.policy import decide
from app.auth.alarms.raising import AlarmKind, raise_alarm
from app.auth.factors.strength import PASSKEY
from app.errors import AppError, BadInput, Busy, Conflict, CrossSite, NotFound, PaperDamaged, StorageFull, TooFast
from app.main import build
from app.web.call import Call
from app.web.rows import assemble
from app.web.rows import page as row_of_page
from tests.browser.screens import screens, screens_by_login
from tests.rules.walk.scene import LOGINS, Scene, scene_in
from tests.rules.walk.table import WALKED
from tests.rules.walk.visits import visits
from tests.rules.walk.walker import Walker
from tests.support.chromium import needs_browser
from tests.support.council import BROWSER_WORDS, Council, council_in
from tests.support.missing import missing
from tests.support.ports import free_port
from tests.support.serving import on_port
from tests.support.sights import HELP, LEAF, MENU, NARROW, SIDEWAYS, TARGETS

pytestmark = [needs_browser, pytest.mark.alike("how screens are built; what they ask is asked by the walk over HTTP")]

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LOOK = """async () => {
  const passing = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(passing.map(({ finished }) => finished));
  return (await axe.run(document, { resultTypes: ["violations"] })).violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`
  );
}"""
"""Its findings once colours no longer change on the way to a new state."""
SEND = """(path) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: path });
  const held = document.querySelector("meta[name=csrf-token]")?.content;
  const value = held ?? document.querySelector("[name=csrf_token]").value;
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "csrf_token", value }));
  document.body.append(form);
  form.submit();
}"""
"""Sends a form in which nothing is filled in, from the page that is open."""
ERRORS: dict[str, AppError | RuntimeError] = {
    "gone": NotFound(),
    "foreign": CrossSite(),
    "changed": Conflict(),
    "unfit": BadInput(),
    "hasty": TooFast(30),
    "damaged": PaperDamaged(),
    "unforeseen": RuntimeError("nobody thought of it"),
    "busy": Busy(),
    "full": StorageFull(),
}
EMPTY = {
    "member1": ("/", "/permits", "/account", "/account/record", "/registers", "/registers/incidents"),
    "chair": ("/permits/decide", "/devices/sitting", "/admin/devices", "/admin/resets", "/admin/offices"),
    "admin": ("/prepare", "/prepare/materials", "/prepare/waiting", "/permits", "/admin/connections",
              "/admin/people?q=x", "/admin/connections/alarms", "/registers/waiting", "/ledger?title=x"),
}  # fmt: skip
"""Screens on which lists have nothing in them, in a council that was founded a moment ago."""
MEMBERS_SIDE, OFFICE_SIDE = ("member1", "chair", None), ("admin", "clerk1", "investigator")
"""A screen is looked at as the first of each side who may open it: the two sides have frames of their own."""


@pytest.fixture(scope="module")
def scene(each_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene_in(tmp_path_factory.mktemp("accessible") / "home") as made:
        yield made


@pytest.fixture(scope="module")
def address(scene: Scene) -> Iterator[str]:
    port = free_port()
    failing = row_of_page("/trial/errors/{name}", _fail, Action.PUBLIC)
    with on_port(build(scene.council.services, assemble((WALKED, (failing,)))), port):
        yield f"http://localhost:{port}"


def _fail(call: Call) -> Response:
    raise ERRORS[call.path("name")]


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        missing("axe-core", "make node_modules/.installed")
    return AXE.read_text()


@contextmanager
def tablet(browser: Browser) -> Iterator[Page]:
    """A page that keeps no clock of the session's: it has no key of a device to renew one with."""
    context = browser.new_context(viewport={"width": 820, "height": 1180}, locale="ja-JP", user_agent=BROWSER_WORDS)
    context.add_init_script("localStorage.clear()")
    yield context.new_page()
    context.close()


def sign_in(scene: Scene, page: Page, address: str, login: str | None) -> None:
    """A new session: some rows end one, or have its device prove itself at once."""
    page.context.clear_cookies()
    if login is not None:
        take_seat(scene.council, page, address, login)


def take_seat(council: Council, page: Page, address: str, login: str) -> None:
    name = council.settings.cookie_name
    token = council.browser(login, strong_with=PASSKEY).client.cookies[name]
    page.context.add_cookies([{"name": name, "value": token, "url": address}])


def keep_in(scene: Scene, page: Page, address: str, path: str, login: str | None) -> None:
    """Open a screen in the session that is open, or in a new one where a screen before has ended it."""
    page.goto(address + path)
    if "/signin" in page.url and not path.startswith("/signin"):
        sign_in(scene, page, address, login)
        page.goto(address + path)


def findings(page: Page, axe: str) -> list[str]:
    """What axe-core finds on the page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    found: list[str] = page.evaluate(LOOK)
    return found


@pytest.mark.parametrize("side", [MEMBERS_SIDE, OFFICE_SIDE], ids=["members", "office"])
def test_no_screen_of_the_walk_has_a_finding(
    scene: Scene, address: str, axe: str, browser: Browser, side: Sequence[str | None]
) -> None:
    found: dict[str, list[str]] = {}
    for login, paths in screens_by_login(scene, side).items():
        with tablet(browser) as page:
            sign_in(scene, page, address, login)
            for path in paths:
                keep_in(scene, page, address, path, login)
                assert page.url.removeprefix(address).partition("?")[0] == path.partition("?")[0], login
                found[path] = findings(page, axe)

    assert {path: one for path, one in found.items() if one} == {}
    assert len(found) > 15


def forms_with_errors(scene: Scene) -> dict[str | None, list[str]]:
    """By who may send it: each form that comes back with what is wrong when nothing was filled in."""
    walker, handling = Walker(scene), scene.council.handling
    found: dict[str | None, list[str]] = {}
    for row in WALKED:
        for login in LOGINS if row.method == "POST" else ():
            actor = scene.actor(login)
            may = (
                one for one in visits(scene, row) if decide(actor, row.action, one.facts(login), handling).is_allowed
            )
            if (visit := next(may, None)) is None:
                continue
            answer = walker.raw(login, "POST", visit.path, headers={"accept": "text/html"})
            walker.restore(login)
            is_shown = "notice-page" not in answer.text and (
                'class="error"' in answer.text or "banner-stop" in answer.text
            )
            if answer.status_code == BadInput.status and "<main" in answer.text and is_shown:
                found.setdefault(login, []).append(visit.path)
            break
    return found


def test_no_form_that_comes_back_with_errors_has_a_finding(
    scene: Scene, address: str, axe: str, browser: Browser
) -> None:
    found: dict[str, list[str]] = {}
    with tablet(browser) as page:
        for login, paths in forms_with_errors(scene).items():
            sign_in(scene, page, address, login)
            page.goto(address + ("/account" if login else "/signin"))
            for path in paths:
                with page.expect_navigation():
                    page.evaluate(SEND, path)
                expect(page.locator(":is(.error, .banner):visible").first).to_be_visible()
                if page.locator(":is(.field, fieldset) .error:visible").count():
                    expect(page.locator(":is(.field, fieldset):has(.error) :focus")).to_be_in_viewport()
                found[path] = findings(page, axe)

    assert {path: one for path, one in found.items() if one} == {}
    assert len(found) > 10, sorted(found)


def test_no_page_that_tells_of_an_error_has_a_finding(scene: Scene, address: str, axe: str, browser: Browser) -> None:
    with tablet(browser) as page:
        sign_in(scene, page, address, "member1")
        for name in ERRORS:
            page.goto(f"{address}/trial/errors/{name}")
            expect(page.get_by_role("link", name="ホームへ戻る")).to_be_visible()
            assert findings(page, axe) == [], name
            assert page.evaluate(TARGETS) == [], name
        sign_in(scene, page, address, None)
        for path in ("/signin?done=out", "/enrol", "/about"):
            page.goto(f"{address}{path}")
            assert findings(page, axe) == [], path
            assert page.evaluate(TARGETS) == [], path


def test_no_screen_of_a_new_council_has_a_finding(
    each_database: str, tmp_path: Path, axe: str, browser: Browser
) -> None:
    found: dict[str, list[str]] = {}
    port = free_port()
    with council_in(tmp_path / "home") as council, on_port(council.app, port), tablet(browser) as page:
        for login, paths in EMPTY.items():
            page.context.clear_cookies()
            take_seat(council, page, f"http://localhost:{port}", login)
            for path in paths:
                page.goto(f"http://localhost:{port}{path}")
                found[path] = findings(page, axe)

    assert {path: one for path, one in found.items() if one} == {}


def test_questions_over_a_clerks_screen_have_no_finding(scene: Scene, address: str, axe: str, browser: Browser) -> None:
    meeting = next(one for one in scene.meetings if one.is_published)
    with tablet(browser) as page:
        sign_in(scene, page, address, "clerk1")
        page.goto(f"{address}/prepare/meetings/{meeting.id}")
        page.locator("tr[data-paper] input.tick").first.check()
        page.get_by_role("button", name="読める人を変える").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert findings(page, axe) == []
        page.keyboard.press("Escape")
        page.locator('tr[data-level="2"] select').first.select_option("3A")
        expect(page.get_by_role("dialog")).to_contain_text("機密性3A にしますか")
        assert findings(page, axe) == []


def test_open_panels_of_the_reader_have_no_finding(scene: Scene, address: str, axe: str, browser: Browser) -> None:
    paper = next(one for one in scene.papers.values() if one.label is Confidentiality.C1 and one.is_published)

    with tablet(browser) as page:
        sign_in(scene, page, address, "member1")
        page.goto(f"{address}/papers/{paper.material}")
        for tool, panel in (("strip", "strip"), ("contents", "contents-drawer"), ("words", "words-drawer")):
            button, opens = page.locator(f"[data-part=open-{tool}]"), page.locator(f"[data-part={panel}]")
            if button.get_attribute("aria-expanded") == "false":
                button.click()
            expect(opens).to_be_visible()
            assert findings(page, axe) == [], tool
        for tool in ("zoom-in", "zoom-in", "fit-page", "fit-width", "zoom-out"):
            page.locator(f"[data-part={tool}]").click()
            assert findings(page, axe) == [], tool
        badge = page.locator(".reader-top .explains")
        badge.locator("summary").click()
        expect(badge.get_by_text(MEANINGS[Confidentiality.C1])).to_be_visible()
        assert findings(page, axe) == []
        page.keyboard.press("Escape")
        expect(badge.locator("summary")).to_be_focused()
        expect(badge.locator(".unfolds-body")).to_be_hidden()


def test_screen_of_an_ended_session_has_no_finding(scene: Scene, address: str, axe: str, browser: Browser) -> None:
    with tablet(browser) as page:
        sign_in(scene, page, address, "member1")
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.evaluate(
            "import('/client/ground/refusal.js').then(({ Refusal }) => document.dispatchEvent("
            "new CustomEvent('session-over', { detail: new Refusal({ status: 401, sentence: '終わりました。' }) })))"
        )

        expect(page.get_by_role("alert")).to_contain_text("この画面は閉じられました")
        assert findings(page, axe) == []


def test_confirmation_over_a_screen_has_no_finding(scene: Scene, address: str, axe: str, browser: Browser) -> None:
    with tablet(browser) as page:
        sign_in(scene, page, address, "member1")
        page.goto(f"{address}/account")
        page.wait_for_load_state("networkidle")
        page.evaluate("document.querySelector('main a').href = '/signin/again'")
        page.locator("main a").first.click()

        expect(page.get_by_role("dialog")).to_be_visible()
        assert findings(page, axe) == []


@pytest.mark.parametrize("login", ["member1", "chair"])
def test_each_screen_fits_a_finger_and_gives_way(scene: Scene, address: str, browser: Browser, login: str) -> None:
    wrong: dict[str, object] = {}
    menus = set()
    with tablet(browser) as page:
        sign_in(scene, page, address, login)
        for path, _ in screens(scene, [login]):
            keep_in(scene, page, address, path, login)
            menu, helped, small = page.evaluate(MENU), page.evaluate(HELP), page.evaluate(TARGETS)
            if menu:
                menus.add(tuple(map(tuple, menu)))
            is_reader = path.startswith("/papers/") and not path.endswith(("/permit", "/sharing"))
            is_wide = [size for size in ("200%", "100%") if _is_wide(page, size)]
            narrow = page.evaluate(NARROW)  # as at 400 %
            if is_reader and page.evaluate(LEAF) < 100:
                narrow.append("the page itself")
            page.set_viewport_size({"width": 1440, "height": 900})
            small += page.evaluate(TARGETS)
            page.set_viewport_size({"width": 820, "height": 1180})
            if (
                small
                or is_wide
                or narrow
                or bool(menu) is is_reader
                or len(helped) != (not path.startswith("/guides/"))
            ):
                wrong[path] = (small, is_wide, narrow, menu, helped)

    assert not wrong, "\n".join(f"{path}: {what}" for path, what in wrong.items())
    assert [{where for where, _ in menu} for menu in menus] == [{"tabs"}]


def _is_wide(page: Page, size: str) -> bool:
    """Whether it has to be scrolled sideways with text of this size: twice as large, or at 1280 px under 400 %."""
    width, height = (820, 1180) if size == "200%" else (320, 256)
    page.set_viewport_size({"width": width, "height": height})
    found: bool = page.evaluate(SIDEWAYS, size)
    return found


def test_ending_a_device_asks_first(scene: Scene, address: str, axe: str, browser: Browser) -> None:
    with tablet(browser) as page:
        sign_in(scene, page, address, "admin")
        page.goto(f"{address}/admin/devices")
        asked = page.locator(".device-acts .unfolds").first
        small = [one for one in page.evaluate(TARGETS) if ".btn" in one]
        assert small == [], "the chair has these buttons too"
        expect(asked.locator("button").first).to_be_hidden()

        asked.locator("summary").click()

        expect(asked.get_by_text("登録は、もとに戻せません。")).to_be_visible()
        expect(asked.get_by_role("button")).to_have_text(["紛失として止める", "登録を取り消す"])
        assert findings(page, axe) == []
        page.locator("h1").click()
        expect(asked.locator("button").first).to_be_hidden()


def test_alarms_above_a_screen_have_no_finding(scene: Scene, address: str, axe: str, browser: Browser) -> None:
    with tablet(browser) as page:
        sign_in(scene, page, address, "executive")
        for count, kind in enumerate(
            (AlarmKind.MANY_FAILURES, AlarmKind.SECOND_PLACE, AlarmKind.FACTOR_CHANGED, AlarmKind.LETTER_USED), 1
        ):
            with scene.council.services.database.write() as unit:
                raise_alarm(unit, kind, person_id=scene.council.people["executive"].id, address="203.0.113.9")
            page.goto(address)
            expect(page.locator("[data-alarm]")).to_have_count(min(count, 3))
            assert findings(page, axe) == [], count
            assert page.evaluate(TARGETS) == [], count
            assert not _is_wide(page, "100%"), count
            page.set_viewport_size({"width": 820, "height": 1180})
