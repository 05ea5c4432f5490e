"""The page benchmark: what one marked page costs here, and what the obvious ways would cost. `python -m load.pages`"""

import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.ops import allocator
from viewer.marking.glyphs import Typesetter, paste
from viewer.master import Master, MasterKind, build
from viewer.stamp import BUNDLED_FONTS, Mark, Stamper, encode

WIDTH_PX = 1600
LONG_SIDE_PX = 2264
RUNS = 40
CORPUS = Path(__file__).resolve().parents[1].parent / "shared" / "corpus"
PAGES_A_PAPER = 5
SENTENCE = (
    "令和八年度一般会計補正予算（第三号）について、歳入歳出それぞれ百二十三万四千円を追加し、総額を九十五億五千四百五十六万円と"
    "する。総務費では庁舎の設備更新に要する経費、民生費では保育所の運営に要する経費、教育費では中学校屋内運動場の改修に要する"
    "経費を計上し、財源には国庫支出金、県支出金、町債および繰越金を充てるものである。"
)


def measure_pages(*, with_corpus: bool = True) -> dict[str, Any]:
    """Medians for a page of each kind, and sizes against JPEG.

    gray, color, photo: stamp_ms, encode_ms, issue_ms, bytes, and for the same page obvious_ms (MuPDF draws page
    and mark, MuPDF PNG) and good_ms (MuPDF draws the page, Pillow lays a mask, JPEG q80).
    corpus: pages, jpeg_bytes_ratio (our bytes by those of a JPEG q80 of the same marked pixels, median) and
    not_larger_share; without real papers the three synthetic pages stand for them.
    """
    allocator.tune()  # as the service does
    with tempfile.TemporaryDirectory() as folder:
        request = {"width_px": WIDTH_PX, "runs": RUNS, "font": str(BUNDLED_FONTS[0]), "lines": lines_of()}
        alternatives = _run_obvious({**request, "folder": folder})
        pages = {kind: np.load(Path(folder) / f"{kind}.npy") for kind in MasterKind}
    results: dict[str, Any] = {}
    for kind, pixels in pages.items():
        master = build(pixels)
        if master.kind is not kind:
            raise RuntimeError(f"the {kind} page became a {master.kind} master")
        results[kind.value] = _measure(master) | alternatives[kind.value]
    real = _corpus_ratios() if with_corpus and CORPUS.is_dir() else []
    ratios = real or [_ratio(build(pixels)) for pixels in pages.values()]
    results["corpus"] = {
        "pages": len(real),
        "jpeg_bytes_ratio": statistics.median(ratios),
        "not_larger_share": sum(ratio <= 1 for ratio in ratios) / len(ratios),
    }
    return results


LINES, CHARACTERS = 36, 40
"""A full page: word processors set an A4 page of Japanese so, in 10.5 point."""
FULL = (LINES,)
ORDINARY = (LINES, 10, 22, 30, 16)
"""Lines of pages as councils lay them out: a full one, a title page, lists, tables; real papers are lighter still."""


def gray_masters(count: int, fills: Sequence[int] = FULL) -> list[Master]:
    """That many different A4 pages of Japanese text, drawn here without any PDF; `fills` are their lines in turn."""
    typesetter = Typesetter(BUNDLED_FONTS)
    height, size = LONG_SIDE_PX, 28
    masters = []
    for page in range(count):
        ink = np.zeros((height, WIDTH_PX), np.uint8)
        for number, line in enumerate(lines_of(page)[: fills[page % len(fills)]]):
            for x, y, glyph in typesetter.set_line(line, size)[0]:
                paste(ink, glyph, 150 + x, 190 + round(1.8 * size) * number + y)
        masters.append(build(255 - ink))
    return masters


def _measure(master: Master) -> dict[str, float]:
    """The costs of one page, as in a sitting: the reader's name is drawn already, each issue has a code of its own."""
    stamper = Stamper(b"benchmark key of 32 bytes length")
    codes = iter(f"K{number:03}-3F" for number in range(10_000))
    pressed = stamper.press(master, _mark("K7QM-3F"), page_id="page")
    sizes: list[int] = []
    times = {
        "stamp_ms": _median_ms(lambda: stamper.press(master, _mark(next(codes)), page_id="page")),
        "encode_ms": _median_ms(lambda: encode(pressed)),
        "issue_ms": _median_ms(
            lambda: sizes.append(len(stamper.issue(master, _mark(next(codes)), page_id="page").body))
        ),
    }
    return times | {"bytes": statistics.median(sizes)}


def _ratio(master: Master) -> float:
    issued = Stamper(b"benchmark key of 32 bytes length").issue(master, _mark("K7QM-3F"), page_id="page")
    with Image.open(io.BytesIO(issued.body)) as image:
        mode = "L" if master.kind is MasterKind.GRAY else "RGB"
        out = io.BytesIO()
        image.convert(mode).save(out, "JPEG", quality=80)
    return len(issued.body) / len(out.getvalue())


def _corpus_ratios() -> list[float]:
    return [_ratio(build(pixels)) for pixels in _corpus_pages()]


def _corpus_pages() -> Iterator[NDArray[np.uint8]]:
    for paper in sorted([*CORPUS.glob("japanese/*.pdf"), *CORPUS.glob("general/*.pdf")]):
        with tempfile.TemporaryDirectory() as folder:
            request = {"paper": str(paper), "pages": PAGES_A_PAPER, "long_side_px": LONG_SIDE_PX, "folder": folder}
            _run_obvious(request)
            for page in sorted(Path(folder).glob("*.npy")):
                yield np.load(page)


def _run_obvious(request: dict[str, Any]) -> dict[str, Any]:
    """The alternatives run in a process of their own: this one opens no PDF."""
    script = Path(__file__).with_name("obvious.py")
    done = subprocess.run(
        [sys.executable, str(script)], input=json.dumps(request).encode(), stdout=subprocess.PIPE, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _median_ms(act: Callable[[], object]) -> float:
    act()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def _mark(code: str) -> Mark:
    return Mark("佐藤 花子 議員", "第7番", "2026-12-08 10:24", code, "機密性2　複製・配付を禁じます")


def lines_of(page: int = 0) -> list[str]:
    """The lines of a full page; all lines and pages differ."""
    text = SENTENCE * 20
    return [text[page + 47 * number :][:CHARACTERS] for number in range(LINES)]


def _print_table(results: dict[str, Any]) -> None:
    columns = ("stamp_ms", "encode_ms", "issue_ms", "bytes", "obvious_ms", "good_ms")
    print(f"{'':8}" + "".join(f"{column:>12}" for column in columns))
    for kind in MasterKind:
        row = results[kind.value]
        print(
            f"{kind.value:8}"
            + "".join(f"{row[column]:12.0f}" if column == "bytes" else f"{row[column]:12.2f}" for column in columns)
        )
    corpus = results["corpus"]
    print(
        f"{corpus['pages'] or 'no'} real pages: our bytes are {corpus['jpeg_bytes_ratio']:.2f} of a JPEG q80 (median), "
        f"{corpus['not_larger_share']:.0%} are not larger"
    )


if __name__ == "__main__":
    _print_table(measure_pages())
