"""Stand between an open page and the server, from the very next request on."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route

_PROBE = "is-this-intercepted"

_ASKS_UNTIL_ANSWERED_HERE = """async (probe) => {
  const own = document.querySelector('script[src]').src;
  const marked = `${own}${own.includes('?') ? '&' : '?'}${probe}`;
  for (;;) {
    const answer = await fetch(marked).catch(() => null);
    if (answer?.status === 204) return;
  }
}"""


def intercept(page: Page, pattern: str, handler: Callable[[Route], object], *, times: int | None = None) -> None:
    """Give the page's requests for `pattern` to `handler`, and return when the page's own requests are seen.

    `Page.route` alone returns when the browser has agreed; the process of an open page takes notice a moment later, and
    what it asks for in that moment reaches the server. The page must have a script of its own.
    """
    page.route(re.compile(rf"[?&]{_PROBE}$"), _answered_here)
    page.route(pattern, handler, times=times)
    page.evaluate(_ASKS_UNTIL_ANSWERED_HERE, _PROBE)


def _answered_here(route: Route) -> None:
    route.fulfill(status=204)
