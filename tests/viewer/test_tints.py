"""A scan bears the code of its copy as cells that are a little lighter or darker: seen by nobody, read by tracing."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from load.tracing.attacks import attacks
from load.tracing.subjects import kinds, scanned_pages
from load.tracing.trials import READERS, Outcome, Subject, tried
from viewer.hidden.tinting import TINTS, tint
from viewer.master import Master, MasterKind
from viewer.tracing.verdict import weigh

pytestmark = pytest.mark.rare("only the hidden mark of photographs moves it")


def scan() -> Master:
    page = kinds()["scan"]
    assert page.kind is MasterKind.PHOTO
    return page


def tinted(page: Master, bits: NDArray[np.bool_], scale: int = 1, at: tuple[int, int] = (0, 0)) -> NDArray[np.uint8]:
    shown = replace(page, rows=page.rows.copy())
    tint(shown, bits, scale=scale, at=at)
    return shown.rows


def random_bits(seed: int) -> NDArray[np.bool_]:
    return np.random.default_rng(seed).random(TINTS) < 0.5


def likeness(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """SSIM of the lightness, by Wang et al. 2004, with a Gaussian window of 1.5 pixels."""
    x, y = (cv2.cvtColor(each, cv2.COLOR_RGB2GRAY).astype(np.float32) for each in (one, other))

    def mean(values: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(cv2.GaussianBlur(values, (11, 11), 1.5), np.float32)

    mx, my = mean(x), mean(y)
    vx, vy, both = mean(x * x) - mx * mx, mean(y * y) - my * my, mean(x * y) - mx * my
    above, below = (2 * mx * my + 6.5) * (2 * both + 58.5), (mx * mx + my * my + 6.5) * (vx + vy + 58.5)
    return float((above / below).mean())


def test_cells_differ_by_two_levels_at_most_and_have_no_edge() -> None:
    page, bits = scan(), random_bits(1)
    shown = tinted(page, bits)
    plain = replace(page, rows=np.full_like(page.rows, 128))
    levels = tinted(plain, bits)[..., 0].astype(int) - 128

    assert int(np.abs(shown.astype(int) - page.rows).max()) == 2
    assert likeness(page.rows, shown) >= 0.995
    assert set(np.unique(levels)) == {-2, -1, 0, 1, 2}
    assert max(int(np.abs(np.diff(levels, axis=axis)).max()) for axis in (0, 1)) == 1
    for level in (0, 255):  # nothing runs over at black and white
        edge = tinted(replace(page, rows=np.full_like(page.rows, level)), bits)
        assert int(np.abs(edge.astype(int) - level).max()) == 2


def test_cell_of_an_enlarged_page_goes_on_where_its_neighbour_ends() -> None:
    page = replace(scan(), rows=np.full_like(scan().rows, 128))
    bits = random_bits(2)
    half = page.height // 2
    whole = tinted(page, bits)[..., 0].astype(int)
    parts = [tinted(page, bits, 2, (row * page.height, 0))[..., 0].astype(int) for row in (0, 1)]

    assert int(np.abs(parts[0][-1] - parts[1][0]).max()) <= 1
    assert int(np.abs(parts[1][::2, ::2] - whole[half:, : page.width // 2]).max()) <= 1


@pytest.mark.slow("looks for pictures of three pages, for some ten seconds of a processor")
def test_three_scans_name_their_reader_after_a_messenger_and_nobody_else() -> None:
    attack = next(each for each in attacks() if each.name.startswith("640 px"))
    subjects = [Subject(f"scan {number}", page) for number, page in enumerate(scanned_pages())]

    (trial,) = tried(subjects, "scans", [attack])
    assert (trial.outcome, trial.innocent) == (Outcome.NAMED, False)

    unmarked = [subject.reading(subject.page) for subject in subjects]
    read = [(subject, odds) for subject, odds in zip(subjects, unmarked, strict=True) if odds is not None]
    suspects = weigh([[subject.compared(odds, range(READERS))] for subject, odds in read])
    assert not [suspect for suspect in suspects if suspect.is_named], "a page without a mark names nobody"
