"""Marked pages bound as a PDF that holds images and nothing else. Knows no member; every word comes from the caller."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class BookletPage:
    """One issued page (PNG or JPEG) and the size of its paper."""

    body: bytes
    media_type: str
    width_px: int
    height_px: int
    width_points: float
    height_points: float


def bind(
    pages: Iterable[BookletPage],
    *,
    title: str,
    author: str,
    permit_number: str,
    level_words: str,
    holder: str,
    issued_at: datetime,
    password: str | None,
) -> bytes:
    """The PDF; AES-256 (ISO 32000-2, revision 6) when `password` is given."""
    raise NotImplementedError
