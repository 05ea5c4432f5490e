"""The form of a version's gathered words: its folded pages as one object before encryption. Pure."""

import json
import sys
import zlib
from collections.abc import Sequence


def dump_pages(pages: Sequence[str]) -> bytes:
    """A list of texts, one a page, as compressed JSON."""
    return zlib.compress(json.dumps(list(pages), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


def pages_of(document: bytes) -> tuple[str, ...]:
    """What `dump_pages` wrote."""
    return tuple(json.loads(zlib.decompress(document)))  # authentic: only our own writing can be unsealed


def memory_bytes(pages: Sequence[str]) -> int:
    """How much memory these pages take."""
    return sum(map(sys.getsizeof, pages))
