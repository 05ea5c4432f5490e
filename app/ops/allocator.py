"""Tells glibc's allocator how this service uses memory: page-sized buffers that come and go in several threads.

Left alone, glibc maps each 2 MB buffer anew and gives it back at once, so that every page pays hundreds of page
faults; and it keeps an arena a thread, each with its own remains. Other C libraries do without.
"""

import contextlib
import ctypes
import threading

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -2, -3, -8
_MIB = 1024 * 1024
KEPT_FREE_BYTES = 32 * _MIB
"""What a serving process may hold that nothing uses: some pages' buffers, and the 19 MiB of a password's hash."""
_LOOK_SECONDS = 2.0


class _Counts(ctypes.Structure):
    """`struct mallinfo2` of glibc 2.33 and later."""

    _names = ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")
    _fields_ = [(name, ctypes.c_size_t) for name in _names]


def tune() -> bool:
    """For serving: keep freed buffers for reuse, in one arena. False when the C library has no mallopt.

    One, because `malloc_trim` gives back the end of the first arena only: a rush of sign-ins left 60 MB in a second one
    for good. Small objects have Python's own allocator, so threads hardly ever wait for each other here.
    """
    return _wish({_ARENA_MAX: 1, _MMAP_THRESHOLD: 32 * _MIB, _TRIM_THRESHOLD: 64 * _MIB, _TOP_PAD: 4 * _MIB})


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


def free_bytes() -> int | None:
    """What was freed and is held for reuse; None when the C library does not say."""
    try:
        count = ctypes.CDLL(None).mallinfo2
    except AttributeError:
        return None
    count.restype = _Counts
    return int(count().fordblks)


def keep_little() -> None:
    """From now on, return freed memory to the system when more than `KEPT_FREE_BYTES` of it was in use. For serving."""
    if free_bytes() is not None:
        threading.Thread(target=_keep_little, name="freed memory", daemon=True).start()


def _keep_little() -> None:
    waiting, least = threading.Event(), 0
    while not waiting.wait(_LOOK_SECONDS):
        free = free_bytes() or 0
        least = min(least, free)  # what was given back still counts as free, until it is used again
        if free - least > KEPT_FREE_BYTES:
            give_back()
            least = free
