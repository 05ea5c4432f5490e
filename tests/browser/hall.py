"""A served council with its browser and a clock that tests move: signing in by hand, pictures, no complaint kept."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from app import clock
from tests.app.auth.signing import PASSWORD, code_of, enrol_person
from tests.support import morning
from tests.support.chromium import picture
from tests.support.council import Council, council_in
from tests.support.ports import free_port
from tests.support.serving import on_port

PORTRAIT, DESK = {"width": 820, "height": 1180}, {"width": 1366, "height": 768}
ASK = (
    "(path) => import('/client/ground/server.js').then((server) => server.ask(path))"
    ".then((answer) => answer.status, (refusal) => refusal.status)"
)
"""A page's own scripts ask for a path: the status they get."""


@dataclass
class Hall:
    """A served council, its browser, and a clock that can be moved forward for the server alone."""

    council: Council
    browser: Browser
    address: str
    ahead_seconds: float = 0
    secrets: dict[str, str] = field(default_factory=dict)

    def forward(self, seconds: float) -> None:
        self.ahead_seconds += seconds

    def context(
        self, size: dict[str, int] = PORTRAIT, *, words: str | None = None, has_touch: bool = False
    ) -> BrowserContext:
        """`words`: its User-Agent; "test" for a cookie of `Council.browser`, which speaks for that one only."""
        context = self.browser.new_context(viewport=size, locale="ja-JP", user_agent=words, has_touch=has_touch)  # type: ignore[arg-type]  # two integers
        context.set_default_timeout(15_000)
        return context

    def sign_in(self, page: Page, login: str) -> None:
        """Both steps by hand; ends where the service leads."""
        self.type_in(page, login)
        page.wait_for_url(lambda url: "/signin" not in url)

    def type_in(self, page: Page, login: str) -> None:
        """Both steps by hand, to the press of the last button."""
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

    def picture(self, page: Page, name: str) -> None:
        picture(page, name, full_page=True)


@contextlib.contextmanager
def hall_in(browser: Browser, home: Path, **changes: Any) -> Iterator[Hall]:
    port = free_port()
    with council_in(home, port=port, **changes) as council, on_port(council.app, port):
        hall = Hall(council, browser, f"http://localhost:{port}")
        former = clock.use(lambda: morning.now() + hall.ahead_seconds)
        try:
            yield hall
        finally:
            clock.use(former)
