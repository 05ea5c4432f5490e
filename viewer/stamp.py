"""The visible mark: whose copy of a page this is. Knows pixels and words; knows no member, no level, no permission."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from viewer.master import Master

BUNDLED_FONTS = (Path(__file__).parent / "fonts" / "NotoSansJP-Gijo.ttf",)


@dataclass(frozen=True)
class Mark:
    """The words of a mark, as they are drawn."""

    name: str
    number: str
    at: str
    issue_code: str
    level_words: str


@dataclass(frozen=True)
class Issued:
    """An image as it goes out."""

    body: bytes
    media_type: str
    width: int
    height: int


class Stamper:
    """Marks pages. One instance serves every thread; `key` (16 to 64 bytes) steers where marks fall."""

    def __init__(self, key: bytes, fonts: Sequence[Path] = BUNDLED_FONTS) -> None:
        raise NotImplementedError

    def check_drawable(self, text: str) -> None:
        """Raise MarkNotDrawable naming the characters that no font draws as they are registered."""
        raise NotImplementedError

    def issue(self, master: Master, mark: Mark, *, page_id: str) -> Issued:
        """The page as `mark` names it; the same arguments give the same bytes."""
        raise NotImplementedError


def plain(master: Master) -> Issued:
    """The page WITHOUT a mark, for released papers of level 1. The gate alone decides that a page may go so."""
    raise NotImplementedError
