"""Headless Chromium for tests: where it is, how it is started, and a clean one for each test."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
expect.set_options(timeout=15_000)  # a busy machine draws slowly; a broken screen still fails

needs_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]


@pytest.fixture(scope="module")
def launched() -> Iterator[Browser]:
    """Started once a module: starting costs as much as a short test, and its event loop must not outlive the module."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def browser(launched: Browser) -> Iterator[Browser]:
    """A browser that has seen nothing; what a test opened in it is closed."""
    yield launched
    for context in launched.contexts:
        context.close()
