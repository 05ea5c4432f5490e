"""The same paper in pdf.js in the same browser, for comparison: opened from the file, each page drawn at its turn.

pdf.js gets the whole file, unmarked; ours gets one marked page at a time. Only measured, never served.
"""

import functools
import statistics
import subprocess
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from fpdf import FPDF
from playwright.sync_api import Browser

from load import pages
from load.held import held
from viewer.stamp import BUNDLED_FONTS

PEER = Path(__file__).parent / "peer"
WIDTH_PX = 796
_WORD = "繰越金"

_SCREEN = """<!doctype html><meta charset="utf-8"><canvas id="page"></canvas>
<script type="module">
  import { getDocument, GlobalWorkerOptions } from "/build/pdf.min.mjs";
  GlobalWorkerOptions.workerSrc = "/build/pdf.worker.min.mjs";
  const paper = await getDocument({ url: "/paper.pdf" }).promise;
  const canvas = document.querySelector("#page");
  window.turnTo = async (number) => {
    const begun = performance.now();
    const page = await paper.getPage(number);
    const viewport = page.getViewport({ scale: WIDTH / page.getViewport({ scale: 1 }).width });
    Object.assign(canvas, { width: viewport.width, height: viewport.height });
    await page.render({ canvas, canvasContext: canvas.getContext("2d"), viewport }).promise;
    return performance.now() - begun;
  };
  let words = null;
  window.searchFor = async (word) => {
    const begun = performance.now();
    words ??= await Promise.all(Array.from({ length: paper.numPages }, async (_, before) => {
      const { items } = await (await paper.getPage(before + 1)).getTextContent();
      return items.map((item) => item.str).join("");
    }));
    if (!words.some((page) => page.includes(word))) throw new Error(`${word} is on no page`);
    return performance.now() - begun;
  };
  await window.turnTo(1);
  window.openedAt = performance.now();
</script>"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_words: Any) -> None:
        """Nothing: the table is what is printed."""


def installed() -> None:
    """Install pdf.js at its pinned version beside the bench. Raises CalledProcessError without npm or a network."""
    if not (PEER / "node_modules" / "pdfjs-dist").is_dir():
        subprocess.run(["npm", "ci", "--omit=optional", "--ignore-scripts", "--no-audit"], cwd=PEER, check=True)


def measure(chromium: Browser, folder: Path, count: int) -> dict[str, float]:
    """Medians in ms: `pdfjs_open_ms`, from the address to the first page, and `pdfjs_turn_ms`. `count`: pages.

    `pdfjs_search_ms`: a word through all pages, whose text it takes out of the file then.
    `pdfjs_before_` and `pdfjs_turned_` with what `held` tells, before and after all pages were turned.
    """
    installed()
    folder.mkdir(parents=True)
    (folder / "build").symlink_to((PEER / "node_modules" / "pdfjs-dist" / "build").resolve())
    (folder / "index.html").write_text(_SCREEN.replace("WIDTH", str(WIDTH_PX)), "utf-8")
    _write_paper(folder / "paper.pdf", count)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        opened, turned, searched = [], [], []
        for _ in range(5):
            context = chromium.new_context(viewport={"width": 820, "height": 1180})
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/index.html", wait_until="commit")
            opened.append(page.wait_for_function("() => window.openedAt").json_value())
            turned += [page.evaluate("(number) => window.turnTo(number)", 2 + 7 * turn) for turn in range(5)]
            searched.append(page.evaluate("(word) => window.searchFor(word)", _WORD))
            context.close()
        measured = _memory(chromium, f"http://127.0.0.1:{server.server_port}/index.html", count)
    finally:
        server.shutdown()
    medians = {"open": opened, "turn": turned, "search": searched}
    return measured | {f"pdfjs_{name}_ms": statistics.median(each) for name, each in medians.items()}


def _memory(chromium: Browser, address: str, count: int) -> dict[str, float]:
    context = chromium.new_context(viewport={"width": 820, "height": 1180})
    page = context.new_page()
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => window.openedAt")
    before = held(chromium, page)
    for number in range(2, count + 1):
        page.evaluate("(number) => window.turnTo(number)", number)
    after = held(chromium, page)
    context.close()
    return {
        **{f"pdfjs_before_{name}": value for name, value in before.items()},
        **{f"pdfjs_turned_{name}": value for name, value in after.items()},
    }


def _write_paper(target: Path, count: int) -> None:
    """The lines of our own pages as text, in the font that the program brings."""
    paper = FPDF(format="A4", unit="pt")
    paper.set_auto_page_break(auto=False)
    paper.add_font("jp", fname=BUNDLED_FONTS[0])
    paper.set_font("jp", size=10.5)
    for number in range(count):
        paper.add_page()
        for place, line in enumerate(pages.lines_of(number)):
            paper.text(56, 70 + 19 * place, line)
    paper.output(str(target))
