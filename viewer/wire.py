"""Frames between the sandbox and the service: fixed binary layouts, every number checked when it is read.

Used on both sides. Knows neither pixels' meaning nor how a process is started.
"""

from dataclasses import dataclass
from typing import NamedTuple


class OutlineEntry(NamedTuple):
    """One line of the document's own table of contents; `page` counts from 1, `depth` from 0."""

    title: str
    page: int
    depth: int


class Word(NamedTuple):
    """A word and its box in fractions (0..1) of the page as displayed, origin at the top left."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    block: int
    line: int


class Link(NamedTuple):
    """A jump inside the document: a box in fractions of the page as displayed, and a page from 1."""

    x0: float
    y0: float
    x1: float
    y1: float
    target_page: int


@dataclass(frozen=True)
class DocumentInfo:
    """What is known before the first page. `warnings` are codes of `WARNINGS`."""

    pages: int
    is_repaired: bool
    outline: tuple[OutlineEntry, ...]
    warnings: tuple[str, ...]
