"""The hidden mark: which pieces of print may move, how they do, and that a page shows nothing of it."""

import io
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from load.pages import gray_masters
from viewer.hidden.carriers import MOST, find, none, of_cell
from viewer.hidden.moving import bits_of, move
from viewer.master import Master, MasterError, MasterKind, build, carrying, dump, load, values_of
from viewer.stamp import BUNDLED_FONTS, Mark, Stamper

SATO = Mark("佐藤 花子 議員", "第7番", "2026-12-08 10:24", "K7QM-3FRT", "機密性2　複製・配付を禁じます")


@cache
def printed() -> Master:
    return carrying(gray_masters(1)[0])


def moved(master: Master, bits: NDArray[np.bool_]) -> NDArray[np.uint8]:
    shown = replace(master, rows=master.rows.copy())
    move(shown, bits)
    return values_of(shown)


def drawn(width: int, height: int, lines: list[tuple[int, int, str]], *, rules: int = 0) -> Master:
    image = Image.new("L", (width, height), 255)
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(str(BUNDLED_FONTS[0]), 26)
    for x, y, words in lines:
        draw.text((x, y), words, font=font, fill=0)
    for y in range(0, height, rules) if rules else ():
        draw.line((0, y, width, y), fill=0, width=2)
    return carrying(build(np.asarray(image)))


def test_full_page_of_print_carries_enough_to_tell_a_council_apart() -> None:
    assert 60 <= len(printed().carriers) <= MOST


def test_page_of_print_set_upright_carries_pieces_of_its_columns() -> None:
    columns = [(1500 - 60 * column, 150 + 32 * row, "議") for column in range(22) for row in range(30)]
    upright = drawn(1600, 2264, columns)
    assert len(upright.carriers) > 40
    top, bottom, left, right = upright.carriers.astype(int).T
    assert ((bottom - top) > (right - left)).all(), "a piece of a column stands upright"


def test_photograph_and_blank_page_carry_nothing() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (600, 420, 3)).astype(np.uint8)
    assert len(carrying(build(noise)).carriers) == 0
    assert len(carrying(build(np.full((600, 420), 255, np.uint8))).carriers) == 0


@pytest.mark.parametrize("setting", range(6))
def test_pieces_move_by_a_row_and_nothing_of_the_print_is_lost_or_touched(setting: int) -> None:
    page = printed()
    bits = np.random.default_rng(setting).random(len(page.carriers)) < 0.5
    plain, shown = values_of(page), moved(page, bits)
    for (top, bottom, left, right), bit in zip(page.carriers.astype(int).tolist(), bits, strict=True):
        there = shown[top + bit : bottom + bit, left:right]
        assert np.array_equal(there, plain[top:bottom, left:right]), "each piece is the same, pixel by pixel"
        assert (shown[bottom + 1, left:right] == 15).all() or not bit, "a blank row is left below"
    assert np.array_equal(np.sort(shown, axis=0), np.sort(plain, axis=0)), "each column has the same pixels"


def test_lines_that_stand_too_close_stay_where_they_are() -> None:
    close = drawn(
        1600, 2264, [(100, 100 + 27 * line, "議案第十二号令和八年度補正予算") for line in range(40)], rules=27
    )
    assert len(close.carriers) == 0


def test_bits_of_two_copies_and_of_two_pages_are_independent_and_fair() -> None:
    key = b"a key of the tests, 32 bytes long"
    bits = np.array([bits_of(key, f"{code} {page}", 160) for code in range(100) for page in range(2)])
    assert abs(bits.mean() - 0.5) < 0.02
    signs = bits * 2.0 - 1
    likeness = np.abs(signs @ signs.T / 160 - np.eye(200))
    assert likeness.max() < 0.45
    assert np.array_equal(bits_of(key, "0 0", 40), bits_of(key, "0 0", 160)[:40])
    assert not np.array_equal(bits_of(b"another key, also of some length", "0 0", 160), bits[0])


def test_copies_of_one_session_are_the_same_and_those_of_two_differ_in_their_print() -> None:
    stamper, page = Stamper(b"a key of the tests, 32 bytes long"), printed()
    one, again = (stamper.issue(page, SATO, page_id="p/v/1").body for _ in range(2))
    assert one == again
    other = stamper.issue(page, replace(SATO, issue_code="X9PT-4W7C"), page_id="p/v/1").body
    before, after = (np.asarray(Image.open(io.BytesIO(body)).convert("L"), np.int16) for body in (one, other))
    pieces = stamper.hidden_bits("K7QM-3FRT", "p/v/1", len(page.carriers)) != stamper.hidden_bits(
        "X9PT-4W7C", "p/v/1", len(page.carriers)
    )
    top, bottom, left, right = page.carriers.astype(int)[pieces][0]
    assert (before[top : bottom + 1, left:right] != after[top : bottom + 1, left:right]).mean() > 0.1


def test_cell_of_an_enlarged_page_moves_the_pieces_that_it_holds_as_a_whole() -> None:
    page = printed()
    large = np.repeat(np.repeat(values_of(page), 2, axis=0), 2, axis=1)
    size, half = (page.height, page.width), (page.height, page.width)
    held = np.zeros(len(page.carriers), int)
    for row in (0, 1):
        for column in (0, 1):
            cell = large[row * half[0] : (row + 1) * half[0], column * half[1] : (column + 1) * half[1]]
            at = row * half[0], column * half[1]
            found = of_cell(page.carriers, cell, of_page=size, enlarged=large.shape, at=at).astype(int)
            for number, (top, bottom, left, right) in enumerate(found.tolist()):
                if bottom:
                    held[number] += 1
                    whole = page.carriers[number].astype(int) * 2
                    assert abs(top + at[0] - whole[0]) <= 1
                    assert (cell[bottom : bottom + 2, left:right] == 15).all()
    assert (held <= 1).all()
    assert (held == 1).mean() > 0.6, "what the edges cut does not move"


def test_master_keeps_its_carriers_and_one_of_before_has_none() -> None:
    page = printed()
    kept = load(dump(page))
    assert np.array_equal(kept.carriers, page.carriers)
    assert np.array_equal(kept.rows, page.rows)
    bare = dump(replace(page, carriers=none()))
    older = b"GjM1" + bare[4:14] + bare[16:]
    assert len(load(older).carriers) == 0
    assert np.array_equal(load(older).rows, page.rows)


@pytest.mark.parametrize(
    "wrong", [[(0, 9, 0, 8)], [(5, 3, 0, 8)], [(5, 3000, 0, 8)], [(5, 9, 8, 8)], [(5, 9, 0, 1700)]]
)
def test_carriers_that_lie_outside_of_the_page_are_refused(wrong: list[tuple[int, int, int, int]]) -> None:
    page = replace(printed(), carriers=np.array(wrong, np.uint16))
    with pytest.raises(MasterError):
        load(dump(page))


def test_coloured_page_carries_as_a_grey_one_does() -> None:
    pixels = np.repeat(values_of(printed())[:, :, None] * np.uint8(17), 3, axis=2)
    pixels[20:60, 20:60] = (200, 30, 30)
    page = carrying(build(pixels))
    assert page.kind is MasterKind.COLOR
    assert len(page.carriers) > 60
    assert len(find(values_of(page))) == len(page.carriers)
