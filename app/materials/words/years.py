"""The ways in which one year is written: 令和7年, R7年, 2025年. A search looks for each of them. Pure.

Texts are not folded to one of them: somebody who types 「令和」 or 「2025」 alone must still find them.
"""

import re

_ERAS = (("明治", "m", 1868, 1912), ("大正", "t", 1912, 1926), ("昭和", "s", 1926, 1989), ("平成", "h", 1989, 2019))
_PRESENT = ("令和", "r", 2019, 9999)
"""Name, letter, first and last year. The last year of one era is the first of the next, and is written in both."""

_YEAR = re.compile(
    "(?P<name>明治|大正|昭和|平成|令和)(?P<of_name>[1-9][0-9]?)(?=年)"
    "|(?<![0-9])(?P<western>[12][0-9]{3})(?=年)"
    "|(?<![0-9a-z])(?P<letter>[mtshr])(?P<of_letter>[1-9][0-9]?)(?=年|$)"
)


def forms_of(term: str) -> tuple[str, ...]:
    """A folded word, and the same with its year (the first, if it has several) written in the other ways.

    With a letter and no 年 after it, as in 「R7」, the year is looked for with 年.
    """
    found = _YEAR.search(term)
    if found is None:
        return (term,)
    before, after = term[: found.start()], term[found.end() :] or "年"
    written = [form for year in _years(found) for form in _written(year)]
    others = [before + form + after for form in written]
    if (before, after) == ("", "年"):  # the year alone: also as in 「R7.4.1」
        others += [f"{form}." for form in written if form[0] in "mtshr"]
    known = dict.fromkeys([term, *others])
    return tuple(form for form in known if form == term or term not in form)


def _years(found: "re.Match[str]") -> list[int]:
    """The western year that is meant; none for a year that the era never had."""
    if found["western"]:
        return [int(found["western"])]
    key, number = found["name"] or found["letter"], int(found["of_name"] or found["of_letter"])
    eras = [era for era in (*_ERAS, _PRESENT) if key in era[:2]]
    return [first + number - 1 for _name, _letter, first, last in eras if first + number - 1 <= last]


def _written(year: int) -> list[str]:
    eras = [era for era in (*_ERAS, _PRESENT) if era[2] <= year <= era[3]]
    in_eras = [f"{key}{year - first + 1}" for name, letter, first, _last in eras for key in (name, letter)]
    return [str(year), *in_eras]
