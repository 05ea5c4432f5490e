"""Text as people write it in different ways: one search finds all of them, at the right place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.materials.pages.contents import WrittenWord
from app.materials.words.finding import found_on, page_text, pages_with
from app.materials.words.folding import BREAK, fold, folded_text, terms_of
from app.materials.words.years import forms_of

ALIKE = [
    ("基金", "基 金"),
    ("基金", "基\n金"),
    ("プロジェクト", "ﾌﾟﾛｼﾞｪｸﾄ"),
    ("がす", "ガス"),
    ("Budget", "ＢＵＤＧＥＴ"),
    ("1234千円", "１，２３４千円"),
    ("髙橋", "高橋"),
    ("齋藤", "斎藤"),
    ("國學院", "国学院"),
    ("葛\U000e0100城", "葛城"),
    ("辻\ufe00", "辻"),
    ("町⻑、⾏政", "町長、行政"),
    ("令和8年", "令和八年"),
    ("令和元年", "令和1年"),
    ("第12号", "第十二号"),
    ("2026年", "二〇二六年"),
    ("31日", "三十一日"),
    ("3ヶ月", "３か月"),
    ("37-2", "37－2"),
    ("〜", "～"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_is_written_in_another_way_is_the_same_to_a_search(one: str, other: str) -> None:
    assert fold(one).text == fold(other).text != ""


@pytest.mark.parametrize(
    ("one", "other"), [("12 34", "1234"), ("一般", "1般"), ("千円", "1000"), ("はし", "はじ"), ("12.3", "123")]
)
def test_what_means_something_else_stays_apart(one: str, other: str) -> None:
    assert fold(one).text != fold(other).text


TEXTS = st.text(st.sampled_from("基金葛\U000e0100ガｶﾞﾊﾟ１２,，34 \n第十二号令和元年髙ABc-－ー。・" + BREAK), max_size=40)


@given(TEXTS)
def test_every_folded_character_knows_where_it_came_from(text: str) -> None:
    folded = fold(text)

    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    for place in range(len(folded.text)):
        start, end = folded.origin(place, place + 1)
        assert 0 <= start <= end <= len(text)
    assert list(folded.starts) == sorted(folded.starts)


def word(
    text: str, *, block: int = 0, x0: float = 0.1, x1: float = 0.5, y0: float = 0.1, y1: float = 0.12
) -> WrittenWord:
    return {"text": text, "x0": x0, "x1": x1, "y0": y0, "y1": y1, "block": block, "line": 0}


def test_word_over_the_end_of_a_line_is_boxed_on_both_lines() -> None:
    words = [word("財政調整基"), word("金条例", y0=0.2, y1=0.22)]

    found = found_on(words, [("調整基金",)])

    assert found is not None
    assert [tuple(round(side, 3) for side in box) for box in found.boxes] == [
        (0.26, 0.1, 0.5, 0.12),
        (0.1, 0.2, 0.233, 0.22),
    ]
    assert (found.quote.before, found.quote.word, found.quote.after) == ("財政", "調整基金", "条例")


def test_word_written_downwards_is_boxed_downwards() -> None:
    words = [word("一般会計", x0=0.5, x1=0.52, y0=0.1, y1=0.5)]

    found = found_on(words, [("会計",)])

    assert found is not None
    assert [tuple(round(side, 3) for side in box) for box in found.boxes] == [(0.5, 0.3, 0.52, 0.5)]


def test_blocks_of_a_page_are_not_read_together() -> None:
    words = [word("歳入基", block=0), word("金額", block=1)]

    assert pages_with([fold(page_text(words)).text], [("基金",)]) == {}


def test_page_has_to_have_all_words() -> None:
    pages = [fold(text).text for text in ("基金の繰入", "基金", "繰入と繰入と基金")]

    assert pages_with(pages, [(term,) for term in terms_of("基金　繰入")]) == {1: 2, 3: 3}
    assert pages_with(pages, []) == {}


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("令和7年", "2025年度"),
        ("令和七年", "R7年"),
        ("令和7年", "Ｒ７．４．１"),
        ("R7", "令和７年"),
        ("R7年度", "二〇二五年度"),
        ("2025年", "令和7年"),
        ("令和元年", "2019年"),
        ("2019年", "平成三十一年"),
        ("2019年", "令和元年"),
        ("昭和64年1月7日", "1989年1月7日"),
        ("平成31年度予算", "2019年度予算"),
    ],
)
def test_year_is_found_as_it_is_written_elsewhere(typed: str, written: str) -> None:
    [term] = terms_of(typed)

    assert pages_with([fold(written).text], [forms_of(term)]) == {1: 1}


@pytest.mark.parametrize(("typed", "written"), [("平成40年", "2028年"), ("令和7年", "2026年"), ("R7", "2026年")])
def test_other_year_is_not_found(typed: str, written: str) -> None:
    [term] = terms_of(typed)

    assert pages_with([fold(written).text], [forms_of(term)]) == {}


def test_word_without_a_year_is_looked_for_as_it_is() -> None:
    assert [forms_of(term) for term in terms_of("予算 7年目 令和 2025 12月")] == [
        ("予算",),
        ("7年目",),
        ("令和",),
        ("2025",),
        ("12月",),
    ]


@given(
    st.text(
        [
            *"あアガカﾞヵか゛一二十百千第号年元令和、，,・ 　\n\tabＡ12３0ー−〜邊﨑①㈱",
            BREAK,
            "\u3099",
            "\ufe00",
            "\U000e0100",
        ],
        max_size=24,
    )
)
def test_text_folded_without_places_is_the_same_text(text: str) -> None:
    assert folded_text(text) == fold(text).text
