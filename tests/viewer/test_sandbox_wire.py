"""A parser that was taken over can send whatever it likes: nothing but checked pages gets through."""

import contextlib
import mmap
import os
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from viewer import failures, wire
from viewer.forkserver import SandboxRun, shared_memfd
from viewer.limits import DEFAULT, Limits
from viewer.reading import Reading
from viewer.wire import FrameKind, Link, OutlineEntry, PageHead, PageNumbering, Word

pytestmark = pytest.mark.rare("what crosses the sandbox's wire; only the sandbox moves it")

LONG_SIDE = 100
LOCKED = wire.frame(FrameKind.LOCKED, wire.LOCKED.pack(7, True, True))
INFO = wire.pack_info(2, set(), [])
HEAD = PageHead(1, 595.0, 842.0, 71, 100, 1, (), ())
END = wire.pack_end(is_repaired=False)


class Impostor:
    """The other end of a reading: a child that says what the test wants, and the server that reports its end."""

    def __init__(self, limits: Limits = DEFAULT) -> None:
        data, self.data = socket.socketpair()
        status, self.status = socket.socketpair()
        messages, self.messages = socket.socketpair()
        self.released = 0
        self.has_begun = False
        fd = shared_memfd(LONG_SIDE * LONG_SIDE * 3)
        request = wire.Request(wire.Task.DOCUMENT, 0, True, True, LONG_SIDE, 1, 0, 1)
        self.reading = Reading(
            SandboxRun(data, status, messages, limits), request, mmap.mmap(fd, 0), limits, self._release
        )
        os.close(fd)

    def _release(self) -> None:
        self.released += 1

    def say(self, *frames: bytes, end: tuple[int, int] | None = (0, 0)) -> None:
        self.data.send(b"".join(frames))
        self.data.close()
        self.messages.close()
        if end:
            self.status.send(wire.ENDING.pack(*end, 0.0))
        self.status.close()


@pytest.fixture
def impostor() -> Iterator[Impostor]:
    made = Impostor()
    yield made
    made.reading.close()
    for end in (made.data, made.status, made.messages):
        end.close()


def test_honest_frames_are_read(impostor: Impostor) -> None:
    impostor.say(LOCKED, INFO, wire.pack_page(HEAD), wire.pack_page(HEAD._replace(number=2)), END)

    assert [page.pixels.shape for page in impostor.reading.pages()] == [(100, 71), (100, 71)]
    assert impostor.released == 1


def test_damage_found_while_drawing_is_known_at_the_end(impostor: Impostor) -> None:
    pages = (wire.pack_page(HEAD), wire.pack_page(HEAD._replace(number=2)))
    impostor.say(LOCKED, wire.pack_info(2, {"uri"}, []), *pages, wire.pack_end(is_repaired=True))

    before = impostor.reading.info
    list(impostor.reading)
    after = impostor.reading.info

    assert (before.is_repaired, before.warnings) == (False, ("uri",))
    assert (after.is_repaired, after.warnings) == (True, ("repaired", "uri"))


def _page(change: Callable[[PageHead], PageHead]) -> bytes:
    return wire.pack_page(change(HEAD))


def _word(x0: float = 0.1, x1: float = 0.2, y1: float = 0.2) -> bytes:
    word = Word("議", x0, 0.1, x1, y1, 0, 0)
    return wire.pack_page(HEAD._replace(words=(word,)))


@pytest.mark.parametrize(
    "frames",
    [
        (wire.frame(FrameKind.LOCKED, b""),),
        (INFO,),
        (LOCKED, LOCKED),
        (LOCKED, wire.frame(FrameKind.INFO, b"short")),
        (LOCKED, wire.pack_info(0, set(), [])),
        (LOCKED, wire.pack_info(DEFAULT.pages + 1, set(), [])),
        (LOCKED, wire.frame(FrameKind.INFO, struct.pack("<IIII", 1, 1 << 31, 0, 0))),
        (LOCKED, wire.frame(FrameKind.INFO, struct.pack("<IIII", 1, 0, 1 << 31, 0))),
        (LOCKED, wire.frame(FrameKind.INFO, struct.pack("<IIII", 1, 0, 0, 0) + b"rest")),
        (LOCKED, wire.pack_info(2, set(), [OutlineEntry("x", 3, 0)])),
        (LOCKED, wire.pack_info(2, set(), [OutlineEntry("x", 1, DEFAULT.outline_depth + 1)])),
        (LOCKED, wire.frame(FrameKind.INFO, struct.pack("<IIII", 1, 0, 0, 1))),
        (LOCKED, wire.pack_info(2, set(), [], [PageNumbering(3, "D", 1)])),
        (LOCKED, wire.pack_info(2, set(), [], [PageNumbering(2, "D", 1), PageNumbering(2, "r", 1)])),
        (LOCKED, wire.pack_info(2, set(), [], [PageNumbering(1, "D", DEFAULT.first_number + 1)])),
        (LOCKED, wire.frame(FrameKind.INFO, struct.pack("<IIIIIBI", 1, 0, 0, 1, 1, 9, 1))),
        (LOCKED, wire.pack_info(2, set(), [OutlineEntry("x" * (DEFAULT.title_bytes + 1), 1, 0)])),
        (LOCKED, INFO, _page(lambda head: head._replace(number=2))),
        (LOCKED, INFO, _page(lambda head: head._replace(width=LONG_SIDE + 2))),
        (LOCKED, INFO, _page(lambda head: head._replace(height=0))),
        (LOCKED, INFO, _page(lambda head: head._replace(channels=4))),
        (LOCKED, INFO, _page(lambda head: head._replace(width=101, height=101, channels=3))),
        (LOCKED, INFO, _page(lambda head: head._replace(width_points=float("nan")))),
        (LOCKED, INFO, _page(lambda head: head._replace(width_points=float("inf")))),
        (LOCKED, INFO, _page(lambda head: head._replace(height_points=-1.0))),
        (LOCKED, INFO, _page(lambda head: head._replace(links=(Link(0, 0, 1, 1, 3),)))),
        (LOCKED, INFO, _page(lambda head: head._replace(links=(Link(0, 0, 1, 1, 0),)))),
        (LOCKED, INFO, _word(x0=0.3)),
        (LOCKED, INFO, _word(y1=1.5)),
        (LOCKED, INFO, _word(x1=float("nan"))),
        (LOCKED, INFO, wire.pack_page(HEAD).replace(b"\x01\0\0\0\0\0\0\0\0", b"\x01\xff\xff\xff\xff\0\0\0\0")),
        (LOCKED, INFO, _word().replace("議".encode(), b"\xff\xfe\xfd")),
        (LOCKED, INFO, END),
        (LOCKED, wire.HEAD.pack(FrameKind.INFO, 0xFFFFFFFF)),
        (LOCKED, wire.frame(FrameKind.FAILED, b"\xee")),
        (LOCKED, wire.frame(FrameKind.FAILED, b"")),
        (b"\xff" * 64,),
    ],
)
def test_lie_ends_the_reading_as_a_crash(impostor: Impostor, frames: tuple[bytes, ...]) -> None:
    impostor.say(*frames)

    with pytest.raises(failures.SandboxCrashed) as crash:
        list(impostor.reading)

    assert "exit code" not in crash.value.detail  # refused for what it said, not for falling silent afterwards
    assert impostor.released == 1


def test_child_that_says_it_is_not_locked_is_not_believed_with_a_paper(impostor: Impostor) -> None:
    impostor.say(wire.frame(FrameKind.LOCKED, wire.LOCKED.pack(7, False, True)), INFO)

    with pytest.raises(failures.SandboxUnavailable):
        list(impostor.reading)


def _silent(_: Impostor) -> None:
    pass


def _shouting(impostor: Impostor) -> None:
    impostor.messages.send(b"x" * 4096)


def _dripping(impostor: Impostor) -> None:
    impostor.data.send(b"\x02" if impostor.has_begun else wire.HEAD.pack(FrameKind.LOCKED, 4096))
    impostor.has_begun = True


@pytest.mark.parametrize("child", [_silent, _shouting, _dripping])
def test_child_that_does_not_get_on_is_broken_off_whatever_it_sends_meanwhile(
    child: Callable[[Impostor], None],
) -> None:
    impostor = Impostor(replace(DEFAULT, page_wait_seconds=0.3))
    idle = subprocess.Popen(["sleep", "60"])
    impostor.status.send(wire.STARTED.pack(idle.pid))
    over = threading.Event()

    def go_on() -> None:
        with contextlib.suppress(OSError):
            while not over.wait(0.001):
                child(impostor)

    thread = threading.Thread(target=go_on)
    thread.start()
    began = time.monotonic()
    threading.Timer(0.6, impostor.status.send, [wire.ENDING.pack(9, 0, 0.0)]).start()
    try:
        with pytest.raises(failures.ReadingBrokenOff):
            list(impostor.reading)
        assert time.monotonic() - began < 5
    finally:
        over.set()
        thread.join()
        idle.kill()
        idle.wait()
        for end in (impostor.data, impostor.status, impostor.messages):
            end.close()


def test_child_that_hangs_up_and_lives_on_is_ended_and_not_told_as_too_large(
    impostor: Impostor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viewer.reading.PATIENCE_SECONDS", 0.05)
    impostor.data.close()

    def report_once_told_to() -> None:
        impostor.status.recv(1)  # the service shuts its end
        impostor.status.send(wire.ENDING.pack(9, 0, 0.0))

    server = threading.Thread(target=report_once_told_to)
    server.start()
    with pytest.raises(failures.SandboxCrashed):
        list(impostor.reading)
    server.join()


def test_child_that_takes_no_notice_of_its_processor_limit_is_told_for_its_work(impostor: Impostor) -> None:
    impostor.data.close()
    impostor.status.send(wire.ENDING.pack(9, 0, DEFAULT.document_seconds + 3))

    with pytest.raises(failures.DocumentTooSlow):
        list(impostor.reading)


def test_chatter_is_bounded_and_clean(impostor: Impostor) -> None:
    impostor.messages.send(b"\x1b[31mred\x07\nline two\xff" + b"x" * 100_000)
    impostor.say(LOCKED, end=(11, 0))

    with pytest.raises(failures.SandboxCrashed) as crash:
        list(impostor.reading)

    assert "[31mred | line two\ufffdxxx" in crash.value.detail
    assert crash.value.detail.isprintable()
    assert len(crash.value.detail) < DEFAULT.messages_bytes + 100


@given(some.binary(max_size=300))
def test_random_frames_are_read_or_refused_and_nothing_else(payload: bytes) -> None:
    for unpack in (_unpack_info, _unpack_page):
        try:
            unpack(payload)
        except wire.BrokenProtocol:
            continue


def _unpack_info(payload: bytes) -> object:
    return wire.unpack_info(payload, DEFAULT)


def _unpack_page(payload: bytes) -> object:
    return wire.unpack_page(payload, DEFAULT, 2, 1, LONG_SIDE)


_fractions = some.tuples(*[some.floats(0, 1, width=32)] * 4).map(
    lambda box: (min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3]))
)
_texts = some.text(max_size=40).map(wire.clean_text)
_numbers = some.integers(0, 2**32 - 1)


@given(
    some.lists(
        some.builds(lambda text, box, at: Word(text, *box, *at), _texts, _fractions, some.tuples(_numbers, _numbers))
    ),
    some.lists(some.tuples(_fractions, some.integers(1, 2)).map(lambda pair: Link._make((*pair[0], pair[1])))),
)
def test_page_comes_back_as_it_was_sent(words: list[Word], links: list[Link]) -> None:
    head = HEAD._replace(words=tuple(words), links=tuple(links))

    assert _unpack_page(wire.pack_page(head)[wire.HEAD.size :]) == head


@pytest.mark.parametrize("unwanted", ["\0", "\n", "\x1b", "\u202e", "\u2066", "\u200b", "\u2028", "\ud800"])
def test_text_that_could_deceive_a_reader_is_removed(unwanted: str) -> None:
    assert wire.clean_text(f"第1号{unwanted}議案") == "第1号議案"


def test_japanese_text_with_variants_and_wide_spaces_is_kept() -> None:
    text = "葛\U000e0100城市　𠮷田"

    assert wire.clean_text(text) == text
