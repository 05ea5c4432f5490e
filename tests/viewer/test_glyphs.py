"""Names are drawn as they are registered, or refused by name."""

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.support.marks import examples
from viewer.failures import MarkNotDrawable
from viewer.marking.glyphs import MAX_CHARACTERS, LineTooLongError, Typesetter, paste, split
from viewer.stamp import BUNDLED_FONTS

pytestmark = pytest.mark.rare("letters as they are drawn; only the drawing moves it")


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter(BUNDLED_FONTS)


def drawn(typesetter: Typesetter, text: str, size_px: int = 40) -> NDArray[np.uint8]:
    canvas: NDArray[np.uint8] = np.zeros((2 * size_px, 2 * size_px * (1 + len(text))), np.uint8)
    for x, y, glyph in typesetter.set_line(text, size_px)[0]:
        paste(canvas, glyph, x, y + round(1.2 * size_px))
    return canvas


@pytest.mark.parametrize(
    "name",
    ["佐藤 花子 議員", "𠮷田　太郎", "葛󠄀城 市", "辻󠄀 一郎", "髙橋 﨑", "渡邉 邊", "第7番 ①", "O'Brien é"],
)
def test_registered_names_can_be_drawn(typesetter: Typesetter, name: str) -> None:
    typesetter.check(name)

    assert drawn(typesetter, name).any()


@pytest.mark.parametrize(
    ("one", "other"),
    [("𠮷", "吉"), ("葛󠄀", "葛󠄁"), ("神\ufa19"[1], "神"), ("髙", "高"), ("邉", "邊"), ("か\u3099", "か")],
)
def test_variant_forms_are_not_drawn_as_the_common_form(typesetter: Typesetter, one: str, other: str) -> None:
    assert (drawn(typesetter, one)[:, :100] != drawn(typesetter, other)[:, :100]).any()


def test_a_voiced_kana_in_two_parts_is_drawn_as_one(typesetter: Typesetter) -> None:
    assert split("か\u3099く") == ["が", "く"]
    assert (drawn(typesetter, "か\u3099")[:, :100] == drawn(typesetter, "が")[:, :100]).all()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("葛\U000e01ee城", "葛\U000e01ee（U+845B U+E01EE）"),
        ("\u3099か", "U+3099"),
        ("\U000e0100葛", "U+E0100"),
        ("x\u0301", "x\u0301（U+0078 U+0301）"),
        ("佐\ud842藤", "U+D842"),
        ("佐\u202e藤", "U+202E"),
        ("佐\u200d藤", "U+200D"),
        ("佐\n藤", "U+000A"),
        ("\u00ad", "U+00AD"),
        ("\ue000", "U+E000"),
        ("😀한", "😀、한"),
        ("葛\U000e0100\U000e0101", "葛\U000e0100\U000e0101（U+845B U+E0100 U+E0101）"),
    ],
)
def test_what_cannot_be_drawn_as_registered_is_refused_by_name(typesetter: Typesetter, text: str, named: str) -> None:
    with pytest.raises(MarkNotDrawable) as refusal:
        typesetter.check(text)

    assert refusal.value.characters == named
    assert named.encode("utf-8").decode() in refusal.value.sentence


def test_each_refused_character_is_named_once(typesetter: Typesetter) -> None:
    with pytest.raises(MarkNotDrawable) as refusal:
        typesetter.check("한佐한")

    assert refusal.value.characters == "한"


def test_a_line_of_endless_accents_is_refused_before_it_is_normalised(typesetter: Typesetter) -> None:
    with pytest.raises(LineTooLongError):
        typesetter.check("a" + "\u0301\u0327" * MAX_CHARACTERS)


@settings(deadline=None, max_examples=examples(300))
@given(text=st.text(st.characters(), max_size=20))
def test_any_text_is_either_refused_or_every_character_leaves_ink(text: str) -> None:
    typesetter = Typesetter(BUNDLED_FONTS)
    if any(typesetter._find(character) is None for character in split(text)):
        with pytest.raises(MarkNotDrawable) as refusal:
            typesetter.check(text)
        assert refusal.value.sentence.encode()
        return

    typesetter.check(text)
    for character in split(text):
        assert character in " \u00a0\u3000" or drawn(typesetter, character).any()


def test_glyphs_drawn_by_many_threads_at_once_are_the_same() -> None:
    text = "佐藤花子議員第7番東京都議会"
    sizes = range(20, 28)
    expected = [drawn(Typesetter(BUNDLED_FONTS), text, size).tobytes() for size in sizes]
    shared = Typesetter(BUNDLED_FONTS)
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)

    try:
        with ThreadPoolExecutor(8) as pool:
            got = list(pool.map(lambda size: drawn(shared, text, size).tobytes(), sizes))
    finally:
        sys.setswitchinterval(usual)

    assert got == expected
