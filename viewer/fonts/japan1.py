"""Which glyph of a font draws each number of Adobe-Japan1, the collection of glyphs that Japanese PDF files count by.

Read from Adobe's character maps (Debian's `poppler-data`) and from the font's own substitutions. Used when fonts are
made, never while the product runs.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

NUMBERS = 23_060
"""Adobe-Japan1-7 has so many."""
_PAIR = re.compile(r"<([0-9a-fA-F]+)>\s*(?:<([0-9a-fA-F]+)>\s*)?(\d+)\s*$", re.MULTILINE)
_MEANING = re.compile(r"<([0-9a-fA-F]+)>\s*(?:<([0-9a-fA-F]+)>\s*)?<([0-9a-fA-F]+)>\s*$", re.MULTILINE)
_PART = re.compile(r"begin(cidrange|cidchar|bfrange|bfchar)\s(.*?)end\1", re.DOTALL)
_ABOVE = re.compile(r"/(\S+)\s+usecmap")
_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
HALF_WIDTH = range(231, 633)


def numbers_of(folder: Path, name: str) -> dict[int, int]:
    """A character map: the number of each code, those of the map that it builds on included."""
    text = (folder / name).read_text("latin-1")
    found: dict[int, int] = {}
    for above in _ABOVE.findall(text):
        found |= numbers_of(folder, above)
    for _, part in _PART.findall(text):
        for low, high, number in _PAIR.findall(part):
            first, last = int(low, 16), int(high or low, 16)
            found.update((code, int(number) + code - first) for code in range(first, last + 1))
    return found


def meanings(folder: Path) -> dict[int, str]:
    """What each number says, by Adobe's own map."""
    found: dict[int, str] = {}
    for _, part in _PART.findall((folder / "Adobe-Japan1-UCS2").read_text("latin-1")):
        for low, high, text in _MEANING.findall(part):
            first, last = int(low, 16), int(high or low, 16)
            said = bytes.fromhex(text).decode("utf-16-be")
            for number in range(first, last + 1):
                found[number] = said[:-1] + chr(ord(said[-1]) + number - first)
    return found


class Alternates:
    """The font's single substitutions by the names of their features."""

    def __init__(self, font: Any) -> None:
        table = font["GSUB"].table
        self._by_feature: dict[str, dict[str, str]] = {}
        for record in table.FeatureList.FeatureRecord:
            known = self._by_feature.setdefault(record.FeatureTag, {})
            for place in record.Feature.LookupListIndex:
                for one, other in _singles(table.LookupList.Lookup[place]):
                    known.setdefault(one, other)

    def of(self, glyph: str, *features: str) -> str | None:
        """The first form that one of the features gives."""
        forms = (self._by_feature.get(feature, {}).get(glyph) for feature in features)
        return next((form for form in forms if form), None)


def _singles(lookup: Any) -> Iterator[tuple[str, str]]:
    for table in lookup.SubTable:
        inner = table.ExtSubTable if lookup.LookupType == 7 else table
        if inner.LookupType == 1:
            yield from inner.mapping.items()


def sequences(font: Any) -> dict[str, str]:
    """The glyph of each variation sequence (a letter and a selector) that the font tells from the letter alone."""
    return {
        chr(base) + chr(selector): glyph
        for table in font["cmap"].tables
        for selector, pairs in (table.uvsDict if table.format == 14 else {}).items()
        for base, glyph in pairs
        if glyph
    }


class Numbering:
    """The glyphs of a font by the numbers of Adobe-Japan1. `known` are the font's glyphs by code point."""

    def __init__(self, font: Any, known: Mapping[int, str], folder: Path) -> None:
        self._known = known
        self._folder = folder
        self._forms = Alternates(font)
        self._varied = sequences(font)
        self.glyphs: dict[int, str] = {}

    def fill(self) -> dict[int, str]:
        """The glyph of each number; a number that no glyph of the font draws is left out. What is sure goes first."""
        said_by = meanings(self._folder)
        for number, said in said_by.items():
            self._put(number, self._varied.get(said))
        self._put_flat()
        for name in ("UniJIS2004-UTF32", "UniJIS-UTF32"):
            self._put_upright(numbers_of(self._folder, f"{name}-H"), numbers_of(self._folder, f"{name}-V"))
        self._put_oldest()
        for number, said in said_by.items():
            if len(said) == 1 or (len(said) == 2 and said[1] in _SELECTORS):
                self._put(number, self._wide(number, ord(said[0])))
        return self.glyphs

    def _put(self, number: int, glyph: str | None) -> None:
        if glyph is not None:
            self.glyphs.setdefault(number, glyph)

    def _wide(self, number: int, point: int) -> str | None:
        glyph = self._known.get(point)
        return self._forms.of(glyph, "hwid") or glyph if glyph and number in HALF_WIDTH else glyph

    def _put_flat(self) -> None:
        """The forms of JIS 2004, by which the font draws a character unless told otherwise, and those of 1990."""
        for name in ("UniJIS2004-UTF32-H", "UniJISX02132004-UTF32-H"):
            for point, number in numbers_of(self._folder, name).items():
                self._put(number, self._wide(number, point))
        for point, number in numbers_of(self._folder, "UniJIS-UTF32-H").items():
            if glyph := self._known.get(point):
                self._put(number, self._forms.of(glyph, "jp90", "jp83", "jp78", "nlck") or glyph)

    def _put_oldest(self) -> None:
        """The forms of 1978."""
        old = numbers_of(self._folder, "H")
        for code, number in numbers_of(self._folder, "78-H").items():
            if base := self.glyphs.get(old.get(code, -1)):
                self._put(number, self._forms.of(base, "jp78", "jp83") or base)

    def _put_upright(self, flat: Mapping[int, int], upright: Mapping[int, int]) -> None:
        for point, number in upright.items():
            if number == flat.get(point) or point not in self._known:
                continue
            base, bare = self.glyphs.get(flat.get(point, 0), self._known[point]), self._known[point]
            form = self._forms.of(base, "vert", "vrt2") or self._forms.of(bare, "vert", "vrt2")
            self._put(number, form or base)
