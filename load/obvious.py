"""The simplest design, for comparison: every page turn renders the PDF again. Only measured, never served.

Run as a process of its own, because it opens PDFs with MuPDF: reads one JSON request from standard input, leaves
page pixels as .npy files in the folder it names, answers with one line of JSON.
"""

# The parser ships no types.
# mypy: allow-untyped-calls

import io
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf
from PIL import Image, ImageDraw, ImageFont

A4 = (595.0, 842.0)
LINES = ("佐藤 花子 議員　第7番", "2026-12-08 10:24  K7QM-3F")
GRAY, COLOR = pymupdf.csGRAY, pymupdf.csRGB


def make_pdf(kind: str, lines: list[str], font: str) -> bytes:
    """An A4 page of dense text; a coloured table and chart, or a photograph, come on top."""
    document = pymupdf.open()
    page = document.new_page(width=A4[0], height=A4[1])
    page.insert_font("jp", font)
    for number, line in enumerate(lines):
        page.insert_text((50, 60 + 19 * number), line, fontname="jp", fontsize=10.5)
    if kind == "color":
        for row in range(12):
            fill = (0.86, 0.91, 0.97) if row % 2 else (1, 0.95, 0.8)
            page.draw_rect((300, 420 + 20 * row, 545, 440 + 20 * row), color=(0.2, 0.3, 0.6), fill=fill)
            page.draw_rect((305, 424 + 20 * row, 330 + 17 * row, 436 + 20 * row), fill=(0.8, 0.1 + row / 20, 0.2))
    if kind == "photo":
        x, y = np.meshgrid(np.arange(1400), np.arange(1900))
        scene = np.dstack([np.sin(x / 90), np.sin(y / 70), np.cos((x + y) / 80)]) * 110 + 127
        scene += np.random.default_rng(3).normal(0, 9, scene.shape)
        out = io.BytesIO()
        Image.fromarray(np.clip(scene, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=92)
        page.insert_image((40, 40, 555, 800), stream=out.getvalue())
    body: bytes = document.tobytes()
    return body


def render(page: Any, width_px: int, colors: Any) -> Any:
    """The page's pixels at a width."""
    zoom = width_px / page.rect.width
    return page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), colorspace=colors, alpha=False)


def render_with_text(pdf: bytes, font: Any, width_px: int, colors: Any) -> bytes:
    """Open, write the mark over the page as text, render, encode with MuPDF."""
    with pymupdf.open(stream=pdf) as document:
        page = document[0]
        writer = pymupdf.TextWriter(page.rect, opacity=0.2)
        for y in range(-200, 1100, 150):
            for x in range(-200, 900, 190):
                for number, line in enumerate(LINES):
                    writer.append((x, y + 16 * number), line, font=font, fontsize=13)
        writer.write_text(page, morph=(pymupdf.Point(300, 400), pymupdf.Matrix(-26)))
        body: bytes = render(page, width_px, colors).tobytes("png")
    return body


def render_with_overlay(pdf: bytes, overlay: Image.Image, width_px: int, colors: Any) -> bytes:
    """Open, render, darken through a ready mask, encode with libjpeg-turbo: what a careful team ends up with."""
    with pymupdf.open(stream=pdf) as document:
        pixels = render(document[0], width_px, colors)
    mode = "L" if pixels.n == 1 else "RGB"
    image = Image.frombuffer(mode, (pixels.width, pixels.height), pixels.samples, "raw", mode, 0, 1)
    image = image.copy()
    image.paste(170 if mode == "L" else (170, 170, 170), mask=overlay.crop((0, 0, *image.size)))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def make_overlay(font: str, size: tuple[int, int]) -> Image.Image:
    """The mask of the second alternative, made once."""
    mask = Image.new("L", (size[0] * 2, size[1] * 2), 0)
    drawing, typeface = ImageDraw.Draw(mask), ImageFont.truetype(font, 34)
    for y in range(0, size[1] * 2, 400):
        for x in range(0, size[0] * 2, 500):
            drawing.text((x, y), "\n".join(LINES), fill=90, font=typeface)
    return mask.rotate(-26).crop((size[0] // 2, size[1] // 2, size[0] // 2 + size[0], size[1] // 2 + size[1]))


def median_ms(act: Callable[[], object], runs: int) -> float:
    """The median of `runs` timings, after one that warms up."""
    act()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def measure(request: dict[str, Any], folder: Path) -> dict[str, dict[str, float]]:
    """Both alternatives on a page of each kind; its pixels are left in the folder."""
    answer = {}
    width, runs, font_file = request["width_px"], request["runs"], request["font"]
    font = pymupdf.Font(fontfile=font_file)
    overlay = make_overlay(font_file, (width + 8, width * 3 // 2))
    for kind in ("gray", "color", "photo"):
        pdf = make_pdf(kind, request["lines"], font_file)
        colors = GRAY if kind == "gray" else COLOR
        with pymupdf.open(stream=pdf) as document:
            save(render(document[0], width, colors), folder / f"{kind}.npy")
        answer[kind] = {
            "obvious_ms": median_ms(lambda: render_with_text(pdf, font, width, colors), runs),  # noqa: B023 - called at once
            "good_ms": median_ms(lambda: render_with_overlay(pdf, overlay, width, colors), runs),  # noqa: B023 - called at once
        }
    return answer


def save(pixels: Any, target: Path) -> None:
    """Pixels as an array: (h, w) grey or (h, w, 3) RGB."""
    shape = (pixels.height, pixels.width) if pixels.n == 1 else (pixels.height, pixels.width, pixels.n)
    np.save(target, np.frombuffer(pixels.samples, np.uint8).reshape(shape))


def render_paper(request: dict[str, Any], folder: Path) -> dict[str, int]:
    """A few pages of a real paper, long side `long_side_px`, spread over its length."""
    with pymupdf.open(request["paper"]) as document:
        count = len(document)
        for number in sorted({count * part // request["pages"] for part in range(request["pages"])}):
            page = document[number]
            zoom = request["long_side_px"] / max(page.rect.width, page.rect.height)
            save(render(page, round(page.rect.width * zoom), COLOR), folder / f"{number:04}.npy")
    return {"pages": count}


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    act = render_paper if "paper" in asked else measure
    print(json.dumps(act(asked, Path(asked["folder"]))))
