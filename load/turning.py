"""Opening a paper and turning its pages in Chromium, as a member's tablet does: with the next page fetched ahead and
without, on a slow line, memory over 300 turns and over 300 pages that are scrolled, and how fast pages are riffled.

The pages come from the whole application on this machine, so browser and server share its cores.
"""

import os
import signal
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from load import application, council, pages, pdfjs
from load.held import held
from tests.support.chromium import ARGUMENTS, CHROMIUM
from viewer.master import build

PAGES, DRAWN = 300, 20
SMALL = (453, 320)
"""Height and width of a thumbnail, in pixels."""

_NEXT = """() => new Promise((shown) => {
  const leaf = document.querySelector("[data-part=leaf]");
  const begun = performance.now();
  const told = () => requestAnimationFrame(() => shown(performance.now() - begun));
  leaf.addEventListener("reader-page", told, { once: true });
  document.querySelector("[data-part=turn-on]").click();
})"""

_JUMP = """(page) => new Promise((shown) => {
  const leaf = document.querySelector("[data-part=leaf]");
  const begun = performance.now();
  const told = () => requestAnimationFrame(() => shown(performance.now() - begun));
  leaf.addEventListener("reader-page", told, { once: true });
  leaf.dispatchEvent(new CustomEvent("reader-go", { detail: { page } }));
})"""

_LEGIBLE = """(page) => new Promise((seen) => {
  const leaf = document.querySelector("[data-part=leaf]");
  const small = document.querySelector("[data-part=stand-in]");
  const begun = performance.now();
  const look = () => {
    const isSmall = !small.hidden && small.complete && small.naturalWidth > 0;
    const image = document.querySelector("[data-part=sheet]:not(.is-empty) > .sheet-page");
    const isPage = image && new URL(image.src).pathname.endsWith(`/${page}`);
    if (isSmall || isPage) seen(performance.now() - begun);
    else requestAnimationFrame(look);
  };
  leaf.dispatchEvent(new CustomEvent("reader-go", { detail: { page } }));
  requestAnimationFrame(look);
})"""

_LEAFED = """async (turns) => {
  const small = document.querySelector("[data-part=stand-in]");
  const preview = document.querySelector("[data-part=preview]");
  let [seen, longest, isOver] = [performance.now(), 0, false];
  const look = () => {
    const now = performance.now();
    const number = document.querySelector("[data-part=number]").value;
    const image = document.querySelector("[data-part=sheet]:not(.is-empty) > .sheet-page");
    const isPage = image && new URL(image.src).pathname.endsWith(`/${number}`);
    const isSmall = !small.hidden && small.complete && small.naturalWidth > 0;
    if (isPage || isSmall || (!preview.hidden && preview.querySelector("img"))) {
      longest = Math.max(longest, now - seen);
      seen = now;
    }
    if (!isOver) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  for (let turn = 0; turn < turns; turn += 1) {
    document.querySelector("[data-part=turn-on]").click();
    await new Promise((rested) => setTimeout(rested, 250));
  }
  await new Promise((rested) => setTimeout(rested, 2500));
  isOver = true;
  return Math.max(longest, performance.now() - seen);
}"""

_OPENED = """() => {
  const image = document.querySelector(".reader .sheet-page");
  return image && image.complete && image.naturalWidth > 0 && performance.now();
}"""

SLOW = {"offline": False, "latency": 300, "downloadThroughput": 1_500_000 / 8, "uploadThroughput": 1_500_000 / 8}
"""A line of 1.5 Mbit a second on which every answer comes 0.3 s late."""

_RIFFLE = """async (last) => {
  const [slider, preview] = ["slider", "preview"].map((name) => document.querySelector(`[data-part=${name}]`));
  const seen = new Set();
  new MutationObserver(() => {
    const image = preview.querySelector("img");
    if (image) seen.add(image.src);
  }).observe(preview, { childList: true, subtree: true });
  const begun = performance.now();
  for (let page = 1; page <= last; page += 2) {
    slider.value = String(page);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((drawn) => requestAnimationFrame(drawn));
  }
  const seconds = (performance.now() - begun) / 1000;
  slider.dispatchEvent(new Event("blur"));
  return seen.size / seconds;
}"""


def measure(home: Path) -> dict[str, float]:
    """Medians `open_ms`, `ahead_ms`, `not_ahead_ms` and, on a slow line, `slow_legible_ms`, `slow_page_ms`,
    `slow_leafed_ms`.

    `before_`, `turned_` and `scrolled_` with what `held` tells, before 299 turns, after them, and after as many pages
    were scrolled. `riffled_per_s`: along the slider. `pdfjs_`: the same of pdf.js.
    """
    drawn = pages.gray_masters(DRAWN, pages.ORDINARY)
    small = build(np.full(SMALL, 255, np.uint8))
    bench = council.found(home, [drawn[number % DRAWN] for number in range(PAGES)], members=1, small=small)
    port = application.free_port()
    environment = os.environ | {"GIJO_HOME": str(home), "PORT": str(port), "HOST": "127.0.0.1"}
    command = [sys.executable, "-m", "app", "serve", "--no-worker"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        application.wait_for(port, server)
        return _in_chromium(f"http://127.0.0.1:{port}", bench, home / "pdfjs")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def _in_chromium(address: str, bench: council.Bench, folder: Path) -> dict[str, float]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        paper = f"{address}/papers/{bench.material_id}?p=1"
        opened = []
        for _ in range(5):
            context = _tablet(chromium, bench, address)
            page = context.new_page()
            page.goto(paper, wait_until="commit")
            opened.append(page.wait_for_function(_OPENED).json_value())
            context.close()
        context = _tablet(chromium, bench, address)
        page = _reading(context, paper)
        measured = {"open_ms": statistics.median(opened)} | _turned(page)
        measured |= _memory(chromium, page) | _slow(page)
        context.close()
        context = _tablet(chromium, bench, address)
        measured |= _scrolled(chromium, context, paper)
        context.close()
        measured |= pdfjs.measure(chromium, folder, PAGES)
        chromium.close()
    return measured


def _tablet(chromium: Browser, bench: council.Bench, address: str) -> BrowserContext:
    context = chromium.new_context(viewport={"width": 820, "height": 1180}, user_agent="bench")
    name, _, value = bench.cookies[0].partition("=")
    context.add_cookies([{"name": name, "value": value, "url": address}])
    return context


def _reading(context: BrowserContext, paper: str) -> Page:
    page = context.new_page()
    page.goto(paper)
    page.wait_for_selector(".reader.is-live img.sheet-page")
    page.wait_for_load_state("networkidle")
    return page


def _turned(page: Page) -> dict[str, float]:
    ahead, not_ahead = [], []
    for _ in range(15):
        page.wait_for_timeout(600)  # until the neighbours are there
        ahead.append(page.evaluate(_NEXT))
    for number in range(15):
        not_ahead.append(page.evaluate(_JUMP, 40 + number * 15))
        page.wait_for_timeout(300)
    return {"ahead_ms": statistics.median(ahead), "not_ahead_ms": statistics.median(not_ahead)}


def _memory(chromium: Browser, page: Page) -> dict[str, float]:
    page.evaluate(_JUMP, 1)
    page.wait_for_timeout(1000)
    before = held(chromium, page)
    for _ in range(PAGES - 1):
        page.evaluate(_NEXT)
    page.wait_for_timeout(1000)
    after = held(chromium, page)
    return {
        **{f"before_{name}": value for name, value in before.items()},
        **{f"turned_{name}": value for name, value in after.items()},
        "riffled_per_s": page.evaluate(_RIFFLE, PAGES),
    }


def _slow(page: Page) -> dict[str, float]:
    """From the wish for a page that was not fetched until something of it can be read, and until it is there.

    And the longest time without any picture to read while 20 pages are turned, four a second.
    """
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW)
    legible, whole = [], []
    for number in range(7):
        legible.append(page.evaluate(_LEGIBLE, 20 + number * 37))
        page.wait_for_timeout(4000)
        whole.append(page.evaluate(_JUMP, 30 + number * 37))
        page.wait_for_timeout(4000)
    leafed = page.evaluate(_LEAFED, 20)
    devtools.detach()
    told = {"slow_legible_ms": statistics.median(legible), "slow_page_ms": statistics.median(whole)}
    return told | {"slow_leafed_ms": leafed}


def _scrolled(chromium: Browser, context: BrowserContext, paper: str) -> dict[str, float]:
    """What is held after all pages were scrolled, one beneath the other."""
    context.add_init_script("""localStorage.setItem("gijo-eyes", JSON.stringify({ way: "unrolled" }))""")
    page = context.new_page()
    page.goto(paper)
    page.wait_for_selector(".frame.is-read img.sheet-page")
    page.mouse.move(400, 600)
    number = page.locator("[data-part=number]")
    while number.input_value() != str(PAGES):
        page.mouse.wheel(0, 400)
    page.wait_for_timeout(3000)  # until the last pages are there
    return {f"scrolled_{name}": value for name, value in held(chromium, page).items()}
