"""Tells glibc's allocator how this service uses memory: page-sized buffers that come and go in several threads.

Left alone, glibc maps each 2 MB buffer anew and gives it back at once, so that every page pays hundreds of page
faults; and it keeps an arena a thread, each with its own remains. Other C libraries do without.
"""

import contextlib
import ctypes

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -2, -3, -8
_MIB = 1024 * 1024


def tune() -> bool:
    """For serving: keep freed buffers for reuse, in two arenas. False when the C library has no mallopt."""
    return _wish({_ARENA_MAX: 2, _MMAP_THRESHOLD: 32 * _MIB, _TRIM_THRESHOLD: 64 * _MIB, _TOP_PAD: 4 * _MIB})


def tune_for_papers() -> bool:
    """For converting: return a page's buffers to the system at once. By default glibc soon keeps those of this size."""
    return _wish({_ARENA_MAX: 2, _MMAP_THRESHOLD: 2 * _MIB, _TRIM_THRESHOLD: 8 * _MIB})


def _wish(wishes: dict[int, int]) -> bool:
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except AttributeError:
        return False
    return all(mallopt(name, value) == 1 for name, value in wishes.items())


def give_back() -> None:
    """Return freed memory to the system. For a worker, between two papers."""
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
