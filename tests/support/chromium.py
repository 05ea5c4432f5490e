"""Headless Chromium for tests: found, started once a module, a clean one for each test, pictures of its screens.

Debian's `chromium-headless-shell` is the same engine at the same version without the browser's own windows: the tests
of a screen take two thirds of the processor. Where it is not installed, the whole browser does the same.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as InVain

from tests.support import costs, marks
from tests.support.missing import missing

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
_PAGES = b"--type=zygote"
"""Chromium's processes that start those of its pages, and wait for them; it does not wait for these."""
expect.set_options(timeout=15_000)  # a busy machine draws slowly; a broken screen still fails

needs_browser = pytest.mark.browser


def skip_without_chromium() -> None:
    """Skip by name where the browser is not installed; in CI it must be."""
    if CHROMIUM is None:
        missing("Chromium", "apt-get install -y chromium-headless-shell fonts-noto-cjk")


@pytest.fixture(scope="module")
def launched() -> Iterator[Browser]:
    """Started once a module: starting costs as much as a short test, and its event loop must not outlive the module."""
    marks.needs(marks.BROWSER, "Chromium")
    skip_without_chromium()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        costs.keep_what_is_spent_by(_PAGES)
        chromium.close()


@pytest.fixture
def browser(launched: Browser) -> Iterator[Browser]:
    """A browser that has seen nothing; what a test opened in it is closed."""
    yield launched
    for context in launched.contexts:
        context.close()


def picture(page: Page, name: str, *, full_page: bool = False) -> None:
    """Check that the page needs no scrolling sideways, and save a screenshot if GIJO_SCREENSHOTS names a folder."""
    page.wait_for_load_state("load")
    if folder := os.environ.get("GIJO_SCREENSHOTS"):
        page.wait_for_load_state("networkidle")
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=full_page)
    try:
        page.wait_for_function("() => document.documentElement.scrollWidth <= window.innerWidth")
    except InVain as error:
        raise AssertionError(f"{name} has to be scrolled sideways") from error
