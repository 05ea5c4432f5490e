"""The font of printed sheets is read once in a process, and not once for each sheet. A pytest plugin.

Reading it takes 170 ms of a processor: a rare print in the service, hundreds in a run. Each sheet gets a copy of what
was read, since drawing notes in it which letters were used.
"""

import pickle
from collections import defaultdict
from functools import cache, partial
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.fonts import TTFFont

_parse = TTFFont.__init__


def pytest_configure() -> None:
    TTFFont.__init__ = _copy  # type: ignore[method-assign,assignment]  # fpdf2 has no other door


def _copy(font: TTFFont, document: FPDF, font_file: Path, key: str, style: str, *further: Any) -> None:
    """Give a new font what parsing gives it. Only the first font of a document, taken as it is, was parsed before."""
    if document.fonts or any(further):
        _parse(font, document, font_file, key, style, *further)
        return
    written, default_width = _parsed(font_file, key, style)
    copy: TTFFont = pickle.loads(written)  # noqa: S301 - our own, a moment ago
    for name in filter(partial(hasattr, copy), TTFFont.__slots__):
        setattr(font, name, getattr(copy, name))
    font.cw = defaultdict(lambda: default_width, copy.cw)
    font.subset.font = font


@cache
def _parsed(font_file: Path, key: str, style: str) -> tuple[bytes, float]:
    """A parsed font, pickled, and the width of letters that it lacks."""
    font = TTFFont.__new__(TTFFont)
    _parse(font, FPDF(), font_file, key, style)
    default_width = font.desc.missing_width
    font.cw = dict(font.cw)  # its own default is a function of no name, which cannot be pickled
    written = pickle.dumps(font)
    font.ttfont.close()
    return written, default_width
