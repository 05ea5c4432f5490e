"""A served council with its browser and a clock that tests move: signing in by hand, pictures, no complaint kept."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app import clock
from app.web.live import SERVER_OPTIONS
from tests.app.auth.signing import PASSWORD, code_of, enrol_person
from tests.browser.reader_fixture.tablet import ARGUMENTS, CHROMIUM
from tests.support.council import Council, council_in

PORTS = range(18900, 18950)
PORTRAIT, DESK = {"width": 820, "height": 1180}, {"width": 1366, "height": 768}


@dataclass
class Hall:
    """A served council, its browser, and a clock that can be moved forward for the server alone."""

    council: Council
    browser: Browser
    address: str
    pictures: Path
    ahead_seconds: float = 0
    secrets: dict[str, str] = field(default_factory=dict)

    def forward(self, seconds: float) -> None:
        self.ahead_seconds += seconds

    def context(self, size: dict[str, int] = PORTRAIT) -> BrowserContext:
        context = self.browser.new_context(viewport=size, locale="ja-JP")  # type: ignore[arg-type]  # two integers
        context.set_default_timeout(15_000)
        return context

    def sign_in(self, page: Page, login: str) -> None:
        """Both steps by hand; ends where the service leads."""
        if login not in self.secrets:
            self.secrets[login] = enrol_person(self.council, login)
        else:
            self.forward(30)  # a code is accepted once
        page.goto(f"{self.address}/signin")
        page.get_by_label("ID", exact=True).fill(login)
        page.get_by_label("パスワード").fill(PASSWORD)
        page.get_by_role("button", name="次へ").click()
        page.get_by_label("確認コード").fill(code_of(self.secrets[login]))
        page.get_by_role("button", name="サインイン", exact=True).click()
        page.wait_for_url(lambda url: "/signin" not in url)

    def picture(self, page: Page, name: str) -> None:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=self.pictures / f"{name}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


@contextlib.contextmanager
def hall_in(home: Path, pictures: Path, **changes: Any) -> Iterator[Hall]:
    line = _free_line()
    port = line.getsockname()[1]
    with council_in(home, port=port, **changes) as council, sync_playwright() as playwright:
        server = uvicorn.Server(uvicorn.Config(council.app, log_level="error", lifespan="off", **SERVER_OPTIONS))
        thread = threading.Thread(target=server.run, args=([line],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        hall = Hall(council, browser, f"http://localhost:{port}", pictures)
        former = clock.use(lambda: time.time() + hall.ahead_seconds)
        try:
            yield hall
        finally:
            browser.close()
            server.should_exit = True
            thread.join(10)
            clock.use(former)


def _free_line() -> socket.socket:
    """A bound socket: two test processes never get the same port."""
    for port in PORTS:
        line = socket.socket()
        try:
            line.bind(("127.0.0.1", port))
        except OSError:
            line.close()
            continue
        return line
    raise RuntimeError("no free port")
