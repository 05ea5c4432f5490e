"""A clerk's browser before the running service: headless Chromium, signed in, and every complaint it makes."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.council import BROWSER_WORDS, Council
from tests.support.ports import free_port
from tests.support.serving import on_port

PC, TABLET, TELEPHONE = (1366, 768), (820, 1180), (390, 844)


@dataclass
class Desk:
    """One browser window; `complaints` are errors of scripts and refusals by the content policy."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a path and wait until its script has taken hold."""
        self.page.goto(f"{self.address}{path}")

    def is_too_wide(self) -> bool:
        """True when the page would have to be scrolled sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


@contextlib.contextmanager
def desk_of(
    browser: Browser, council: Council, login: str, *, size: tuple[int, int] = PC, with_script: bool = True
) -> Iterator[Desk]:
    """Serve the council on a free port and sit somebody down before it."""
    port = free_port()
    with on_port(council.app, port):
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=with_script,
            locale="ja-JP",
            user_agent=BROWSER_WORDS,
        )
        address = f"http://localhost:{port}"
        _sign_in(council, context, login, address)
        desk = Desk(context.new_page(), address)
        desk.page.on("pageerror", lambda error: desk.complaints.append(str(error)))
        desk.page.on("console", lambda line: _hear(desk, line.type, line.text))
        desk.page.on("request", lambda asked: desk.sent.append(asked.url) if asked.method != "GET" else None)
        yield desk
        context.close()


def _hear(desk: Desk, kind: str, words: str) -> None:
    """Answers that are no success are told on the screen; everything else the browser says in red is a fault."""
    if kind == "error" and not words.startswith("Failed to load resource"):
        desk.complaints.append(words)


def _sign_in(council: Council, context: BrowserContext, login: str, address: str) -> None:
    name = council.settings.cookie_name
    token = council.browser(login).client.cookies[name]
    context.add_cookies([{"name": name, "value": token, "url": address}])
