"""Typesetting the demo's papers on every core at once; each helper process writes its share of them on a pipe.

`python -m app.demo.typesetting KEY...` is such a helper. Knows no database.
"""

import contextlib
import fcntl
import io
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from app.demo import pack as demo_pack
from app.demo.pack import DemoPaper

_SIZE = struct.Struct("!Q")
_PIPE_BYTES = 1 << 20  # most papers fit in, so a helper can go on while its last paper is being stored


@contextmanager
def typeset(papers: Sequence[DemoPaper]) -> Iterator[Iterator[bytes]]:
    """The PDF of each paper, in order. Raises RuntimeError when a helper ends before its work is done."""
    count = min(len(os.sched_getaffinity(0)), len(papers))
    helpers = [_helper([paper.key for paper in papers[place::count]]) for place in range(count)]
    try:
        yield (_next_of(helpers[place % count]) for place in range(len(papers)))
    finally:
        for helper in helpers:
            helper.kill()
            helper.communicate()


def _helper(keys: Sequence[str]) -> "subprocess.Popen[bytes]":
    helper = subprocess.Popen([sys.executable, "-m", "app.demo.typesetting", *keys], stdout=subprocess.PIPE)
    # A container may allow less; then helpers wait for each other more often.
    with contextlib.suppress(OSError):
        fcntl.fcntl(_pipe_of(helper), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    return helper


def _pipe_of(helper: "subprocess.Popen[bytes]") -> IO[bytes]:
    if helper.stdout is None:
        raise TypeError("a helper writes on a pipe")
    return helper.stdout


def _next_of(helper: "subprocess.Popen[bytes]") -> bytes:
    pipe = _pipe_of(helper)
    head = pipe.read(_SIZE.size)
    size = _SIZE.unpack(head)[0] if len(head) == _SIZE.size else -1
    paper = pipe.read(size) if size >= 0 else b""
    if len(paper) != size:
        raise RuntimeError("a paper of the demo could not be typeset; what went wrong stands above")
    return paper


def main(keys: Sequence[str]) -> None:
    """Write the papers with these keys, each after its length. Ends without a word when nobody listens any more."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # Ctrl-C reaches the whole terminal group; whoever waits for these papers ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    papers = {paper.key: paper for meeting in demo_pack.meetings() for paper in demo_pack.papers(meeting)}
    for key in keys:
        file = io.BytesIO()
        papers[key].write(file)
        paper = file.getvalue()
        sys.stdout.buffer.write(_SIZE.pack(len(paper)) + paper)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
