"""Letters in one form: what was typed in two ways is one text, what is registered as another letter stays another."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from storage.letters import composed

IDEOGRAPHS = [chr(code) for code in (*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20))]


def test_every_compatibility_ideograph_stays_the_letter_that_was_registered() -> None:
    assigned = [letter for letter in IDEOGRAPHS if unicodedata.category(letter) == "Lo"]

    assert len(assigned) > 1000
    assert [letter for letter in assigned if composed(f"山{letter}子") != f"山{letter}子"] == []


def test_kana_whose_mark_stands_apart_become_one_letter() -> None:
    assert composed("か\u3099\ufa19は\u309a") == "が\ufa19ぱ"


@given(text=st.text(max_size=40))
def test_it_is_nfc_wherever_no_such_ideograph_stands_and_doing_it_twice_changes_nothing(text: str) -> None:
    assert composed(composed(text)) == composed(text)
    if not set(text) & set(IDEOGRAPHS):
        assert composed(text) == unicodedata.normalize("NFC", text)
