"""The trials of tracing: each attack gives a picture, whose the reader is comes out, and the table says what became."""

import numpy as np
import pytest

from load.pages import gray_masters
from load.tracing.__main__ import table
from load.tracing.attacks import Leak, attacks
from load.tracing.trials import Outcome, Subject, Trial, traced
from viewer.master import build, carrying, values_of

pytestmark = pytest.mark.rare("a measurement, which its own command runs")


def test_every_attack_gives_a_grey_picture_and_has_a_name_of_its_own() -> None:
    page = (values_of(gray_masters(1)[0]) * np.uint8(17))[::4, ::4]
    marked = np.where(np.add.outer(np.arange(page.shape[0]), np.arange(page.shape[1])) % 40 < 8, page // 2 + 80, page)
    copies = [np.roll(marked.astype(np.uint8), number, axis=0) for number in range(5)]
    every = attacks()
    for attack in every:
        picture = attack.make(Leak(copies[: attack.readers], copies[4], page))
        assert picture.dtype == np.dtype(np.uint8), attack.name
        assert picture.ndim == 2, attack.name
        assert not np.array_equal(picture, copies[0]) or attack.name == "as it is", attack.name
    assert len({attack.name for attack in every}) == len(every)


def test_pictures_reader_is_named_and_nobody_once_their_copies_are_not_compared() -> None:
    subject = Subject("full of print", carrying(gray_masters(1)[0]))
    found = traced([subject], "full", "IMG_1.jpg", [subject.copy(17)], range(17, 18))
    assert (found.outcome, found.innocent) == (Outcome.NAMED, False)
    blank = Subject("blank", build(np.full((600, 420), 255, np.uint8)))
    assert traced([blank], "blank", "IMG_2.jpg", [blank.copy(17)], range(17, 18)).outcome is Outcome.UNTOLD


def test_table_has_a_row_for_each_attack_and_tells_a_wrong_name() -> None:
    made = table([Trial("a", "x", Outcome.NAMED, False), Trial("b", "x", Outcome.WRONG, True)])
    assert made.splitlines()[2:] == ["| x | ! | WRONG |", "| named | 1 of 1 | 0 of 1 |"]
