"""Words are recognised by a child under the locks of a parser; a page that fails fails alone."""

import shutil
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from tests.app.materials.scans import typeset
from tests.support.missing import missing
from viewer import failures, wire
from viewer.forkserver import ForkServer
from viewer.recognition.choice import has_untold_ink
from viewer.recognition.recogniser import RECOGNITION, Recogniser
from viewer.sandbox.recognition.table import words_in

pytestmark = [
    pytest.mark.server("Tesseract with its Japanese models"),
    pytest.mark.alike("a library in a process of its own; no database is asked"),
]

LINES = ["一般会計補正予算の概要", "学校施設の整備を行う。", "総額は12,345千円である。"]


@pytest.fixture(scope="module")
def recogniser() -> Iterator[Recogniser]:
    """One for all tests here."""
    if shutil.which("tesseract") is None:
        missing("Tesseract", "apt-get install tesseract-ocr tesseract-ocr-jpn tesseract-ocr-jpn-vert")
    with Recogniser() as opened:
        yield opened


def share_of(lines: list[str], said: str) -> float:
    """The share of the letters of these lines that stand in the text, line by line in this order."""
    at = found = 0
    for letter in "".join(lines):
        place = said.find(letter, at, at + 12)
        if place >= 0:
            at, found = place + 1, found + 1
    return found / len("".join(lines))


def test_child_that_recognises_dies_of_every_forbidden_act_and_lives_without_one(recogniser: Recogniser) -> None:
    report = recogniser.self_test()

    assert report.canaries == dict.fromkeys(wire.CANARIES, True)
    assert report.is_locked
    assert report.no_new_privs


@pytest.mark.parametrize("feature", ["landlock", "seccomp"])
def test_machine_without_one_of_the_locks_recognises_nothing(feature: str) -> None:
    with Recogniser(_missing=frozenset({feature})) as recogniser:
        with pytest.raises(failures.RecognitionUnavailable) as refused:
            recogniser.recognise(typeset(LINES), lambda: None)

        assert feature in refused.value.detail.lower()


@pytest.mark.parametrize("is_upright", [False, True], ids=["level", "upright"])
def test_words_of_a_made_scan_are_found_where_they_stand(recogniser: Recogniser, *, is_upright: bool) -> None:
    words = recogniser.recognise(typeset(LINES, size=36, is_upright=is_upright), lambda: None)

    share = share_of(LINES, "".join(word.text for word in words))
    print(f"found {share:.0%} of the letters, upright: {is_upright}")  # noqa: T201 - what a run is to show
    assert share > 0.6
    for word in words:
        assert 0 <= word.x0 < word.x1 <= 1
        assert 0 <= word.y0 < word.y1 <= 1
    [first, *_] = words
    assert (first.x0 > 0.8) if is_upright else (first.y1 < 0.2 and first.x0 < 0.2)


def test_page_that_costs_too_much_fails_alone_and_the_next_one_is_read(recogniser: Recogniser) -> None:
    slow = replace(RECOGNITION, page_seconds=0.001)
    small = replace(RECOGNITION, memory_bytes=220 * 1024 * 1024)

    for limits, page in ((slow, typeset(LINES)), (small, np.tile(typeset(LINES), (4, 6)))):
        with Recogniser(limits) as bounded, pytest.raises(failures.NotRecognised) as failed:
            bounded.recognise(page, lambda: None)
        assert failed.value.code == "V116"

    with pytest.raises(failures.NotRecognised):
        recogniser.recognise(np.zeros((5_000, 5_000), np.uint8), lambda: None)
    assert recogniser.recognise(typeset(LINES), lambda: None)


def test_work_ends_at_once_when_something_else_is_to_be_done(recogniser: Recogniser) -> None:
    looked = []

    def look() -> None:
        looked.append(True)
        raise KeyError("other work")

    with pytest.raises(KeyError):
        recogniser.recognise(np.tile(typeset(LINES * 4, size=20), (3, 3)), look)

    assert looked == [True]
    assert recogniser.recognise(typeset(LINES), lambda: None)


def test_machine_without_the_library_says_which_package_is_missing() -> None:
    with Recogniser() as recogniser:
        recogniser._server = ForkServer(RECOGNITION, program="tests.viewer.without_tesseract")

        report = recogniser.self_test()

        assert not report.is_locked
        assert "Debian: tesseract-ocr" in report.reason
        with pytest.raises(failures.RecognitionUnavailable):
            recogniser.recognise(typeset(LINES), lambda: None)


def test_line_of_which_the_engine_is_not_sure_is_no_text() -> None:
    def row(line: int, sure: float, text: str, left: int) -> str:
        return f"5\t1\t1\t1\t{line}\t1\t{left}\t{line * 40}\t20\t20\t{sure}\t{text}"

    table = "\n".join([row(1, 90, "予", 10), row(1, 80, "算", 40), row(2, 12, "纏", 10), row(3, -1, " ", 10), "4\t1"])

    words = words_in(table, 100, 200)

    assert [word.text for word in words] == ["予", "算"]
    assert words[0].x1 == words[1].x0 == 0.4


def test_page_whose_words_are_all_its_ink_has_nothing_to_be_recognised() -> None:
    page = np.full((1000, 700), 250, np.uint8)
    page[100:120, 100:400] = 30

    assert has_untold_ink(page, [])
    assert not has_untold_ink(page, [(100 / 700, 0.1, 400 / 700, 0.12)])
    assert not has_untold_ink(np.full((1000, 700), 250, np.uint8), [])
