"""The live channel in a real browser: news by itself, screens that go dark, coming back after a restart, polling."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect
from sqlalchemy import select

from app.auth.alarms.raising import raise_alarm
from app.auth.sessions import acts as sessions
from app.members.models import Person
from tests.app.auth.signing import enrol_person, sign_in
from tests.browser.day_support import PC, TABLET
from tests.servers.running import Town
from tests.support.chromium import needs_browser, picture
from tests.support.council import BROWSER_WORDS, Council
from tests.support.council import Browser as Client
from tests.support.sockets import Served, served

pytestmark = needs_browser

AT_ONCE_MS = 2_000


@pytest.fixture
def hall(council: Council) -> Iterator[Served]:
    with served(council) as one:
        yield one


def window(browser: Browser, hall: Served, client: Client, size: tuple[int, int] = TABLET) -> Page:
    """Somebody's browser, with the cookie of a session that was opened for it."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="ja-JP", user_agent=BROWSER_WORDS
    )
    name = hall.council.settings.cookie_name
    context.add_cookies([{"name": name, "value": str(client.client.cookies[name]), "url": hall.address}])
    return context.new_page()


def open_live(page: Page, hall: Served, path: str) -> None:
    """Open a path and wait until its socket has been answered."""
    page.goto(f"{hall.address}{path}")
    wait_live(page)


def wait_live(page: Page, *, seconds: float = 10) -> None:
    page.wait_for_function(
        "() => import('/static/js/session/live.js').then((live) => live.isLive())", timeout=seconds * 1000, polling=100
    )


def put_alarm(council: Council, login: str) -> None:
    with council.services.database.write() as unit:
        raise_alarm(unit, "many_failures", person_id=council.people[login].id, address="203.0.113.9")


def test_sign_in_elsewhere_shows_on_tablet_and_board_within_two_seconds(
    browser: Browser, hall: Served, tmp_path: Path
) -> None:
    council = hall.council
    secret = enrol_person(council, "member1")
    tablet = window(browser, hall, council.browser("member1"))
    board = window(browser, hall, council.browser("admin"), PC)
    desk = window(browser, hall, council.browser("admin"), PC)
    open_live(tablet, hall, "/account")
    open_live(board, hall, "/admin/connections")
    open_live(desk, hall, "/account")
    thief = council.browser()

    assert sign_in(thief, "member1", secret).status_code == 303
    expect(tablet.locator(".alarm-title")).to_contain_text("2\u00a0台の端末で同時に", timeout=AT_ONCE_MS)
    expect(board.locator(".board-alarm")).to_contain_text("佐藤 花子 議員", timeout=AT_ONCE_MS)
    expect(desk.locator(".alarm-office")).to_contain_text("確かめていない警報が 1 件", timeout=AT_ONCE_MS)

    picture(tablet, "live-alarm-tablet")
    picture(board, "live-alarm-board")
    tablet.get_by_role("button", name="自分です").click()
    expect(board.get_by_text("本人は「自分です」と答えました")).to_be_visible(timeout=AT_ONCE_MS + 1_000)


def test_screen_goes_dark_when_its_session_is_ended_by_the_secretariat(
    browser: Browser, hall: Served, tmp_path: Path
) -> None:
    client = hall.council.browser("member1")
    tablet = window(browser, hall, client)
    open_live(tablet, hall, "/account")
    expect(tablet.get_by_text("佐藤 花子").first).to_be_visible()

    hall.council.browser("admin").post(f"/admin/connections/{client.session_id}/end")

    expect(tablet.get_by_role("heading", name="この画面は閉じられました")).to_be_visible(timeout=AT_ONCE_MS)
    picture(tablet, "live-dark")
    assert "佐藤" not in tablet.content()
    assert tablet.title() == "議場"
    tablet.get_by_role("link", name="サインインする").click()
    tablet.wait_for_url("**/signin?next=%2Faccount")


def test_suspended_person_and_lost_device_go_dark_on_every_tab(browser: Browser, hall: Served) -> None:
    council = hall.council
    suspended, lost = council.browser("member1"), council.browser("member2")
    pages = [window(browser, hall, suspended), window(browser, hall, lost)]
    pages += [pages[0].context.new_page(), pages[1].context.new_page()]
    for page in pages:
        open_live(page, hall, "/account")

    with council.services.database.write() as unit:
        unit.scalars(select(Person).where(Person.login == "member1")).one().state = "suspended"
    council.browser("admin").post(f"/admin/connections/{lost.session_id}/device", {"what": "lost"})

    for page in pages:
        expect(page.get_by_role("heading", name="この画面は閉じられました")).to_be_visible(timeout=AT_ONCE_MS)
    assert "この ID は、いま使えません" in pages[0].content()
    assert "この端末は使用を止められています" in pages[1].content()


def test_page_of_a_paper_is_gone_from_the_screen_with_the_session(
    browser: Browser, hall: Served, tmp_path: Path
) -> None:
    town = Town(hall.council)
    town.put_paper()
    client = hall.council.browser("member1")
    tablet = window(browser, hall, client)
    open_live(tablet, hall, f"/papers/{town.paper}")
    expect(tablet.locator("img.sheet-page")).to_be_visible()

    with hall.council.services.database.write() as unit:
        sessions.end_session(unit, client.session_id, "ended_by_office")

    expect(tablet.get_by_role("heading", name="この画面は閉じられました")).to_be_visible(timeout=AT_ONCE_MS)
    picture(tablet, "live-dark-reader")
    assert tablet.locator("img").count() == 0
    assert "予算書" not in tablet.content()
    tablet.keyboard.press("ArrowRight")
    tablet.wait_for_timeout(500)
    assert tablet.locator("img").count() == 0


def test_socket_comes_back_by_itself_after_the_server_was_started_again(browser: Browser, hall: Served) -> None:
    tablet = window(browser, hall, hall.council.browser("member1"))
    open_live(tablet, hall, "/account")

    hall.stop()
    tablet.wait_for_function("() => import('/static/js/session/live.js').then((live) => !live.isLive())")
    put_alarm(hall.council, "member1")
    with tablet.expect_websocket(timeout=15_000):
        pass  # one try in vain
    hall.start()

    expect(tablet.locator(".alarm-title")).to_contain_text("間違いが続いています", timeout=15_000)
    wait_live(tablet)


def test_attempts_grow_apart_while_nobody_answers(browser: Browser, hall: Served) -> None:
    tablet = window(browser, hall, hall.council.browser("member1"))
    tablet.clock.install()
    tablet.add_init_script(
        "window.openings = []; window.underWay = 0;"
        "const Real = window.WebSocket;"
        "window.WebSocket = class extends Real {"
        "  constructor(...given) { super(...given); window.openings.push(performance.now()); window.underWay += 1;"
        "    this.addEventListener('close', () => { window.underWay -= 1; }); } };"
    )
    open_live(tablet, hall, "/account")

    hall.stop()
    for _ in range(36):
        tablet.wait_for_function("() => window.underWay === 0")  # each try fails before the tablet's clock goes on
        tablet.clock.run_for(250)

    times = tablet.evaluate("window.openings")
    gaps = [later - sooner for sooner, later in pairwise(times[1:])]
    assert 2 <= len(gaps) <= 6, gaps
    assert gaps[-1] > gaps[0]


def test_line_that_died_without_a_sign_is_given_up_and_opened_again(browser: Browser, hall: Served) -> None:
    tablet = window(browser, hall, hall.council.browser("member1"))
    lines: list[WebSocketRoute] = []
    lost: list[object] = []
    is_dead = [False]

    def between(line: WebSocketRoute) -> None:
        lines.append(line)
        number = len(lines)
        server = line.connect_to_server()
        line.on_message(lambda said: lost.append(said) if is_dead[0] and number == 1 else server.send(said))
        server.on_message(lambda said: lost.append(said) if is_dead[0] and number == 1 else line.send(said))

    tablet.route_web_socket("**/live*", between)
    tablet.clock.install()
    open_live(tablet, hall, "/account")
    is_dead[0] = True
    put_alarm(hall.council, "member1")
    for _ in range(200):
        if lost:
            break
        tablet.wait_for_timeout(50)
    assert lost, "the server told of the alarm on the line that died"
    expect(tablet.locator(".alarm-title")).to_have_count(0)

    tablet.clock.fast_forward(76_000)
    tablet.clock.fast_forward(16_000)
    tablet.clock.fast_forward(2_000)

    expect(tablet.locator(".alarm-title")).to_contain_text("間違いが続いています")
    assert len(lines) == 2


def test_polling_takes_over_where_sockets_are_blocked(browser: Browser, hall: Served) -> None:
    hall.stop()
    hall.start(ws="none")
    council = hall.council
    tablet = window(browser, hall, council.browser("member1"))
    board = window(browser, hall, council.browser("admin"), PC)
    tablet.clock.install()
    tablet.goto(f"{hall.address}/account")
    board.goto(f"{hall.address}/admin/connections")

    put_alarm(council, "member1")
    tablet.clock.fast_forward(20_000)

    expect(tablet.locator(".alarm-title")).to_contain_text("間違いが続いています")
    expect(board.locator(".board-alarm", has_text="佐藤 花子 議員")).to_be_visible(timeout=7_000)


def test_polling_screen_goes_dark_with_its_next_question(browser: Browser, hall: Served) -> None:
    hall.stop()
    hall.start(ws="none")
    client = hall.council.browser("member1")
    tablet = window(browser, hall, client)
    tablet.clock.install()
    tablet.goto(f"{hall.address}/account")
    with hall.council.services.database.write() as unit:
        sessions.end_session(unit, client.session_id, "ended_by_office")

    with tablet.expect_response("**/alarms.json"):
        tablet.clock.fast_forward(20_000)
    tablet.wait_for_timeout(200)
    tablet.clock.fast_forward(1_100)

    expect(tablet.get_by_role("heading", name="この画面は閉じられました")).to_be_visible()


def test_screens_ask_less_while_news_comes_by_itself(browser: Browser, hall: Served) -> None:
    asked: list[str] = []
    tablet = window(browser, hall, hall.council.browser("member1"))
    tablet.clock.install()
    tablet.on("request", lambda request: asked.append(request.url))
    open_live(tablet, hall, "/account")
    asked.clear()

    board = window(browser, hall, hall.council.browser("admin"), PC)
    board.clock.install()
    open_live(board, hall, "/admin/connections")
    board.clock.run_for(2_500)
    board.on("request", lambda request: asked.append(request.url))
    board.clock.run_for(16_000)
    tablet.clock.run_for(45_000)
    board.wait_for_timeout(300)

    assert [url for url in asked if url.endswith("/alarms.json")] == []
    assert len([url for url in asked if url.endswith("/state")]) <= 2


def test_script_of_another_page_of_this_machine_cannot_open_the_socket(browser: Browser, hall: Served) -> None:
    client = hall.council.browser("member1")
    own = window(browser, hall, client)
    own.goto(f"{hall.address}/account")
    foreign = own.context.new_page()
    foreign.route("http://localhost:1/**", lambda route: route.fulfill(body="<p>page</p>", content_type="text/html"))
    foreign.goto("http://localhost:1/")

    opened: Any = foreign.evaluate(
        "url => new Promise((done) => { const tab = new WebSocket(url);"
        " tab.onopen = () => done('open'); tab.onerror = () => done('refused'); })",
        hall.address.replace("http", "ws") + "/live",
    )

    assert opened == "refused"
