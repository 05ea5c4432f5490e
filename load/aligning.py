"""Two versions of a long paper: what knowing a page costs while it is converted, and finding each page in the other."""

import statistics
import time
from collections.abc import Callable, Sequence
from hashlib import sha256

import numpy as np

from app.materials.alignment.knowing import known_page
from app.materials.pages.contents import WrittenWord
from viewer import master
from viewer.alignment.identity import PageIdentity, dump_identities, identities_in
from viewer.alignment.versions import align
from viewer.master import Master

PAGES = 600
MOST_SECONDS = 2.0
"""What aligning two versions of so many pages may take, however they differ."""
_LINES, _LETTERS_A_LINE = 30, 36
_HEIGHT, _WIDTH = 440, 311
_RUNS = 3


def measure() -> dict[str, float | int]:
    """Milliseconds of a processor and bytes a page; seconds for three ways in which versions differ.

    Raises RuntimeError when one takes longer than MOST_SECONDS.
    """
    words = [_words(seed) for seed in range(PAGES)]
    pictures = [_drawn(lines) for lines in words]
    written = [_written(lines) for lines in words]
    began = time.process_time()
    former = [_known(lines, small) for lines, small in zip(written, pictures, strict=True)]
    identity_ms = (time.process_time() - began) / PAGES * 1000
    on_every_page = [_edited(lines) for lines in words]
    everywhere = [_known(_written(lines), _drawn(lines)) for lines in on_every_page]
    here_and_there = [*former[:40], everywhere[40], everywhere[41], *former[60:500], *former[520:], *former[500:520]]
    filled_in = [[*words[0][:-3], *words[seed][:3]] for seed in range(PAGES)]
    forms = [_known(_written(lines), _drawn(lines)) for lines in filled_in]
    sealed = dump_identities(former)
    took = {
        "edited": _seconds(former, here_and_there),
        "all_changed": _seconds(former, everywhere[5:] + everywhere[:5]),
        "forms": _seconds(forms, forms[7:] + forms[:3]),
    }
    if max(took.values()) > MOST_SECONDS:
        raise RuntimeError(f"two versions of {PAGES} pages took {took} seconds")
    return {
        "identity_page_ms": round(identity_ms, 2),
        "identity_page_bytes": len(sealed) // PAGES,
        "open_seconds": round(_median(lambda: identities_in(sealed)), 3),
    } | {f"{name}_seconds": round(seconds, 3) for name, seconds in took.items()}


def _seconds(former: Sequence[PageIdentity], later: Sequence[PageIdentity]) -> float:
    return _median(lambda: align(former, later))


def _median(work: Callable[[], object]) -> float:
    took = []
    for _ in range(_RUNS):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def _words(seed: int) -> list[str]:
    letters = np.random.default_rng(seed).integers(0x4E00, 0x5200, (_LINES, _LETTERS_A_LINE))
    return ["".join(map(chr, line)) for line in letters]


def _edited(lines: Sequence[str]) -> list[str]:
    return [*lines[:2], lines[2][::-1], *lines[3:]]


def _written(lines: Sequence[str]) -> list[WrittenWord]:
    """The lines as words are kept, each a block of its own as in a table."""
    return [
        {"text": line, "x0": 0.1, "x1": 0.9, "y0": 0.1 + row / 40, "y1": 0.12 + row / 40, "block": row, "line": 0}
        for row, line in enumerate(lines)
    ]


def _known(words: Sequence[WrittenWord], thumbnail: Master) -> PageIdentity:
    return known_page(words, thumbnail, sha256(thumbnail.rows.tobytes()).hexdigest())


def _drawn(lines: Sequence[str]) -> Master:
    """A page as large as a thumbnail, with a spot for each letter."""
    pixels = np.full((_HEIGHT, _WIDTH), 255, np.uint8)
    spots = np.array([[ord(letter) % 160 for letter in line] for line in lines], np.uint8)
    pixels[44 : 44 + 12 * _LINES, 31 : 31 + 7 * _LETTERS_A_LINE] = np.kron(spots, np.ones((12, 7), np.uint8))
    return master.build(pixels)
