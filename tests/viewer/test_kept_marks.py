"""What a reader's mark costs is paid once: its ink is kept from page to page, of a whole council at once."""

import numpy as np
import pytest

from viewer.marking.glyphs import paste
from viewer.marking.ink import ink, strengths_along
from viewer.marking.inked import extent
from viewer.master import Master, MasterKind, build
from viewer.stamp import _KEPT_INK_BYTES, Mark, Stamper, _words_of, ready

KEY = b"a key of the tests, 32 bytes long"
PAGE = Master(MasterKind.GRAY, 1600, 2264, np.full((2264, 801), 0xFF, np.uint8))


def mark(seat: int, code: str) -> Mark:
    return Mark("佐藤 花子 議員", f"第{seat}番", "2026-12-08 10:24", code, "機密性2　複製・配付を禁じます")


@pytest.mark.parametrize("kind", MasterKind)
@pytest.mark.parametrize("name", ["佐藤 花子 議員", "長い名前の人が二人いる会派の代表者である者 議員"])
def test_kept_ink_with_a_code_is_the_ink_of_all_lines_drawn_at_once(kind: MasterKind, name: str) -> None:
    stamper, whose = Stamper(KEY), Mark(name, "第7番", "2026-12-08 10:24", "K7QM-3FRT", "機密性2")
    place = stamper.place(PAGE, whose, page_id="page")
    words = _words_of(whose, place.size_px, place.angle_degrees)
    block = stamper._blocks.draw(words)
    seed = stamper.draw(words.name, words.number, str(words.angle_degrees), str(place.course))
    strengths = strengths_along(seed, block.coverage.shape, words.size_px)
    at_once = block.coverage.copy()
    for x, y, glyph in stamper._typesetter.set_line(whose.issue_code, place.size_px, place.angle_degrees)[0]:
        paste(at_once, glyph, block.pen[0] + x, block.pen[1] + y)
    left, top, right, bottom = extent(at_once)

    tile = stamper.tile(kind, whose, place)

    columns, rows = slice(left // 2 * 2, (right + 1) // 2 * 2), slice(top, bottom)
    assert np.array_equal(tile.layers, ink(kind, at_once, strengths).cut(kind, columns, rows).layers)


def test_ink_of_thirty_readers_at_every_angle_is_kept_and_room_is_left_for_more() -> None:
    stamper, asked = Stamper(KEY), set[object]()
    for page in range(16):
        for seat in range(30):
            whose = mark(seat, "K7QM-3FRT")
            place = stamper.place(PAGE, whose, page_id=f"{seat}/{page}")
            stamper.tile(PAGE.kind, whose, place)
            asked.add((PAGE.kind, _words_of(whose, place.size_px, place.angle_degrees), place.course))

    kept = stamper._inked
    assert len(asked) > 150
    assert set(kept._things) == asked
    assert kept._held_bytes / len(asked) * 600 < _KEPT_INK_BYTES


def test_coloured_page_kept_in_the_order_of_its_shades_is_issued_as_the_page_at_rest() -> None:
    pixels = np.full((700, 500, 3), 255, np.uint8)
    pixels[100:300], pixels[400:500, :, 0] = (30, 90, 200), 200
    at_rest = build(pixels)
    kept = ready(at_rest)
    stamper, whose = Stamper(KEY), mark(7, "K7QM-3FRT")

    assert at_rest.kind is MasterKind.COLOR
    assert stamper.issue(kept, whose, page_id="page").body == stamper.issue(at_rest, whose, page_id="page").body
    assert ready(kept) is kept
