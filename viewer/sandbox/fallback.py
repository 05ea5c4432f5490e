"""Fonts that stand in for those that a document names and does not hold, and what was missing on a page.

The parser's own stand-in for Japanese is a Chinese Gothic without the rarer characters of JIS. Ours are a Mincho and a
Gothic that draw all of JIS X 0213 and nearly all of Adobe-Japan1 (`viewer/fonts/`), chosen by the font's name. They are
read by the fork server before it forks, so a child pays nothing for them. What none of them draws is a box, never
blank.

A composite font counts its glyphs by Adobe-Japan1. The parser would turn such a number into a character and lose what
tells forms apart: upright and flat, half and full width, 1990 and 2004. So each one that lacks its program is given
our table of numbers and glyphs (`fit`).
"""

# The parser ships no types.
# mypy: allow-untyped-calls

import array
import contextlib
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pymupdf
from pymupdf import mupdf

from viewer.limits import Limits
from viewer.sandbox import boxes
from viewer.sandbox.inspection import PARSER_ERRORS
from viewer.wire import clean_text

_FONTS = Path(__file__).resolve().parent.parent / "fonts"
_MINCHO, _GOTHIC = "NotoSerifJP-Gijo", "NotoSansJP-Gijo"
_MINCHO_NAMES = re.compile(
    r"mincho|明朝|ryumin|リュウミン|futomin|midashimin|min(?:pr|std|[ _-]|$)|serif|song|batang|教科書|kyokasho|"
    r"楷書|kaisho|行書|gyosho|hakushu|century",
    re.IGNORECASE,
)
_GOTHIC_NAMES = re.compile(
    r"goth|ゴシック|ｺﾞｼｯｸ|meiryo|メイリオ|osaka|maru|丸|(?<!non)sans|kaku|角|pop|goma", re.IGNORECASE
)
_BOLD_NAMES = re.compile(r"bold|太|heavy|black", re.IGNORECASE)
_FIXED_NAMES = re.compile(r"^(?:ms|ｍｓ)[ _-]?(?:mincho|gothic|明朝|ゴシック)", re.IGNORECASE)
_FIXED, _SERIF = 1 << 0, 1 << 1  # ISO 32000-2, table 121
_NUMBERS = 1 << 16
_UNDRAWN = 30_000
"""Numbers from here on are none of Adobe-Japan1's; their glyph is the box."""
_LATIN, _HALF_WIDTH = range(1, 96), 231
"""The numbers of proportional Latin letters, and the first number of the same letters in half the width of a kanji."""
_STANDARD = frozenset(
    f"{family}{style}"
    for family, styles in {
        "Courier": ("", "-Bold", "-Oblique", "-BoldOblique"),
        "Helvetica": ("", "-Bold", "-Oblique", "-BoldOblique"),
        "Times": ("-Roman", "-Bold", "-Italic", "-BoldItalic"),
        "Symbol": ("",),
        "ZapfDingbats": ("",),
    }.items()
    for style in styles
)
"""The 14 fonts that every reader of PDF has to bring (ISO 32000-2, 9.6.2.2), so that their lack changes nothing."""
_NAME_BYTES = 31  # the parser keeps no more of a name
_SPAN = re.compile(rb'<span font="(.*?)" wmode="[01]".*?</span>', re.DOTALL)
_LETTER = re.compile(rb'<g unicode="(.*?)" glyph="(?:0|-1|\.notdef)" ')
_CODES = (
    (re.compile(r"RKSJ-[HV]$"), ("<00> <80>", "<8140> <9FFC>", "<A0> <DF>", "<E040> <FCFC>")),
    (re.compile(r"EUC-[HV]$"), ("<00> <80>", "<8EA0> <8EDF>", "<A1A1> <FEFE>")),
    (re.compile(r"UTF16-[HV]$"), ("<0000> <D7FF>", "<D800DC00> <DBFFDFFF>", "<E000> <FFFF>")),
    (re.compile(r"UCS2(?:-HW)?-[HV]$|^Identity-[HV]$"), ("<0000> <FFFF>",)),
    (re.compile(r"^(?:Add|Ext|78)?-?[HV]$"), ("<2121> <7E7E>",)),
)
"""The ranges of codes of predefined character maps, by the end of their names (ISO 32000-2, table 116)."""
_DEEPEST = 100
"""How deeply nested values are looked at; the parser itself reads no deeper."""
_LOOKED_AT = 200_000
"""How many values are looked through for fonts. The letters of a font beyond them are still reported."""
_PROGRAMS = ("FontFile", "FontFile2", "FontFile3")


class MissingFonts(NamedTuple):
    """Fonts that a page uses and the document lacks, by name; whether some of its letters could not be drawn."""

    names: tuple[str, ...]
    is_undrawn: bool


NONE_MISSING = MissingFonts((), is_undrawn=False)


class StandIns:
    """Reads the fonts and has the parser ask for them: to be made before anything is locked. For one document."""

    def __init__(self) -> None:
        self._programs = {name: _program(name) for name in (_MINCHO, _GOTHIC)}
        self._numbers = {name: _numbers(name) for name in (_MINCHO, _GOTHIC)}
        # The names of missing fonts, each by the name that the parser has for what stands in for it.
        self._names: dict[bytes, str] = {}
        mupdf.fz_install_load_system_font_funcs(self._simple, self._composite, None)

    def _simple(self, name: str, _bold: int, _italic: int, _is_exact: int) -> None:
        """Called by the parser for a missing font of up to 256 letters. It uses its own; the name is kept."""
        if not name.isascii() or mupdf.pdf_clean_font_name(name) not in _STANDARD:
            self._keep(name)

    def _composite(self, name: str, ordering: int, is_serif: int) -> mupdf.FzFont | None:
        """Called by the parser for a missing font whose glyphs are numbered by one of Adobe's collections."""
        if ordering != mupdf.FZ_ADOBE_JAPAN:
            self._keep(name)
            return None
        own, said = f"stand-in-{len(self._names)}", _said(name)
        self._names[own.encode()] = said
        font = mupdf.fz_new_font_from_buffer(own, self._programs[_face(said, is_serif=bool(is_serif))], 0, 0)
        if _BOLD_NAMES.search(said):
            mupdf.ll_fz_font_flags(font.m_internal).fake_bold = 1
        return font

    def _keep(self, name: str) -> None:
        self._names[name.encode("utf-8", "surrogateescape")[:_NAME_BYTES]] = _said(name)

    def fit(self, document: pymupdf.Document, composites: Iterable[int]) -> None:
        """Give the document's composite Japanese fonts that lack their program the numbers of our glyphs.

        `composites` are the objects that may be such fonts. Nothing is written but what the parser holds in memory.
        """
        fitting = _Fitting(pymupdf._as_pdf_document(document), self._numbers)  # noqa: SLF001 - between its two levels
        for number in composites:
            with contextlib.suppress(*PARSER_ERRORS):  # a broken font is the renderer's concern
                fitting.fit(number)

    def missing_on(self, shown: pymupdf.DisplayList, limits: Limits) -> MissingFonts:
        """What is missing on a page. Costs nothing in a document that brings its fonts."""
        if not self._names:
            return NONE_MISSING
        names: set[str] = set()
        is_undrawn = False
        for span in _SPAN.finditer(boxes.traced(shown)):
            if (said := self._names.get(span[1])) is not None:
                names.add(said)
                is_undrawn |= any(not letter[1].isspace() for letter in _LETTER.finditer(span[0]))
        return MissingFonts(tuple(_bounded(names, limits)), is_undrawn)


def _program(name: str) -> mupdf.FzBuffer:
    return mupdf.fz_new_buffer_from_copied_data((_FONTS / f"{name}.ttf").read_bytes())


def _numbers(name: str) -> "array.array[int]":
    numbers = array.array("H", (_FONTS / f"{name}.cids").read_bytes())
    if sys.byteorder == "little":
        numbers.byteswap()
    numbers.extend([0] * (_NUMBERS - len(numbers)))
    return numbers


@lru_cache(maxsize=256)
def _said(name: str) -> str:
    """A font's name as people write it: decoded, without the mark of a subset."""
    data = name.encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "cp932"):
        try:
            said = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    else:
        said = data.decode("latin-1")
    return re.sub(r"^[A-Z]{6}\+", "", unicodedata.normalize("NFKC", said)).strip()


def _face(said: str, *, is_serif: bool) -> str:
    """Mincho or Gothic: the name decides, and where it tells nothing, what the document says of the font."""
    if _GOTHIC_NAMES.search(said):
        return _GOTHIC
    return _MINCHO if is_serif or _MINCHO_NAMES.search(said) else _GOTHIC


class _Fitting:
    def __init__(self, pdf: mupdf.PdfDocument, numbers: Mapping[str, "array.array[int]"]) -> None:
        self._pdf = pdf
        self._numbers = numbers
        self._tables: dict[tuple[str, bool], mupdf.PdfObj] = {}
        self._codes: dict[str, mupdf.PdfObj] = {}
        self._loading: dict[int, bool] = {}
        self._left = _LOOKED_AT

    def fit(self, number: int) -> None:
        """Fit an object that is a composite font, and composite fonts that are written inside of it."""
        for font in self._composites(mupdf.pdf_load_object(self._pdf, number), _DEEPEST):
            with contextlib.suppress(*PARSER_ERRORS):
                self._fit(font)

    def _composites(self, value: mupdf.PdfObj, depth: int) -> Iterator[mupdf.PdfObj]:
        """Composite fonts in an object, without those that it only refers to: resources may hold a font itself."""
        if mupdf.pdf_is_dict(value):
            if mupdf.pdf_is_array(_get(value, "DescendantFonts")):
                yield value
            inside = range(min(mupdf.pdf_dict_len(value), self._left))
            pick = mupdf.pdf_dict_get_val
        else:
            inside = range(min(mupdf.pdf_array_len(value), self._left))  # none in what is no array
            pick = mupdf.pdf_array_get
        self._left -= len(inside)
        for place in inside if depth else ():
            each = pick(value, place)
            if not mupdf.pdf_is_indirect(each):
                yield from self._composites(each, depth - 1)

    def _fit(self, font: mupdf.PdfObj) -> None:
        inner = _get(_get(font, "DescendantFonts"), 0)
        described = self._described(inner)
        ordering = mupdf.pdf_dict_get_text_string(_get(inner, "CIDSystemInfo"), mupdf.pdf_new_name("Ordering"))
        if ordering != "Japan1" or self._has_program(described):
            return
        flags = mupdf.pdf_to_int(_get(described, "Flags"))
        said = _said(mupdf.pdf_to_name(_get(inner, "BaseFont")))
        is_fixed = bool(flags & _FIXED or _FIXED_NAMES.search(said))
        table = self._table(_face(said, is_serif=bool(flags & _SERIF)), is_fixed=is_fixed)
        mupdf.pdf_dict_put(inner, mupdf.pdf_new_name("CIDToGIDMap"), table)
        codes = mupdf.pdf_to_name(_get(font, "Encoding"))
        if any(end.search(codes) for end, _ in _CODES):
            mupdf.pdf_dict_put(font, mupdf.pdf_new_name("Encoding"), self._every_code(codes))

    def _has_program(self, described: mupdf.PdfObj) -> bool:
        """Whether the program that the parser would take, the first one named, loads. What does not load is taken out:
        the parser would stand in for it too, but by the numbers of the program.
        """
        programs = (_get(described, key) for key in _PROGRAMS)
        first = next((program for program in programs if mupdf.pdf_is_indirect(program)), None)
        if first is not None and self._loads(first):
            return True
        for key in _PROGRAMS:
            mupdf.pdf_dict_del(described, mupdf.pdf_new_name(key))
        return False

    def _loads(self, program: mupdf.PdfObj) -> bool:
        number = mupdf.pdf_to_num(program)
        if number not in self._loading:
            self._loading[number] = False
            if mupdf.pdf_is_stream(program):
                with contextlib.suppress(*PARSER_ERRORS):
                    mupdf.fz_new_font_from_buffer("program", mupdf.pdf_load_stream(program), 0, 0)
                    self._loading[number] = True
        return self._loading[number]

    def _described(self, inner: mupdf.PdfObj) -> mupdf.PdfObj:
        """The font's description; an empty one is given to a font without, which would not be drawn at all."""
        if not mupdf.pdf_is_dict(_get(inner, "FontDescriptor")):
            mupdf.pdf_dict_put(inner, mupdf.pdf_new_name("FontDescriptor"), mupdf.pdf_new_dict(self._pdf, 1))
        return _get(inner, "FontDescriptor")

    def _table(self, face: str, *, is_fixed: bool) -> mupdf.PdfObj:
        if (face, is_fixed) not in self._tables:
            numbers = self._numbers[face][:]
            if is_fixed:
                numbers[_LATIN.start : _LATIN.stop] = numbers[_HALF_WIDTH : _HALF_WIDTH + len(_LATIN)]
            if sys.byteorder == "little":
                numbers.byteswap()
            self._tables[face, is_fixed] = self._stream(numbers.tobytes())
        return self._tables[face, is_fixed]

    def _every_code(self, name: str) -> mupdf.PdfObj:
        """The character map of that name, and a number of its own for each code that it says nothing of."""
        if name not in self._codes:
            self._codes[name] = self._stream(_character_map(name))
        return self._codes[name]

    def _stream(self, data: bytes) -> mupdf.PdfObj:
        return mupdf.pdf_add_stream(self._pdf, mupdf.fz_new_buffer_from_copied_data(data), mupdf.PdfObj(), 0)


def _get(where: mupdf.PdfObj, key: str | int) -> mupdf.PdfObj:
    if isinstance(key, int):
        return mupdf.pdf_array_get(where, key)
    return mupdf.pdf_dict_get(where, mupdf.pdf_new_name(key))


def _character_map(name: str) -> bytes:
    """The parser shows nothing for a code without a number: a character that a council has made for itself (外字)
    would vanish and let its neighbours close up. Nor may it know that numbers are glyphs: it would ask for characters.
    """
    name = name.replace("UniJIS2004-", "UniJIS-")  # which the parser does not have
    if name.startswith("Identity-"):
        above, ranges = "", ["<0000> <FFFF> 0"]
    else:
        above = f"/{name} usecmap\n"
        ranges = [f"<{low:0{w}X}> <{high:0{w}X}> {_UNDRAWN}" for low, high, w in _unnumbered(name)]
    spaces = next(spaces for end, spaces in _CODES if end.search(name))
    parts = (ranges[start : start + 100] for start in range(0, len(ranges), 100))
    lists = "".join(f"{len(part)} begincidrange\n" + "\n".join(part) + "\nendcidrange\n" for part in parts)
    return (
        f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n{above}/CMapName /Stand-in def\n"
        f"/CMapType 1 def /WMode {int(name.endswith('V'))} def\n"
        f"{len(spaces)} begincodespacerange\n{chr(10).join(spaces)}\nendcodespacerange\n{lists}endcmap end end"
    ).encode()


def _unnumbered(name: str) -> Iterator[tuple[int, int, int]]:
    """Codes of two and four bytes that a character map says nothing of: first, last, and how many digits they have."""
    known = mupdf.pdf_load_system_cmap(name)
    spans = [(range(0x100, 0x1_0000), 4)]
    if "UTF16" in name:  # pairs for emoji and signs, and for the kanji of the second plane
        leads = (0xD83C, 0xD83D, *range(0xD840, 0xD880))
        spans += [(range(lead << 16 | 0xDC00, (lead << 16 | 0xDFFF) + 1), 8) for lead in leads]
    is_unicode = name.startswith("Uni")
    for span, digits in spans:
        first = None
        for code in span:
            is_open = mupdf.ll_pdf_lookup_cmap(known.m_internal, code) < 0 and not (is_unicode and code in _INVISIBLE)
            if is_open and first is None:
                first = code
            elif not is_open and first is not None:
                yield first, code - 1, digits
                first = None
        if first is not None:
            yield first, span.stop - 1, digits


_INVISIBLE = frozenset(
    code
    for code in range(0x1_0000)
    if unicodedata.category(chr(code)) in {"Cc", "Cf", "Cs", "Mn", "Me", "Zl", "Zp", "Zs"}
)


def _bounded(names: Iterable[str], limits: Limits) -> Iterator[str]:
    for name in sorted(names)[: limits.missing_fonts]:
        yield clean_text(name.encode()[: limits.font_name_bytes].decode("utf-8", "ignore"))
