"""Turning pages in Chromium, as a member's tablet does: with the next page fetched ahead and without, memory over 300
turns, and how fast pages are riffled along the slider.

The pages come from the whole application on this machine, so browser and server share its cores.
"""

import os
import signal
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import CDPSession, Page, sync_playwright

from load import application, council, pages, pdfjs
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
    """Medians `ahead_ms` and `not_ahead_ms`, and those of pdf.js.

    `heap_before`, `heap_after` (bytes) and `images_after`: over 299 turns; `riffled_per_s`: along the slider.
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
        context = chromium.new_context(viewport={"width": 820, "height": 1180}, user_agent="bench")
        name, _, value = bench.cookies[0].partition("=")
        context.add_cookies([{"name": name, "value": value, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/papers/{bench.material_id}?p=1")
        page.wait_for_selector(".reader.is-live img.sheet-page")
        page.wait_for_load_state("networkidle")
        measured = _measure(page, page.context.new_cdp_session(page))
        context.close()
        measured |= pdfjs.measure(chromium, folder, PAGES)
        chromium.close()
    return measured


def _measure(page: Page, devtools: CDPSession) -> dict[str, float]:
    ahead, not_ahead = [], []
    for _ in range(15):
        page.wait_for_timeout(600)  # until the neighbours are there
        ahead.append(page.evaluate(_NEXT))
    for number in range(15):
        not_ahead.append(page.evaluate(_JUMP, 40 + number * 15))
        page.wait_for_timeout(300)
    page.evaluate(_JUMP, 1)
    before = _heap(devtools)
    for _ in range(PAGES - 1):
        page.evaluate(_NEXT)
    after = _heap(devtools)
    return {
        "ahead_ms": statistics.median(ahead),
        "not_ahead_ms": statistics.median(not_ahead),
        "heap_before": before,
        "heap_after": after,
        "images_after": page.evaluate("document.images.length"),
        "riffled_per_s": page.evaluate(_RIFFLE, PAGES),
    }


def _heap(devtools: CDPSession) -> float:
    """Bytes of scripts' objects that are in use, after a collection."""
    devtools.send("HeapProfiler.collectGarbage")
    devtools.send("Performance.enable")
    metrics: list[dict[str, Any]] = devtools.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "JSHeapUsedSize"))
