"""Whether an image bears both marks of the copy that it is: looked for in the very bytes that would be sent.

The hidden mark is read by the page that the image was made of: each piece of print lies where the page has it, or a row
lower. The visible one is found where it alone changes pixels, and compared with what the marks of others would change:
each of its words has to show there, and to look otherwise than another one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from viewer.hidden.carriers import ENOUGH, Carriers, none
from viewer.hidden.moving import move
from viewer.master import Master, MasterKind
from viewer.rechecking.pixels import Lightness, of_image, of_page
from viewer.stamp import Issued, Mark, Stamper, encode, ready
from viewer.stamp import plain as bare_of

_READ_RIGHTLY = 0.85
"""The least share of pieces that are read rightly. By chance 30 pieces reach it in one of 20,000 images."""
_LAID = 0.7
"""The least share of the mark's pixels that are changed, and of those by which two marks differ that are this one's."""
_LEAST_PIXELS = 40
_APART = 0.08
"""By how many of its pixels a mark differs at least from one with another name, number, time or code: letters that are
drawn alike leave a few soft edges, others a sixth and more.
"""
_TINTED = 4  # levels: more than the hidden mark of a photograph, less than any stroke
_NOISE = {MasterKind.GRAY: 8, MasterKind.COLOR: 0, MasterKind.PHOTO: 12}  # of a JPEG's own


@dataclass(frozen=True)
class FoundMarks:
    """What was found. `hidden`: None for a page with too few pieces of print to tell.

    `visible`: the words of the mark that cannot be made out, by the names of their fields.
    """

    hidden: bool | None
    missing_words: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether both marks are there, as far as the page can have them."""
        return self.hidden is not False and not self.missing_words


def find_marks(stamper: Stamper, master: Master, issued: Issued, mark: Mark, page_id: str) -> FoundMarks:
    """Look for both marks in an image of a page. Raises OSError or ValueError for one that cannot be opened."""
    page, image = ready(master), of_image(issued)
    plain = of_page(page)
    if image.shape != plain.shape:
        raise ValueError("the image has another size than its page")
    stands = _stands_lower(page.carriers, plain, image)
    hidden: bool | None = None
    if len(stands) >= ENOUGH:
        bits = stamper.hidden_bits(mark.issue_code, page_id, len(stands))
        hidden = float(np.mean(stands == bits)) >= _READ_RIGHTLY
    moved = replace(page, rows=page.rows.copy())
    move(moved, stands)
    # A photograph with a strong grain is changed everywhere by its encoder, and by the mark only where the mark is.
    bare = of_image(encode(bare_of(moved))) if page.kind is MasterKind.PHOTO else of_page(moved)
    changed = np.abs(image - bare) > _NOISE[page.kind]
    return FoundMarks(hidden, tuple(_missing(stamper, page, changed, mark, page_id)))


def _stands_lower(carriers: Carriers, plain: Lightness, image: Lightness) -> NDArray[np.bool_]:
    """Of each piece, whether the image has it a row lower than the page. One that looks alike in both stands."""
    lower = np.zeros(len(carriers), np.bool_)
    for number, (top, bottom, left, right) in enumerate(carriers.tolist()):
        stood = plain[top - 1 : bottom + 1, left:right]
        moved = np.concatenate([stood[:1], stood[:1], stood[1:-1]])
        seen = image[top - 1 : bottom + 1, left:right]
        lower[number] = np.abs(seen - moved).sum() < np.abs(seen - stood).sum()
    return lower


def _missing(stamper: Stamper, page: Master, changed: NDArray[np.bool_], mark: Mark, page_id: str) -> Iterator[str]:
    """The fields whose words do not show."""
    own = _covered(stamper, page, mark, page_id)
    if np.count_nonzero(own) < _LEAST_PIXELS or float(changed[own].mean()) < _LAID:
        yield from ("name", "number", "at", "issue_code")
        return
    for field in ("name", "number", "at", "issue_code"):
        other = _covered(stamper, page, replace(mark, **{field: _another(getattr(mark, field))}), page_id)
        apart = own != other
        if np.count_nonzero(apart) < _APART * np.count_nonzero(own) or float((changed == own)[apart].mean()) < _LAID:
            yield field


def _covered(stamper: Stamper, page: Master, mark: Mark, page_id: str) -> NDArray[np.bool_]:
    """Which pixels of a page a visible mark changes; what a hidden one tints is not among them."""
    bare = replace(page, carriers=none())
    pressed = stamper.press(bare, mark, page_id=page_id, has_level_box=False)
    return np.asarray(np.abs(of_page(pressed.master) - of_page(bare)) > _TINTED, np.bool_)


def _another(words: str) -> str:
    """Words of the same length, none of whose letters and digits is the same."""
    return "".join(_OTHER.get(letter, letter) for letter in words)


_LETTERS = "ABCDEFGHJKLMNPQRSTUWXYZ"
_DIGITS = "0123456789"
_OTHER = (
    dict(zip(_LETTERS, _LETTERS[11:] + _LETTERS[:11], strict=True))
    | dict(zip(_DIGITS, _DIGITS[5:] + _DIGITS[:5], strict=True))
    | dict(zip("印確認", "目石言", strict=True))
)
