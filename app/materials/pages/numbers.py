"""The numbers that are printed on a paper's pages, from the rules by which its file numbers them. Pure."""

from bisect import bisect_right
from collections.abc import Sequence

from viewer.render import PageNumbering

_LONGEST = 12  # Numbers in letters; no paper prints longer ones.
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def printed_numbers(numberings: Sequence[PageNumbering], pages: int) -> list[str]:
    """What is printed on each page, such as ["", "i", "ii", "1", "2"]; "" on one that has no number.

    An empty list when the file has no numbering, or when its numbers are 1, 2, 3 and so on, or blank.
    """
    starts = [each.page for each in numberings]
    found = []
    for page in range(1, pages + 1):
        place = bisect_right(starts, page) - 1
        found.append(_written(numberings[place], page) if place >= 0 else "")
    is_counted = all(number in {"", str(page)} for page, number in enumerate(found, 1))
    return [] if is_counted else found


def _written(numbering: PageNumbering, page: int) -> str:
    number = numbering.first + page - numbering.page
    match numbering.style:
        case "D":
            text = str(number)
        case "R" | "r":
            text = _roman(number)
        case "A" | "a":  # a to z, then aa to zz
            text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        case _:
            text = ""
    text = text.upper() if numbering.style.isupper() else text
    return text if len(text) <= _LONGEST else ""


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text
