"""The level and its handling words stand framed in the corner, and hide as little as they can."""

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from viewer.master import Master, MasterKind, build, thumbnail
from viewer.stamp import Issued, Mark, Stamper

MARK = Mark("佐藤 花子 議員", "第7番", "2026-12-08 10:24", "K7QM-3F", "機密性2　複製・配付を禁じます")
WIDTH, HEIGHT = 800, 1132


@pytest.fixture(scope="module")
def stamper() -> Stamper:
    return Stamper(b"k" * 32)


def shown(issued: Issued) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(issued.body)) as image:
        return np.asarray(image.convert("L"))


def find(page: NDArray[np.uint8], box: NDArray[np.uint8], tolerance: int = 0) -> tuple[int, int] | None:
    """Where the drawn box stands on the page, looked for in the top left quarter."""
    wanted = (255 - box.astype(np.int16) * 85).astype(np.int16)
    height, width = box.shape
    for y in range(page.shape[0] // 8):
        for x in range(page.shape[1] // 2):
            if y + height > page.shape[0] or x + width > page.shape[1]:
                continue
            if abs(int(page[y, x]) - wanted[0, 0]) > tolerance + 3:
                continue
            if np.abs(page[y : y + height, x : x + width] - wanted).mean() <= tolerance:
                return x, y
    return None


def pages() -> dict[str, Master]:
    noise = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    return {
        "white": build(np.full((HEIGHT, WIDTH), 255, np.uint8)),
        "black": build(np.full((HEIGHT, WIDTH), 0, np.uint8)),
        "colour": build(np.full((HEIGHT, WIDTH, 3), (0, 60, 160), np.uint8)),
        "photograph": build(noise),
    }


@pytest.mark.clause("I 2章2(2)①-3")
@pytest.mark.parametrize(("ground", "tolerance"), [("white", 0), ("black", 0), ("colour", 0), ("photograph", 14)])
def test_the_level_words_stand_in_the_corner_of_every_kind_of_page(
    stamper: Stamper, ground: str, tolerance: int
) -> None:
    box = stamper._box(MARK.level_words, round(0.0138 * (WIDTH * HEIGHT) ** 0.5))

    place = find(shown(stamper.issue(pages()[ground], MARK, page_id="p")), box, tolerance)

    assert place is not None
    assert place[0] < WIDTH / 8
    assert place[1] < HEIGHT / 20


def test_the_box_is_framed_and_its_words_are_inside(stamper: Stamper) -> None:
    box = stamper._box("機密性3A　持出しを禁じます", 26)

    assert (box[0] == 3).all()
    assert (box[-1] == 3).all()
    assert (box[:, 0] == 3).all()
    assert (box[:, -1] == 3).all()
    assert (box[4:7, 4:-4] == 0).all()
    assert (box[-7:-4, 4:-4] == 0).all()
    assert (box[4:-4, 4:12] == 0).all()
    assert (box[4:-4, -12:-4] == 0).all()
    assert 0.05 < (box[4:-4, 4:-4] == 3).mean() < 0.4


def test_other_levels_give_other_boxes(stamper: Stamper) -> None:
    assert (stamper._box("機密性2", 26) != stamper._box("機密性3", 26)).any()


def test_the_box_gives_way_to_print_in_the_corner(stamper: Stamper) -> None:
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    page[30:34, 20:120] = 0

    issued = shown(stamper.issue(build(page), MARK, page_id="p"))

    assert issued[30:34, 20:120].max() <= 51


def test_the_box_stands_even_where_the_whole_corner_is_printed(stamper: Stamper) -> None:
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    page[::3] = 0
    box = stamper._box(MARK.level_words, round(0.0138 * (WIDTH * HEIGHT) ** 0.5))

    assert find(shown(stamper.issue(build(page), MARK, page_id="p")), box) is not None


def test_a_thumbnail_keeps_the_level_when_the_words_do_not_fit(stamper: Stamper) -> None:
    small = thumbnail(build(np.full((HEIGHT, WIDTH), 255, np.uint8)), 220)

    issued = shown(stamper.issue(small, MARK, page_id="p"))

    assert find(issued, stamper._box("機密性2", 10)) is not None


def test_a_cell_may_go_without_the_box_but_not_without_the_mark(stamper: Stamper) -> None:
    master = pages()["white"]
    box = stamper._box(MARK.level_words, round(0.0138 * (WIDTH * HEIGHT) ** 0.5))

    issued = shown(stamper.issue(master, MARK, page_id="p", has_level_box=False))

    assert find(issued, box) is None
    assert (issued < 230).any()
    assert master.kind is MasterKind.GRAY
